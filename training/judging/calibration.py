"""What to make of a network's logits: temperature and threshold, fitted on samples that it was not trained on.

Torch alone, because whoever teaches a network on the page fits them there, where nothing else is installed.
"""

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

from model.calibration import Calibration
from training.judging.targets import resolved_targets

COLDEST, HOTTEST = 1 / 20, 20.0
HALVINGS = 40  # of the logarithm between them: twelve digits


def fit_calibration(
    logits: Tensor,
    targets: Tensor,
    knows_none: bool = False,
    recognised: float | None = None,
    groups: Sequence[str] = (),
) -> Calibration:
    """What to make of a network's logits, fitted on samples it was not trained on.

    logits: (N, C), or (N, C + 1) of a network that `knows_none`; of these samples, only those in scope are used. The
    temperature is `fit_temperature`'s. The threshold is set so that the share `recognised` of them is recognised: 0.99
    by default where the network knows none, because a garment that is turned away is worse than a stranger that is
    let in, and 0.95 where its score is too weak for that. groups: each sample's, of which each counts as much for the
    temperature, however many samples it has, so that it fits no group at the cost of another; without, they are one.
    """
    classes = logits.shape[1] - knows_none
    targets = resolved_targets(logits, targets, classes)
    inside = targets < classes
    logits, targets = logits[inside], targets[inside]
    of_group = [group for group, is_inside in zip(groups, inside.tolist(), strict=True) if is_inside] if groups else []
    sizes = Counter(of_group)
    weights = torch.tensor([1 / sizes[group] for group in of_group]) if groups else None
    temperature = fit_temperature(logits[:, :classes], targets, weights)
    calibration = Calibration(temperature, knows_none=knows_none)
    share = recognised or (0.99 if knows_none else 0.95)
    threshold = calibration.score(logits).quantile(1 - share).item()
    return Calibration(calibration.temperature, threshold, knows_none)


def fit_temperature(logits: Tensor, targets: Tensor, weights: Tensor | None = None) -> float:
    """The temperature T > 0 for which softmax(logits / T) has the least cross-entropy (Guo et al., 2017, section 4.2).

    logits: (N, C) and targets: (N,), of samples that the network was not trained on; weights: (N,), how much each
    counts, all as much by default. T > 1: it was too sure.
    The loss is convex in 1 / T, so its slope, Σ (Σ p · logit - the target's logit), changes its sign once: halving
    finds the place, between 1/20 and 20.
    """
    logits = logits.double()
    of_target = logits.gather(1, targets.unsqueeze(1)).squeeze(1)
    weights = torch.ones_like(of_target) if weights is None else weights.double()

    def too_sure(temperature: float) -> bool:
        expected = ((logits / temperature).softmax(dim=1) * logits).sum(dim=1)
        return bool((weights * (expected - of_target)).sum() > 0)

    low, high = COLDEST, HOTTEST
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if too_sure(middle) else (low, middle)
    return (low * high) ** 0.5
