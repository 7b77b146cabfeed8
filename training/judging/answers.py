"""What a network says of many samples, from one pass of them: each answer, the figures of all, and their pictures."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import torch
from torch import Tensor

from model.calibration import Calibration
from training.judging import plots
from training.judging.confidence import accuracy_at_coverage, rejection
from training.judging.evaluation import Evaluation, evaluation, scores
from training.judging.targets import resolved_targets


class Answers:
    """The answers to N samples and what they were to be.

    logits: (N, C), or (N, C + 1) of a network that knows none; targets: as training/judging/targets.py has them. Of
    each sample, (N,): `inside`, whether it is in scope; `target`, the class index that counts; `sole`, whether no other
    counts; `predicted`, `confidence` and `score`, the answer; `hit`, whether it is right; and `probabilities`, (N, C).
    """

    def __init__(self, logits: Tensor, targets: Tensor, labels: Sequence[str], calibration: Calibration):
        self.logits, self.labels, self.calibration = logits, labels, calibration
        self.target = resolved_targets(logits, targets, len(labels))
        self.inside = self.target < len(labels)
        self.sole = torch.ones_like(self.inside) if targets.ndim == 1 else (targets > 0).sum(dim=1) == 1
        self.probabilities = calibration.probabilities(logits)
        self.confidence, self.predicted = self.probabilities.max(dim=1)
        self.score = calibration.score(logits)
        self.hit = self.predicted == self.target

    @cached_property
    def scores(self) -> dict:
        """The figures of `training.judging.evaluation.scores`."""
        return scores(self.logits, self.target, self.labels, self.calibration)

    @cached_property
    def evaluation(self) -> Evaluation:
        """Those of the classes. Raises ValueError where no sample is in scope."""
        return evaluation(self.logits, self.target, self.labels)

    def coverage(self) -> list[list[float]]:
        """For 1, 2 … 100 % of the samples in scope, the surest first, [share, accuracy]; empty where there are none."""
        if not self.inside.any():
            return []
        confidence, hit = self.confidence[self.inside], self.hit[self.inside]
        return [[k / 100, accuracy_at_coverage(confidence, hit, k / 100)] for k in range(1, 101)]

    def rejection(self, outside: Tensor, against: Tensor | None = None) -> dict:
        """The figures of `training.judging.confidence.rejection`: how samples out of scope stand apart.

        outside: which those are, (N,); against: which samples in scope they are told from, (N,), default: all.
        """
        against = self.inside if against is None else against
        return rejection(self.score[against], self.score[outside], self.calibration.threshold)

    def draw(self, folder: Path) -> None:
        """Confusion, reliability, coverage and scores, as PNG files."""
        inside, score = self.inside, self.score
        if inside.any():
            plots.confusion_matrix(self.evaluation, folder / "confusion-matrix.png")
            plots.reliability(self.probabilities[inside], self.target[inside], folder / "reliability.png")
            plots.coverage(self.confidence[inside], self.hit[inside], folder / "coverage.png")
        plots.score_histogram(score[inside], score[~inside], self.calibration.threshold, folder / "scores.png")
