"""The record network: a residual network for Fashion-MNIST's own pictures, of the size that one asks of it."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import Module

from model.labels import LABELS
from model.layers import Dropout, GlobalAveragePool2d, Linear, Sequential
from model.residual import AT_ONCE, from_both_sides, in_places, residual_features


class RecordNetwork(Module):
    """As large a residual network as `widths` and `blocks` make it, see `residual_features`, with a stem of 3 × 3.

    It has no output for "none of these". In eval the logits are the mean of six pictures': the picture's and its mirror
    image's, each where it is, a pixel further down and right, and one up and left (after Jordan, 2024, section 3.5).
    As the defaults have it, 490,098 parameters. x: (N, 1, S, S) in [0, 2], in training of any S → logits (N, 10).
    """

    name = "record"
    input_size = 28
    knows_none = False
    mirrors = True
    moves = 1
    views = 1

    def __init__(
        self,
        widths: Sequence[int] = (24, 48, 112),
        blocks: Sequence[int] = (2, 2, 2),
        dropout: float = 0.0,
        labels: Sequence[str] = LABELS,
    ):
        super().__init__()
        self.labels = tuple(labels)
        self.arguments = {"widths": list(widths), "blocks": list(blocks), "dropout": dropout, "labels": list(labels)}
        self.features, channels = residual_features(widths, blocks, stem_size=3)
        self.head = Sequential(GlobalAveragePool2d(), Dropout(dropout), Linear(channels, len(self.labels), std=0.01))
        self.to(memory_format=torch.channels_last)  # in which convolution and normalisation take half the time

    def forward(self, x: Tensor) -> Tensor:
        return self._logits(x) if self.training else from_both_sides(self._from_places, x, AT_ONCE // 3)

    def _from_places(self, x: Tensor) -> Tensor:
        return self._logits(in_places(x, self.moves).flatten(0, 1).unsqueeze(1)).unflatten(0, (len(x), 3)).mean(dim=1)

    def _logits(self, x: Tensor) -> Tensor:
        return self.head(self.features(x.contiguous(memory_format=torch.channels_last)))
