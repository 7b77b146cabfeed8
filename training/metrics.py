"""How good a network is: per-class precision, recall and F1, confusion, calibration."""

import math
from dataclasses import asdict, dataclass

import torch
from scipy.optimize import minimize_scalar
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from torch import Tensor

from model.calibration import Calibration
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


def evaluation(logits: Tensor, targets: Tensor, labels: tuple[str, ...]) -> Evaluation:
    """logits: (N, C); targets: (N,) class indices → their Evaluation; scikit-learn does the counting."""
    predicted = logits.argmax(dim=1)
    classes = range(len(labels))
    precision, recall, f1, support = precision_recall_fscore_support(
        targets.cpu(), predicted.cpu(), labels=classes, zero_division=0
    )
    return Evaluation(
        labels=list(labels),
        accuracy=(predicted == targets).float().mean().item(),
        loss=cross_entropy(logits, targets).item(),
        precision=precision.tolist(),
        recall=recall.tolist(),
        f1=f1.tolist(),
        support=support.tolist(),
        confusion=confusion_matrix(targets.cpu(), predicted.cpu(), labels=classes).tolist(),
    )


def expected_calibration_error(probabilities: Tensor, targets: Tensor, bins: int = 15) -> float:
    """The mean gap between confidence and accuracy over `bins` equal intervals of confidence, weighted by samples.

    probabilities: (N, C), rows summing to 1; 0 is perfect (Naeini et al., 2015; Guo et al., 2017, section 2).
    """
    confidence, predicted = probabilities.max(dim=1)
    right = (predicted == targets).float()
    interval = (confidence * bins).long().clamp(max=bins - 1)
    gap = torch.zeros(bins).index_add_(0, interval, confidence - right)
    return (gap.abs().sum() / len(targets)).item()


def fit_calibration(logits: Tensor, targets: Tensor, recognised: float = 0.95) -> Calibration:
    """What to make of a network's logits, fitted on samples it was not trained on: logits (N, C), targets (N,).

    The temperature is `fit_temperature`'s; the threshold is set so that the share `recognised` of these samples, all
    of them garments of a known class, is recognised.
    """
    temperature = fit_temperature(logits, targets)
    scores = Calibration(temperature).score(logits)
    return Calibration(temperature, threshold=scores.quantile(1 - recognised).item())


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


def right(logits: Tensor, targets: Tensor) -> Tensor:
    """(N,) bool: is the class with the highest logit a target?

    logits: (N, C); targets: (N,) class indices, or (N, C) with a share above 0 for each class that counts as right.
    """
    predicted = logits.argmax(dim=1)
    if targets.ndim == 1:
        return predicted == targets
    return targets.gather(1, predicted.unsqueeze(1)).squeeze(1) > 0
