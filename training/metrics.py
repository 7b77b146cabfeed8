"""How good a network is: accuracy, precision, recall and F1, confusion, calibration, and what it does not recognise.

Targets are class indices (N,), where the index C after the last class stands for "none of these", or (N, C) or
(N, C + 1) with a value above 0 for each class that counts as right, the last column for "none of these". Samples of no
class are "out of scope": they have no part in accuracy or calibration; AUROC and false alarms are about them.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
from scipy.optimize import minimize_scalar
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from torch import Tensor

from model.calibration import Calibration
from training.confidence import (
    accuracy_at_coverage,
    expected_calibration_error,
    rejection,
    wilson_interval,
)
from training.loss import cross_entropy


@dataclass(frozen=True)
class Evaluation:
    """One network on one set of samples. Per-class lists run in the order of `labels`; shares are in 0..1.

    confusion[i][j] counts the samples of class i that were called j; support is each class's number of samples.
    A class that is never predicted has precision 0, one without samples recall 0.
    """

    labels: list[str]
    accuracy: float
    loss: float
    precision: list[float]
    recall: list[float]
    f1: list[float]
    support: list[int]
    confusion: list[list[int]]

    def as_dict(self) -> dict:
        """The same as plain types, for a metrics file."""
        return asdict(self)

    def table(self) -> str:
        """The per-class table as text, then one line over all classes."""
        width = max(map(len, self.labels))
        lines = [f"{'class':<{width}}  precision  recall     f1  samples"]
        rows = zip(self.labels, self.precision, self.recall, self.f1, self.support, strict=True)
        for label, precision, recall, f1, support in rows:
            lines.append(f"{label:<{width}}  {precision:9.3f}  {recall:6.3f}  {f1:5.3f}  {support:7d}")
        lines.append(f"accuracy {self.accuracy:.4f}, cross-entropy {self.loss:.4f} on {sum(self.support):,} samples")
        return "\n".join(lines)


def evaluation(logits: Tensor, targets: Tensor, labels: Sequence[str]) -> Evaluation:
    """The Evaluation of the samples in scope; scikit-learn does the counting.

    logits: (N, C) with C = len(labels), or (N, C + 1), whose last column, "none of these", plays no part.
    Raises ValueError when no sample is in scope.
    """
    targets = resolved_targets(logits, targets, len(labels))
    inside = targets < len(labels)
    if not inside.any():
        raise ValueError("None of these samples belongs to a class.")
    logits, targets = logits[inside, : len(labels)].cpu(), targets[inside].cpu()
    predicted = logits.argmax(dim=1)
    classes = range(len(labels))
    precision, recall, f1, support = precision_recall_fscore_support(
        targets, predicted, labels=classes, zero_division=0
    )
    return Evaluation(
        labels=list(labels),
        accuracy=(predicted == targets).float().mean().item(),
        loss=cross_entropy(logits, targets).item(),
        precision=precision.tolist(),
        recall=recall.tolist(),
        f1=f1.tolist(),
        support=support.tolist(),
        confusion=confusion_matrix(targets, predicted, labels=classes).tolist(),
    )


def scores(logits: Tensor, targets: Tensor, labels: Sequence[str], calibration: Calibration) -> dict:
    """All figures of one network on one set of samples, as plain types for a metrics file.

    Of the samples in scope: `samples`, their number; where that is not 0, `Evaluation`'s, `accuracy_interval` (95 %),
    `calibrated_loss` (the cross-entropy of what is served), `ece`, `accuracy_at_80` (of the 80 % most confident) and
    `recognised`. Where there are samples out of scope: `out_of_scope`, with the figures of `rejection`.
    """
    targets = resolved_targets(logits, targets, len(labels))
    inside = targets < len(labels)
    figures = {"samples": int(inside.sum())}
    if inside.any():
        z, y = logits[inside], targets[inside]
        probabilities = calibration.probabilities(z)
        confidence, predicted = probabilities.max(dim=1)
        hit = predicted == y
        figures |= {
            **asdict(evaluation(z, y, labels)),
            "accuracy_interval": list(wilson_interval(int(hit.sum()), len(y))),
            "calibrated_loss": cross_entropy(z[:, : len(labels)] / calibration.temperature, y).item(),
            "ece": expected_calibration_error(probabilities, y),
            "accuracy_at_80": accuracy_at_coverage(confidence, hit, 0.8),
            "recognised": calibration.recognised(z).float().mean().item(),
        }
    if not inside.all():
        score = calibration.score(logits)
        figures["out_of_scope"] = rejection(score[inside], score[~inside], calibration.threshold)
    return figures


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


def fit_calibration(
    logits: Tensor, targets: Tensor, knows_none: bool = False, recognised: float | None = None
) -> Calibration:
    """What to make of a network's logits, fitted on samples it was not trained on.

    logits: (N, C), or (N, C + 1) of a network that `knows_none`; of these samples, only those in scope are used. The
    temperature is `fit_temperature`'s. The threshold is set so that the share `recognised` of them is recognised: 0.99
    by default where the network knows none, because a garment that is turned away is worse than a stranger that is
    let in, and 0.95 where its score is too weak for that.
    """
    classes = logits.shape[1] - knows_none
    targets = resolved_targets(logits, targets, classes)
    inside = targets < classes
    logits, targets = logits[inside], targets[inside]
    calibration = Calibration(fit_temperature(logits[:, :classes], targets), knows_none=knows_none)
    share = recognised or (0.99 if knows_none else 0.95)
    threshold = calibration.score(logits).quantile(1 - share).item()
    return Calibration(calibration.temperature, threshold, knows_none)


def fit_temperature(logits: Tensor, targets: Tensor) -> float:
    """The temperature T > 0 for which softmax(logits / T) has the least cross-entropy (Guo et al., 2017, section 4.2).

    logits: (N, C) and targets: (N,), of samples that the network was not trained on. T > 1: it was too sure.
    The loss has a single minimum over T, which SciPy's bounded search finds between 1/20 and 20.
    """
    logits = logits.double()
    search = minimize_scalar(
        lambda log_temperature: cross_entropy(logits / math.exp(log_temperature), targets).item(),
        bounds=(-math.log(20), math.log(20)),
        method="bounded",
    )
    return math.exp(search.x)
