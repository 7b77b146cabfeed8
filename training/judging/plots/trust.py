"""How far the answers can be trusted: calibration, coverage, and the score of what is none of the classes."""

import math
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.ticker import PercentFormatter
from torch import Tensor

from training.judging.confidence import (
    accuracy_at_coverage,
    confidence_bins,
    coverage_curve,
    expected_calibration_error,
)
from training.judging.plots.figure import ACCENT, INK, WRONG, plain, save


def reliability(probabilities: Tensor, targets: Tensor, path: Path) -> None:
    """How often the answers of each confidence are right, beside how often they should be; above, how many there are.

    probabilities: (N, C), rows summing to 1; targets: (N,) class indices.
    """
    count, _, accuracy = (figures.numpy() for figures in confidence_bins(probabilities, targets))
    bins = len(count)
    places = (np.arange(bins) + 0.5) / bins
    figure, axes = plt.subplots(figsize=(7, 5.5), layout="constrained")
    axes.bar(places, accuracy, width=0.92 / bins, color=ACCENT, label="measured")
    axes.plot([0, 1], [0, 1], color=INK, linestyle="--", label="perfectly calibrated")
    for place, height, samples in zip(places, accuracy, count, strict=True):
        if samples:
            axes.text(place, height + 0.01, samples, ha="center", color=INK, fontsize=8)
    error = expected_calibration_error(probabilities, targets)
    axes.set(xlabel="confidence", ylabel="share right", title=f"Expected calibration error {error:.3f}")
    axes.set(xlim=(0, 1), ylim=(0, 1.06))
    figure.legend(frameon=False, loc="outside lower center", ncols=2)
    plain(axes)
    save(figure, path)


def coverage(confidence: Tensor, hit: Tensor, path: Path) -> None:
    """The accuracy when only the most confident share is answered. confidence: (N,); hit: (N,) bool, right or not."""
    accuracy = coverage_curve(confidence, hit).numpy()
    shares = np.arange(1, len(accuracy) + 1) / len(accuracy)
    at_80 = accuracy_at_coverage(confidence, hit, 0.8)
    figure, axes = plt.subplots(figsize=(7, 5), layout="constrained")
    axes.plot(shares, accuracy, color=ACCENT)
    axes.plot(0.8, at_80, "o", color=INK)
    axes.annotate(f"{at_80:.1%}", (0.8, at_80), xytext=(6, 6), textcoords="offset points", color=INK)
    axes.set(xlabel="answered, the most confident first", ylabel="share right", title="Accuracy by coverage")
    axes.set_xlim(0, 1)
    axes.set_ylim(top=1.005)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    plain(axes)
    save(figure, path)


def score_histogram(inside: Tensor, outside: Tensor, threshold: float, path: Path) -> None:
    """The scores of samples in scope, (M,), over those of samples out of scope, (N,), each as shares; either may be 0.

    The threshold, from which on a sample is recognised, is drawn where it is finite.
    """
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    groups = ((inside, ACCENT, "one of the classes"), (outside, WRONG, "none of these"))
    edges = np.histogram_bin_edges(np.concatenate([inside.numpy(), outside.numpy()]), bins=40)
    for scores, colour, label in groups:
        if len(scores):
            each = np.full(len(scores), 1 / len(scores))
            axes.hist(scores.numpy(), edges, weights=each, color=colour, alpha=0.55, label=f"{label} ({len(scores):,})")
    if math.isfinite(threshold):
        axes.axvline(threshold, color=INK, linestyle="--", label="threshold")
    axes.set(xlabel="score", ylabel="share of each", title="Score, and from where on a photo is recognised")
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    figure.legend(frameon=False, loc="outside lower center", ncols=3)
    plain(axes)
    save(figure, path)
