"""The pictures that a run or an evaluation leaves behind: curves, matrices, histograms, sheets of answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import matplotlib
import numpy as np
from PIL import Image
from torch import Tensor

from training.confidence import accuracy_at_coverage, confidence_bins, coverage_curve, expected_calibration_error
from training.finder import RangeTest
from training.metrics import Evaluation

matplotlib.use("Agg")  # no screen needed

import matplotlib.pyplot as plt
from matplotlib.ticker import PercentFormatter

INK, ACCENT, WRONG = "#334155", "#0f766e", "#b91c1c"
CAPTION = 26  # letters in a line under a heading of a sheet; more would run into the next column


@dataclass(frozen=True)
class Answer:
    """A cell of a sheet: an RGB picture, or (S, S) grey values in [0, 2]; what is said of it; whether that is right."""

    picture: Image.Image | Tensor
    caption: str
    right: bool


def learning_curves(history: Sequence, path: Path) -> None:
    """history: `EpochResult`s. Left the two losses, right the validation accuracy, by epoch."""
    epochs = [result.epoch for result in history]
    figure, (losses, accuracies) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    losses.plot(epochs, [result.train_loss for result in history], color=INK, label="training")
    losses.plot(epochs, [result.valid_loss for result in history], color=ACCENT, label="validation")
    losses.set(xlabel="epoch", ylabel="loss", title="Loss, as trained on")
    losses.legend(frameon=False)
    accuracies.plot(epochs, [result.valid_accuracy for result in history], color=ACCENT)
    accuracies.set(xlabel="epoch", ylabel="share right", title="Validation accuracy")
    for axes in (losses, accuracies):
        _plain(axes)
    _save(figure, path)


def accuracy_and_loss(history: Sequence, path: Path) -> None:
    """history: `EpochResult`s, or the last of them for a closer look. One axis a figure, over the same epochs."""
    epochs = [result.epoch for result in history]
    figure, accuracies = plt.subplots(figsize=(8, 4), layout="constrained")
    losses = accuracies.twinx()
    accuracies.plot(epochs, [result.valid_accuracy for result in history], color=ACCENT)
    losses.plot(epochs, [result.train_loss for result in history], color=INK)
    accuracies.set(xlabel="epoch")
    accuracies.set_ylabel("validation accuracy", color=ACCENT)
    losses.set_ylabel("training loss", color=INK)
    accuracies.grid(alpha=0.25)
    _save(figure, path)


def comparison(histories: dict[str, Sequence], path: Path) -> None:
    """name → `EpochResult`s. Left the validation accuracies, right the training losses, a line a name."""
    figure, (accuracies, losses) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for name, history in histories.items():
        epochs = [result.epoch for result in history]
        accuracies.plot(epochs, [result.valid_accuracy for result in history], label=name)
        losses.plot(epochs, [result.train_loss for result in history], label=name)
    accuracies.set(xlabel="epoch", title="Validation accuracy")
    losses.set(xlabel="epoch", title="Training loss", yscale="log")
    for axes in (accuracies, losses):
        axes.legend(frameon=False)
        _plain(axes)
    _save(figure, path)


def curves(values: dict[str, Sequence[float]], title: str, path: Path) -> None:
    """name → a value an epoch: side by side, each on a scale of its own."""
    figure, row = plt.subplots(1, len(values), figsize=(5 * len(values), 4), layout="constrained", squeeze=False)
    for axes, (name, line) in zip(row.flat, values.items(), strict=True):
        axes.plot(range(1, len(line) + 1), line, color=INK)
        axes.set(xlabel="epoch", ylabel=title, title=name)
        _plain(axes)
    _save(figure, path)


def scatter(places: np.ndarray, classes: Sequence[int], labels: Sequence[str], path: Path) -> None:
    """places: (N, 2); classes: N indices. A point a sample, a colour a class."""
    figure, axes = plt.subplots(figsize=(8, 7), layout="constrained")
    colours = plt.get_cmap("tab10")
    for index, label in enumerate(labels):
        chosen = places[np.asarray(classes) == index]
        axes.scatter(chosen[:, 0], chosen[:, 1], s=6, color=colours(index), label=label)
    axes.legend(frameon=False, markerscale=3, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    axes.axis("off")
    _save(figure, path)


def probabilities(picture: Image.Image, by_label: dict[str, float], path: Path) -> None:
    """A picture, and beside it its classes with their probabilities, the likeliest on top."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    left.imshow(picture, cmap="gray")
    left.axis("off")
    ranked = sorted(by_label.items(), key=lambda item: item[1])
    bars = right.barh([label for label, _ in ranked], [share for _, share in ranked], color=ACCENT)
    right.bar_label(bars, [f"{share:.1%}" for _, share in ranked], padding=3)
    right.set(xlim=(0, 1.15))
    right.spines[["top", "right"]].set_visible(False)
    _save(figure, path)


def range_test(found: RangeTest, path: Path) -> None:
    """The loss by learning rate, the rates on a logarithmic scale, and the suggested one."""
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    axes.plot(found.rates, found.losses, color=INK)
    axes.axvline(found.suggestion, color=ACCENT, linestyle="--", label=f"suggested: {found.suggestion:.2g}")
    axes.set(xscale="log", xlabel="learning rate", ylabel="loss, smoothed", title="Learning-rate range test")
    axes.legend(frameon=False)
    _plain(axes)
    _save(figure, path)


def confusion_matrix(evaluation: Evaluation, path: Path) -> None:
    """Rows are the true classes, columns what they were called, as a share of the row; shades by that share."""
    classes = range(len(evaluation.labels))
    shares = [[count / max(1, sum(row)) for count in row] for row in evaluation.confusion]
    figure, axes = plt.subplots(figsize=(8, 7.5), layout="constrained")
    axes.imshow(shares, cmap="GnBu", vmin=0, vmax=1)
    for i in classes:
        for j in classes:
            if evaluation.confusion[i][j]:
                colour = "white" if shares[i][j] > 0.6 else INK
                axes.text(j, i, evaluation.confusion[i][j], ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(classes, evaluation.labels, rotation=40, ha="right")
    axes.set_yticks(classes, evaluation.labels)
    axes.set(xlabel="called", ylabel="is", title=f"Confusion ({evaluation.accuracy:.2%} right)")
    _save(figure, path)


def samples(x: Tensor, y: Tensor, probabilities: Tensor, labels: Sequence[str], path: Path) -> None:
    """A sheet of pictures with what each was called and how surely; wrong answers in red, with the true class.

    x: (N, 1, S, S) in [0, 2]; y: (N,); probabilities: (N, C).
    """
    answers = []
    for picture, target, row in zip(x, y.tolist(), probabilities, strict=True):
        called = row.argmax().item()
        caption = f"{labels[called]} {row[called]:.1%}"
        if called != target:
            caption += f"\nis {labels[target]}"
        answers.append(Answer(picture[0], caption, called == target))
    sheet(answers, path)


def sheet(answers: Sequence[Answer], path: Path) -> None:
    """Up to five pictures in a row, each with its caption above it: in red where the answer is wrong."""
    columns = min(5, len(answers))
    rows = -(-len(answers) // columns)
    lines = max(len(_wrapped(answer.caption).splitlines()) for answer in answers)
    size = (2 * columns, (2.05 + 0.15 * lines) * rows)
    figure, grid = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, answer in zip(grid.flat, answers, strict=False):  # the last row may be short
        axes.imshow(np.asarray(answer.picture), cmap="gray", vmin=0, vmax=2)
        axes.set_title(_wrapped(answer.caption), fontsize=9, color=INK if answer.right else WRONG)
    _save(figure, path)


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
    _plain(axes)
    _save(figure, path)


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
    _plain(axes)
    _save(figure, path)


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
    _plain(axes)
    _save(figure, path)


def _wrapped(caption: str) -> str:
    return "\n".join(fill(line, CAPTION) for line in caption.splitlines())


def _plain(axes: plt.Axes) -> None:
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


def _save(figure: plt.Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    plt.close(figure)
