"""The pictures that a run or an evaluation leaves behind."""

from training.judging.plots.answers import Cell, confusion_matrix, probabilities, samples, scatter, sheet
from training.judging.plots.runs import accuracy_and_loss, comparison, curves, learning_curves, range_test
from training.judging.plots.trust import coverage, reliability, score_histogram

__all__ = [
    "Cell",
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
