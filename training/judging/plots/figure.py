"""What all the pictures share: their colours, their frame, and how they are saved."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # no screen needed

import matplotlib.pyplot as plt

INK, ACCENT, WRONG = "#334155", "#0f766e", "#b91c1c"


def plain(axes: plt.Axes) -> None:
    """A faint grid, and no frame where nothing is to be read."""
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


def save(figure: plt.Figure, path: Path) -> None:
    """Write the figure as PNG, its folder made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    plt.close(figure)
