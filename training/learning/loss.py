"""The loss: softmax cross-entropy, computed from logits."""

from collections.abc import Callable

import torch
from torch import Tensor


def cross_entropy(logits: Tensor, targets: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """The mean over the batch of -Σ target · log softmax(logits), a scalar.

    logits: (N, C), any finite value; targets: (N,) integers in 0..C-1, each the whole of its row's distribution, or
    (N, C) floats where several classes share it, rows summing to 1, or to what the row counts. Softmax and logarithm
    are one log-sum-exp, shifted by each row's largest logit, so that nothing overflows. With label smoothing s the
    targets' share is 1 - s, and s is spread evenly over all C classes (Szegedy et al., 2016, section 7).
    Raises TypeError for indices that are not integers, ValueError when the shapes do not fit.
    """
    if targets.ndim == 1 and (targets.is_floating_point() or targets.dtype == torch.bool):
        raise TypeError(f"Targets are class indices, integers; these are {targets.dtype}.")
    if logits.ndim != 2 or (targets.shape != logits.shape and targets.shape != logits.shape[:1]):
        raise ValueError(
            f"Logits (N, C) go with targets (N,) or (N, C); got {tuple(logits.shape)} and {tuple(targets.shape)}."
        )
    shifted = logits - logits.detach().amax(dim=1, keepdim=True)
    log_total = shifted.exp().sum(dim=1).log()
    if targets.ndim == 1:
        counts, of_target = 1.0, shifted.gather(1, targets.long().unsqueeze(1)).squeeze(1)
    else:
        counts, of_target = targets.sum(dim=1), (targets * shifted).sum(dim=1)
    loss = counts * log_total - of_target
    if label_smoothing:
        loss = (1 - label_smoothing) * loss + label_smoothing * counts * (log_total - shifted.mean(dim=1))
    return loss.mean()


def partial_cross_entropy(logits: Tensor, targets: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """The mean over the batch of -log Σ softmax(logits) over the classes that count as right, a scalar.

    Which of them the network answers is its own affair: a partial label (Feng et al., 2020, equation 8).
    logits: (N, C); targets: (N,) integers in 0..C-1; or (N, C), above 0 for each class that counts as right, a row
    summing to 1; or (N, K, C) for pictures made of K, whose row k is the k-th's and sums to its share of the picture:
    their losses count by these shares. With label smoothing s the targets' loss counts 1 - s, and s the mean of
    -log softmax over all C classes, as in `cross_entropy`. Raises ValueError when the shapes do not fit.
    """
    if targets.ndim == 1:
        return cross_entropy(logits, targets, label_smoothing)
    if targets.ndim == 2:
        targets = targets.unsqueeze(1)
    if logits.ndim != 2 or targets.shape != (len(logits), targets.shape[1], logits.shape[1]):
        raise ValueError(
            f"Logits (N, C) go with targets (N,), (N, C) or (N, K, C); got {tuple(logits.shape)} and "
            f"{tuple(targets.shape)}."
        )
    log_p = logits.log_softmax(dim=1)
    part = targets.sum(dim=2)  # (N, K)
    accepted = (targets > 0) | (part == 0).unsqueeze(2)  # a part that is not there accepts all, a loss of 0
    of_accepted = log_p.unsqueeze(1).masked_fill(~accepted, -torch.inf).logsumexp(dim=2)
    loss = -(part * of_accepted).sum(dim=1)
    return ((1 - label_smoothing) * loss - label_smoothing * log_p.mean(dim=1)).mean()


def distilled(
    logits: Tensor,
    targets: Tensor,
    share: float,
    temperature: float,
    criterion: Callable[[Tensor, Tensor], Tensor] = partial_cross_entropy,
) -> Tensor:
    """`share` of how far softmax(logits / T) is from the teacher's answers, the rest `criterion` of the right ones.

    T² · KL(teacher ‖ student), T being the temperature (Hinton et al., 2015, section 2): the higher, the more the
    teacher's second thoughts count. logits: (N, C); targets: (N, K + 1, C), the last row the teacher's probabilities at
    that temperature, the others as `criterion` takes them; without a teacher, (N,) or (N, C), it is `criterion` alone.
    """
    if targets.ndim < 3:
        return criterion(logits, targets)
    right, teacher = targets[:, :-1], targets[:, -1]
    student = (logits / temperature).log_softmax(dim=1)
    apart = (teacher * (teacher.clip(min=1e-12).log() - student)).sum(dim=1).mean()
    return (1 - share) * criterion(logits, right) + share * temperature**2 * apart


def distance(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean over batch and classes of how far softmax(logits) is from 1 at the target and from 0 elsewhere.

    logits: (N, C); targets: (N,) integers in 0..C-1 → a scalar in 0..2 / C. The loss of the linear classifier's source;
    where the network is surely wrong its gradient vanishes, which cross-entropy's does not.
    """
    p = logits.softmax(dim=1)
    of_target = p.gather(1, targets.long().unsqueeze(1)).squeeze(1)
    return ((1 - of_target) + (p.sum(dim=1) - of_target)).mean() / logits.shape[1]


LOSSES = {"cross_entropy": cross_entropy, "partial_cross_entropy": partial_cross_entropy, "distance": distance}
