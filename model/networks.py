"""Networks: layers composed, and the table of names by which a checkpoint finds its network again."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import Module

from model.labels import LABELS
from model.layers import Dropout, Flatten, Linear, ReLU, Sequential
from model.record import RecordNetwork
from model.resnet import ResNet, TaughtResNet


class Classifier(Module):
    """The published network: Flatten → 784-256 → ReLU → Dropout → 256-64 → ReLU → Dropout → 64-10 logits.

    x: (N, 1, 28, 28) in [0, 2] → logits (N, 10). 218,058 parameters.
    """

    name = "mlp"
    input_size = 28
    knows_none = False
    mirrors = False
    moves = 0
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
    moves = 0
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
    network.name: network
    for network in (LinearClassifier, DeepClassifier, Classifier, RecordNetwork, ResNet, TaughtResNet)
}


def build(name: str, layers: Sequence[int] = (), **arguments) -> Module:
    """The network of that name, freshly drawn. layers: the deep one's sizes. Raises ValueError for an unknown name."""
    if name not in NETWORKS:
        raise ValueError(f"There is no network {name!r}; there are: {', '.join(NETWORKS)}.")
    return NETWORKS[name](*layers, **arguments)
