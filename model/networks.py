"""Networks: layers composed, and the table of names by which a checkpoint finds its network again."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import Module

from model.labels import LABELS
from model.layers import (
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    GlobalAveragePool2d,
    Linear,
    ReLU,
    Residual,
    Sequential,
)


class Classifier(Module):
    """The published network: Flatten → 784-256 → ReLU → Dropout → 256-64 → ReLU → Dropout → 64-10 logits.

    x: (N, 1, 28, 28) in [0, 2] → logits (N, 10). 218,058 parameters.
    """

    name = "mlp"
    input_size = 28
    knows_none = False
    mirrors = False
    views = 1

    def __init__(self, std: float = 0.1, dropout: float = 0.2, labels: Sequence[str] = LABELS):
        super().__init__()
        self.labels = tuple(labels)
        self.arguments = {"std": std, "dropout": dropout, "labels": list(labels)}
        self.layers = Sequential(
            Flatten(),
            Linear(self.input_size**2, 256, std),
            ReLU(),
            Dropout(dropout),
            Linear(256, 64, std),
            ReLU(),
            Dropout(dropout),
            Linear(64, len(self.labels), std),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)

    def predictions(self, x: Tensor) -> dict[str, float]:
        """Label → probability for one picture: (28, 28), (1, 28, 28) or a batch of one, (1, 1, 28, 28).

        Raises ValueError for a batch of several: softmax(logits, dim=1) answers those, a row for each picture.
        """
        pictures = x.reshape(-1, 1, self.input_size, self.input_size)
        if len(pictures) != 1:
            raise ValueError(f"predictions() reads one picture and got a batch of {len(pictures)}.")
        return dict(zip(self.labels, logits(self, pictures)[0].softmax(dim=0).tolist(), strict=True))


class DeepClassifier(Module):
    """Linear layers of the given sizes, a ReLU after every one but the last; weights and biases drawn from N(0, std²).

    DeepClassifier(784, 20, 10): Flatten → 784-20 → ReLU → 20-10 logits. x: (N, 1, S, S) with S² = layers[0], in any
    range → logits (N, layers[-1]). Raises ValueError when the first layer is not a square picture's or the last not one
    output a label.
    """

    name = "deep"
    knows_none = False
    mirrors = False
    views = 1

    def __init__(self, *layers: int, std: float = 1.0, labels: Sequence[str] = LABELS):
        super().__init__()
        self.labels = tuple(labels)
        self.input_size = math.isqrt(layers[0]) if layers else 0
        if len(layers) < 2 or self.input_size**2 != layers[0] or layers[-1] != len(self.labels):
            raise ValueError(f"Layers go from a square picture's pixels to {len(self.labels)} classes, not {layers}.")
        self.arguments = {"layers": list(layers), "std": std, "labels": list(labels)}
        linear = [Linear(*sizes, std=std, bias_std=std) for sizes in pairwise(layers)]
        between = [part for layer in linear[:-1] for part in (layer, ReLU())]
        self.layers = Sequential(Flatten(), *between, linear[-1])

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class LinearClassifier(DeepClassifier):
    """No hidden layer: Flatten → 784-10 logits, one template a class."""

    name = "linear"

    def __init__(self, std: float = 1.0, labels: Sequence[str] = LABELS):
        super().__init__(28 * 28, len(labels), std=std, labels=labels)
        self.arguments = {"std": std, "labels": list(labels)}


class ResNet(Module):
    """The photo network: a residual network that has one output more than classes, for "none of these".

    A stem convolution, which divides the sides by `stem_stride`; for each of `widths` as many residual blocks of two
    3 × 3 convolutions as `blocks` says, the first of all but the first width halving the sides; each channel's mean; a
    linear layer (He et al., 2016, section 4.2, with the shortcuts of option B). A garment's mirror image is the same
    garment: in eval the logits are the mean of the picture's and its mirror image's.

    x: (N, 1, input_size, input_size) in [0, 2] → logits (N, classes + 1), the last for "none of these".
    """

    name = "resnet"
    knows_none = True
    mirrors = True

    def __init__(
        self,
        widths: Sequence[int] = (32, 64, 128, 256),
        blocks: Sequence[int] = (0, 1, 2, 1),
        stem_stride: int = 4,
        input_size: int = 96,
        dropout: float = 0.0,
        views: int = 1,
        labels: Sequence[str] = LABELS,
    ):
        super().__init__()
        self.labels = tuple(labels)
        self.input_size = input_size
        self.views = views
        self.arguments = {
            "widths": list(widths),
            "blocks": list(blocks),
            "stem_stride": stem_stride,
            "input_size": input_size,
            "dropout": dropout,
            "views": views,
            "labels": list(labels),
        }
        layers = [_convolution(1, widths[0], 2 * stem_stride - 1, stem_stride), ReLU()]
        channels = widths[0]
        for stage, (width, count) in enumerate(zip(widths, blocks, strict=True)):
            for block in range(count):
                layers += _residual_block(channels, width, stride=2 if stage > 0 and block == 0 else 1)
                channels = width
        self.features = Sequential(*layers)
        self.head = Sequential(GlobalAveragePool2d(), Dropout(dropout), Linear(channels, len(labels) + 1, std=0.01))
        self.to(memory_format=torch.channels_last)  # in which convolution and normalisation take half the time

    def forward(self, x: Tensor) -> Tensor:
        pictures = x.flatten(0, 1).unsqueeze(1)  # (N · V, 1, S, S)
        z = self._logits(pictures)
        if not self.training:
            z = (z + self._logits(pictures.flip(dims=[-1]))) / 2
        return z.unflatten(0, x.shape[:2]).mean(dim=1)

    def _logits(self, x: Tensor) -> Tensor:
        return self.head(self.features(x.contiguous(memory_format=torch.channels_last)))


def _convolution(in_channels: int, out_channels: int, kernel_size: int, stride: int = 1) -> Sequential:
    """A convolution that keeps the sides (or divides them by `stride`), then batch normalisation, whose bias serves."""
    convolution = Conv2d(in_channels, out_channels, kernel_size, stride, padding=kernel_size // 2, bias=False)
    return Sequential(convolution, BatchNorm2d(out_channels))


def _residual_block(in_channels: int, out_channels: int, stride: int) -> list[Module]:
    body = Sequential(
        _convolution(in_channels, out_channels, 3, stride), ReLU(), _convolution(out_channels, out_channels, 3)
    )
    same = in_channels == out_channels and stride == 1
    return [Residual(body, None if same else _convolution(in_channels, out_channels, 1, stride)), ReLU()]


@contextmanager
def evaluating(network: Module) -> Iterator[None]:
    """The network in eval mode and without gradient; afterwards in the mode that it was in."""
    was_training = network.training
    network.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        network.train(was_training)


def logits(network: Module, x: Tensor) -> Tensor:
    """The network's output in eval mode and without gradient, the network's own mode left as it was."""
    with evaluating(network):
        return network(x)


NETWORKS: dict[str, type[Module]] = {
    network.name: network for network in (LinearClassifier, DeepClassifier, Classifier, ResNet)
}


def build(name: str, layers: Sequence[int] = (), **arguments) -> Module:
    """The network of that name, freshly drawn. layers: the deep one's sizes. Raises ValueError for an unknown name."""
    if name not in NETWORKS:
        raise ValueError(f"There is no network {name!r}; there are: {', '.join(NETWORKS)}.")
    return NETWORKS[name](*layers, **arguments)
