"""How a training went: losses, accuracies and learning rates."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib import pyplot as plt

from training.judging.plots.figure import ACCENT, INK, plain, save


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
        plain(axes)
    save(figure, path)


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
    save(figure, path)


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
        plain(axes)
    save(figure, path)


def curves(values: dict[str, Sequence[float]], title: str, path: Path) -> None:
    """name → a value an epoch: side by side, each on a scale of its own."""
    figure, row = plt.subplots(1, len(values), figsize=(5 * len(values), 4), layout="constrained", squeeze=False)
    for axes, (name, line) in zip(row.flat, values.items(), strict=True):
        axes.plot(range(1, len(line) + 1), line, color=INK)
        axes.set(xlabel="epoch", ylabel=title, title=name)
        plain(axes)
    save(figure, path)


def range_test(rates: Sequence[float], losses: Sequence[float], suggestion: float, path: Path) -> None:
    """The loss by learning rate, the rates on a logarithmic scale, and the suggested one."""
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    axes.plot(rates, losses, color=INK)
    axes.axvline(suggestion, color=ACCENT, linestyle="--", label=f"suggested: {suggestion:.2g}")
    axes.set(xscale="log", xlabel="learning rate", ylabel="loss, smoothed", title="Learning-rate range test")
    axes.legend(frameon=False)
    plain(axes)
    save(figure, path)
