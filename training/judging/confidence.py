"""How far confidences and scores can be trusted: calibration error, coverage, and telling what is in scope.

A confidence is the probability of the class that was called; a score is `Calibration.score`'s. "Inside" are samples of
a known class, "outside" those of none.
"""

import torch
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score, roc_curve
from torch import Tensor


def wilson_interval(successes: int, samples: int, confidence: float = 0.95) -> tuple[float, float]:
    """Between which shares the true one lies, by the score test (Wilson, 1927). samples > 0; → (low, high) in 0..1."""
    interval = binomtest(successes, samples).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)


def confidence_bins(probabilities: Tensor, targets: Tensor, bins: int = 15) -> tuple[Tensor, Tensor, Tensor]:
    """(count, mean confidence, accuracy), each (bins,), of the samples in `bins` equal intervals of confidence.

    probabilities: (N, C), rows summing to 1; targets: (N,) class indices. An empty interval has 0 everywhere.
    """
    confidence, predicted = probabilities.double().max(dim=1)
    interval = (confidence * bins).long().clamp(max=bins - 1)
    sums = torch.zeros(3, bins, dtype=torch.double)
    sums.index_add_(1, interval, torch.stack([torch.ones_like(confidence), confidence, predicted == targets]))
    count = sums[0]
    return count.long(), sums[1] / count.clamp(min=1), sums[2] / count.clamp(min=1)


def expected_calibration_error(probabilities: Tensor, targets: Tensor, bins: int = 15) -> float:
    """The mean gap between confidence and accuracy over `bins` equal intervals of confidence, weighted by samples.

    probabilities: (N, C), rows summing to 1; 0 is perfect (Naeini et al., 2015; Guo et al., 2017, section 2).
    """
    count, confidence, accuracy = confidence_bins(probabilities, targets, bins)
    return ((confidence - accuracy).abs() * count).sum().item() / len(targets)


def calibration_error_by_chance(probabilities: Tensor, bins: int = 15, draws: int = 200, seed: int = 0) -> float:
    """What `expected_calibration_error` gives on average where these confidences are exactly right.

    Of few samples no calibration measures 0: each is drawn right with the chance that its confidence says, `draws`
    times. probabilities: (N, C), rows summing to 1.
    """
    confidence, predicted = probabilities.double().max(dim=1)
    chance = torch.rand(draws, len(confidence), generator=torch.Generator().manual_seed(seed), dtype=torch.double)
    wrong = (predicted + 1) % probabilities.shape[1]
    drawn = [torch.where(row < confidence, predicted, wrong) for row in chance]
    return sum(expected_calibration_error(probabilities, targets, bins) for targets in drawn) / draws


def coverage_curve(confidence: Tensor, hit: Tensor) -> Tensor:
    """(N,) float64 in 0..1: the accuracy of the 1, 2 … N most confident samples (Geifman and El-Yaniv, 2017).

    confidence: (N,); hit: (N,) bool, right or not. Samples of one confidence count as their mean, in whatever order.
    """
    levels, level = confidence.unique(return_inverse=True)
    hits = torch.zeros(len(levels), dtype=torch.double).index_add_(0, level, hit.double())
    of_level = hits / level.bincount()
    ranked = of_level[level[confidence.argsort(descending=True)]]
    return ranked.cumsum(dim=0) / torch.arange(1, len(ranked) + 1)


def accuracy_at_coverage(confidence: Tensor, hit: Tensor, coverage: float = 0.8) -> float:
    """The accuracy of the share `coverage` of the samples with the highest confidence, of one sample at least."""
    return coverage_curve(confidence, hit)[max(1, round(coverage * len(hit))) - 1].item()


def rejection(inside: Tensor, outside: Tensor, threshold: float) -> dict:
    """How well the score tells samples of no class, (N,) `outside`, from those in scope, (M,) `inside`.

    `samples`: N; `recognised`: the share of them that is taken for a class, false alarms; `auroc` and
    `fpr_at_95_tpr`, None where M = 0.
    """
    return {
        "samples": len(outside),
        "recognised": (outside >= threshold).float().mean().item(),
        "auroc": auroc(inside, outside) if len(inside) else None,
        "fpr_at_95_tpr": false_positive_rate(inside, outside, 0.95) if len(inside) else None,
    }


def auroc(inside: Tensor, outside: Tensor) -> float:
    """The chance that a sample in scope scores above one out of scope; half a point for a tie. (M,) and (N,) scores."""
    return float(roc_auc_score(*_for_roc(inside, outside)))


def false_positive_rate(inside: Tensor, outside: Tensor, true_positive_rate: float = 0.95) -> float:
    """The share of (N,) `outside` that scores as high as the share `true_positive_rate`, at least, of (M,) `inside`."""
    share_outside, share_inside, _ = roc_curve(*_for_roc(inside, outside), drop_intermediate=False)
    return float(share_outside[share_inside >= true_positive_rate].min())


def _for_roc(inside: Tensor, outside: Tensor) -> tuple[Tensor, Tensor]:
    """(in scope or not, score), as scikit-learn takes them."""
    return torch.cat([torch.ones(len(inside)), torch.zeros(len(outside))]), torch.cat([inside, outside]).double()
