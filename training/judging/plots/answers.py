"""What a network answers: sheets of pictures, probabilities, confusion, and the classes as a map."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib import pyplot as plt
from PIL import Image
from torch import Tensor

from training.judging.evaluation import Evaluation
from training.judging.plots.figure import ACCENT, INK, WRONG, save

CAPTION = 26  # letters in a line under a heading of a sheet; more would run into the next column


@dataclass(frozen=True)
class Cell:
    """A cell of a sheet: an RGB picture, or (S, S) grey values in [0, 2]; what is said of it; whether that is right."""

    picture: Image.Image | Tensor
    caption: str
    right: bool


def sheet(cells: Sequence[Cell], path: Path) -> None:
    """Up to five pictures in a row, each with its caption above it: in red where the answer is wrong."""
    columns = min(5, len(cells))
    rows = -(-len(cells) // columns)
    lines = max(len(_wrapped(cell.caption).splitlines()) for cell in cells)
    size = (2 * columns, (2.05 + 0.15 * lines) * rows)
    figure, grid = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, cell in zip(grid.flat, cells, strict=False):  # the last row may be short
        axes.imshow(np.asarray(cell.picture), cmap="gray", vmin=0, vmax=2)
        axes.set_title(_wrapped(cell.caption), fontsize=9, color=INK if cell.right else WRONG)
    save(figure, path)


def samples(x: Tensor, y: Tensor, probabilities: Tensor, labels: Sequence[str], path: Path) -> None:
    """A sheet of pictures with what each was called and how surely; wrong answers in red, with the true class.

    x: (N, 1, S, S) in [0, 2]; y: (N,); probabilities: (N, C).
    """
    cells = []
    for picture, target, row in zip(x, y.tolist(), probabilities, strict=True):
        called = row.argmax().item()
        caption = f"{labels[called]} {row[called]:.1%}"
        if called != target:
            caption += f"\nis {labels[target]}"
        cells.append(Cell(picture[0], caption, called == target))
    sheet(cells, path)


def _wrapped(caption: str) -> str:
    return "\n".join(fill(line, CAPTION) for line in caption.splitlines())


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
    save(figure, path)


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
    save(figure, path)


def scatter(places: np.ndarray, classes: Sequence[int], labels: Sequence[str], path: Path) -> None:
    """places: (N, 2); classes: N indices. A point a sample, a colour a class."""
    figure, axes = plt.subplots(figsize=(8, 7), layout="constrained")
    colours = plt.get_cmap("tab10")
    for index, label in enumerate(labels):
        chosen = places[np.asarray(classes) == index]
        axes.scatter(chosen[:, 0], chosen[:, 1], s=6, color=colours(index), label=label)
    axes.legend(frameon=False, markerscale=3, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    axes.axis("off")
    save(figure, path)
