"""A teacher: a network that has learned already, whose answers another one learns from beside the right ones."""

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor
from torch.nn import Module

from model.folding import folded
from model.networks import logits
from model.resnet import ResNet

AT_ONCE = 250  # pictures that a teacher is asked about together


def softened_answers(teacher: Module, x: Tensor, temperature: float) -> Tensor:
    """What a teacher answers about pictures as they lie there, all of its sides and views: (N, V, S, S) → (N, C).

    The softmax of its logits divided by the temperature. A picture that is only moved and mirrored keeps its answer, so
    that who learns from all of its places needs the teacher once.
    """
    quick = folded(teacher)
    return torch.cat([(logits(quick, part) / temperature).softmax(dim=1) for part in x.split(AT_ONCE)])


class WithTeacher:
    """A photo network's training batches, in whose answers the teacher's stand last.

    loader: of x (B, 1, S, S) and y (B, K, C), see `partial_cross_entropy` → y (B, K + 1, C), the last row the softmax
    of the teacher's logits for the very pictures, distorted and mixed as they are (Beyer et al., 2022), divided by
    the temperature.
    """

    def __init__(self, loader: Iterable, teacher: ResNet, temperature: float):
        self.loader = loader
        self.teacher = folded(teacher)
        self.temperature = temperature

    def __len__(self) -> int:
        return len(self.loader)

    def set_epoch(self, epoch: int) -> None:
        """As the loader's own."""
        self.loader.set_epoch(epoch)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for x, y in self.loader:
            with torch.no_grad():  # the picture alone, not its mirror image too: half of the cost
                z = self.teacher.head(self.teacher.features(x.contiguous(memory_format=torch.channels_last)))
            yield x, torch.cat([y, (z / self.temperature).softmax(dim=1).unsqueeze(1)], dim=1)
