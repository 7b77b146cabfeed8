"""The pictures that a run or an evaluation leaves behind."""

from training.plots.answers import Answer, confusion_matrix, probabilities, samples, scatter, sheet
from training.plots.runs import accuracy_and_loss, comparison, curves, learning_curves, range_test
from training.plots.trust import coverage, reliability, score_histogram

__all__ = [
    "Answer",
    "accuracy_and_loss",
    "comparison",
    "confusion_matrix",
    "coverage",
    "curves",
    "learning_curves",
    "probabilities",
    "range_test",
    "reliability",
    "samples",
    "scatter",
    "score_histogram",
    "sheet",
]
