"""The photo network, and the same one taught other classes on the features that it has learned."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import Module

from model.labels import LABELS
from model.layers import Dropout, GlobalAveragePool2d, Linear, Sequential, UnitLength
from model.outlines import Outlines
from model.residual import AT_ONCE, from_both_sides, parts, residual_features


class ResNet(Module):
    """The photo network: a residual network that has one output more than classes, for "none of these".

    The stem and the stages of `residual_features`; each channel's mean; a linear layer. A garment's mirror image is the
    same garment: in eval the logits are the mean of the picture's and its mirror image's.

    x: (N, 1, input_size, input_size) in [0, 2] → logits (N, classes + 1), the last for "none of these".
    """

    name = "resnet"
    knows_none = True
    mirrors = True
    moves = 0

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
        self.features, channels = residual_features(widths, blocks, 2 * stem_stride - 1, stem_stride)
        self.head = Sequential(GlobalAveragePool2d(), Dropout(dropout), Linear(channels, len(labels) + 1, std=0.01))
        self.to(memory_format=torch.channels_last)  # in which convolution and normalisation take half the time

    def forward(self, x: Tensor) -> Tensor:
        pictures = x.flatten(0, 1).unsqueeze(1)  # (N · V, 1, S, S)
        z = self._logits(pictures) if self.training else from_both_sides(self._logits, pictures)
        return z.unflatten(0, x.shape[:2]).mean(dim=1)

    def glance(self, x: Tensor) -> Tensor:
        """Each view's logits, (N, V, classes + 1), from one side alone: the first as it is, the others mirrored.

        Half of what it looks at for an answer; for eval.
        """
        views = parts(x, 2 * AT_ONCE // x.shape[1])
        sides = (torch.cat([part[:, :1], part[:, 1:].flip(dims=[-1])], dim=1) for part in views)
        return torch.cat([self._logits(part.flatten(0, 1).unsqueeze(1)) for part in sides]).unflatten(0, x.shape[:2])

    def _logits(self, x: Tensor) -> Tensor:
        return self.head(self.features(x.contiguous(memory_format=torch.channels_last)))


class PooledStage(Module):
    """A picture's features from two depths: the channels' means before and after `stage`, then their largest values.

    x: (N, C, H, W), which `stage` makes (N, C', H', W') → (N, 2 · (C + C')). What tells new classes apart lies in part
    in what the stage leaves out, because the ones that it has learned do not need it.
    """

    def __init__(self, stage: Module):
        super().__init__()
        self.stage = stage

    def forward(self, x: Tensor) -> Tensor:
        y = self.stage(x)
        means, largest = ([value(z) for z in (x, y)] for value in (_means, _largest))
        return torch.cat([*means, *largest], dim=1)


def _means(x: Tensor) -> Tensor:
    return x.mean(dim=(2, 3))


def _largest(x: Tensor) -> Tensor:
    return x.amax(dim=(2, 3))


class TaughtHead(Module):
    """Logits from pooled features: an embedding of length 1, a linear layer of it, and what the kept classes were.

    pooled: (N, features), of which `of_last` are those that the kept head reads → (N, classes + 1). kept: how many of
    the classes, the first ones, the network knew before; their logits, and the one for "none of these", are what they
    were plus what was learned on top.
    """

    def __init__(self, features: int, rank: int, classes: int, kept: int, of_last: slice):
        super().__init__()
        self.of_last = of_last
        self.embedding = Linear(features, rank, std=0.01)
        self.unit = UnitLength()
        self.output = Linear(rank, classes + 1, std=0.01)
        self.kept = Linear(of_last.stop - of_last.start, kept + 1, std=0.01) if kept else None

    def forward(self, pooled: Tensor) -> Tensor:
        z = self.output(self.unit(self.embedding(pooled)))
        if self.kept is None:
            return z
        return z + widened(self.kept(pooled[:, self.of_last]), z.shape[1])


def widened(logits: Tensor, columns: int) -> Tensor:
    """(N, kept + 1) → (N, columns): zeros between the kept classes and the last column, for "none of these"."""
    between = logits.new_zeros(len(logits), columns - logits.shape[1])
    return torch.cat([logits[:, :-1], between, logits[:, -1:]], dim=1)


class TaughtResNet(ResNet):
    """A ResNet that was taught other classes: its features, pooled at two depths, under a head of their own.

    kept: how many of `labels`, the first ones, are of the network that it was taught from. rank: of the embedding.
    outlines: whether the head has the picture's outlines beside the features, which is so of those taught since. The
    rest as in ResNet, whose last stage has at least one block. x and logits: as ResNet's.
    """

    name = "taught"

    def __init__(
        self, rank: int = 256, kept: int = 0, labels: Sequence[str] = LABELS, outlines: bool = False, **arguments
    ):
        super().__init__(labels=labels, **arguments)
        widths, blocks = self.arguments["widths"], self.arguments["blocks"]
        if len(widths) < 2 or blocks[-1] < 1 or not 0 <= kept <= len(self.labels):
            raise ValueError(
                "A network to be taught has two stages and a block in the last, and keeps its own classes."
            )
        self.arguments |= {"rank": rank, "kept": kept, "outlines": outlines}
        self.features, self.pooled = depths(self)
        self.outlines = Outlines() if outlines else None
        before, after = widths[-2:]
        of_last = slice(before, before + after)
        features = 2 * (before + after) + (Outlines.size if outlines else 0)
        self.head = TaughtHead(features, rank, len(self.labels), kept, of_last)
        self.to(memory_format=torch.channels_last)

    def _logits(self, x: Tensor) -> Tensor:
        pooled = self.pooled(self.features(x.contiguous(memory_format=torch.channels_last)))
        return self.head(pooled if self.outlines is None else torch.cat([pooled, self.outlines(x)], dim=1))


def depths(network: ResNet) -> tuple[Sequential, PooledStage]:
    """A ResNet's layers as they are pooled at two depths: (all before the last stage, the last stage)."""
    layers = list(network.features)
    start = len(layers) - 2 * network.arguments["blocks"][-1]
    return Sequential(*layers[:start]), PooledStage(Sequential(*layers[start:]))
