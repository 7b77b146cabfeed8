"""How good a network is: accuracy, precision, recall and F1, confusion, calibration, and what it does not recognise.

Targets are as `training.judging.targets` has them. Samples of no class are "out of scope": they have no part in
accuracy or calibration; AUROC and false alarms are about them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sklearn.metrics import confusion_matrix, log_loss, precision_recall_fscore_support
from torch import Tensor

from model.calibration import Calibration
from training.judging.confidence import (
    accuracy_at_coverage,
    expected_calibration_error,
    rejection,
    wilson_interval,
)
from training.judging.targets import resolved_targets


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
        loss=cross_entropy(logits, targets),
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
            "calibrated_loss": cross_entropy(z[:, : len(labels)] / calibration.temperature, y),
            "ece": expected_calibration_error(probabilities, y),
            "accuracy_at_80": accuracy_at_coverage(confidence, hit, 0.8),
            "recognised": calibration.recognised(z).float().mean().item(),
        }
    if not inside.all():
        score = calibration.score(logits)
        figures["out_of_scope"] = rejection(score[inside], score[~inside], calibration.threshold)
    return figures


def cross_entropy(logits: Tensor, targets: Tensor) -> float:
    """The mean of -log softmax(logits) at the target, in nats; logits: (N, C), targets: (N,)."""
    return float(log_loss(targets, logits.double().softmax(dim=1), labels=range(logits.shape[1])))
