"""Samples in memory, held out by chance, and batched by index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

VALIDATION_SHARE = 1 / 12  # 5,000 of the 60,000 training pictures
SPLIT_SEED = 0  # the same held-out pictures whatever a run's seed, so that runs can be compared


class DataError(RuntimeError):
    """Data that cannot be found or read; its text is one sentence that says what to do."""


@dataclass(frozen=True)
class Samples:
    """x: (N, 1, S, S) float32 in [0, 2], the app's pixel space; y: (N,) int64 class indices, or (N, C) shares."""

    x: Tensor
    y: Tensor

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, index: Tensor) -> "Samples":
        return Samples(self.x[index], self.y[index])


def split(samples: Samples, share: float = VALIDATION_SHARE) -> tuple[Samples, Samples]:
    """(training, validation): `share` of the samples, drawn at random but the same every time, are held out."""
    order = torch.randperm(len(samples), generator=torch.Generator().manual_seed(SPLIT_SEED))
    held_out = round(share * len(samples))
    return samples[order[held_out:]], samples[order[:held_out]]


class Batches:
    """Batches (x, y) by index from tensors in memory: any number of passes, each with an order of its own.

    The order, and whatever `augment` draws, come from torch's global generator, as a DataLoader's do. The last
    batch may be short. `augment` maps a batch's pictures, (B, 1, 28, 28), to pictures of the same shape.
    """

    def __init__(
        self,
        samples: Samples,
        batch_size: int,
        shuffle: bool = False,
        augment: Callable[[Tensor], Tensor] | None = None,
    ):
        self.samples = samples
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.augment = augment

    def __len__(self) -> int:
        return -(-len(self.samples) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        count = len(self.samples)
        order = torch.randperm(count) if self.shuffle else torch.arange(count)
        for index in order.split(self.batch_size):
            x = self.samples.x.index_select(0, index)
            yield (self.augment(x) if self.augment else x), self.samples.y.index_select(0, index)
