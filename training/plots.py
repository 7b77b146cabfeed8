"""The pictures that a run leaves behind: learning curves, the confusion matrix, samples with their predictions."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib
from torch import Tensor

from training.metrics import Evaluation

matplotlib.use("Agg")  # no screen needed

import matplotlib.pyplot as plt

INK, ACCENT, WRONG = "#334155", "#0f766e", "#b91c1c"


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
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
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
    columns = min(5, len(y))
    rows = -(-len(y) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(2 * columns, 2.35 * rows), layout="constrained", squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, picture, target, row in zip(grid.flat, x, y.tolist(), probabilities, strict=False):
        called = row.argmax().item()
        title = f"{labels[called]} {row[called]:.1%}"
        if called != target:
            title += f"\nis {labels[target]}"
        axes.imshow(picture[0].numpy(), cmap="gray", vmin=0, vmax=2)
        axes.set_title(title, fontsize=9, color=INK if called == target else WRONG)
    _save(figure, path)


def _save(figure: plt.Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    plt.close(figure)
