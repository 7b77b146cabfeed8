"""Which answers are right.

Targets are class indices (N,), where the index C after the last class stands for "none of these", or (N, C) or
(N, C + 1) with a value above 0 for each class that counts as right, the last column for "none of these".
"""

import torch
from torch import Tensor


def right(logits: Tensor, targets: Tensor) -> Tensor:
    """(N,) bool: is the class with the highest logit a target?

    logits: (N, C); targets: (N,) class indices, or (N, C) with a share above 0 for each class that counts as right.
    """
    predicted = logits.argmax(dim=1)
    if targets.ndim == 1:
        return predicted == targets
    return targets.gather(1, predicted.unsqueeze(1)).squeeze(1) > 0


def resolved_targets(logits: Tensor, targets: Tensor, classes: int) -> Tensor:
    """One target a sample: (N,) int64 in 0..classes, where `classes` stands for "none of these".

    Of several classes that count as right it is the predicted one, the highest of the first `classes` logits, if that
    is among them, else the first of them. logits: (N, classes) or (N, classes + 1); targets: as this module has them.
    """
    if targets.ndim == 1:
        return targets
    accepted = targets[:, :classes] > 0
    predicted = logits[:, :classes].argmax(dim=1)
    hit = accepted.gather(1, predicted.unsqueeze(1)).squeeze(1)
    first = accepted.int().argmax(dim=1)
    return torch.where(hit, predicted, first).masked_fill(~accepted.any(dim=1), classes)
