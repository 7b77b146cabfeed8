"""`python -m training reproduce`: published figures, measured again beside ours."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import mean, stdev

import torch
from tqdm import tqdm

from model.layers import Dropout
from model.networks import logits
from training import framework
from training.data import VALIDATION_SHARE, Batches, Samples, fashion_mnist, split
from training.learner import Learner
from training.recipes import RECIPES, Recipe, garment_batches, make_learner

Train = Callable[[Recipe, Samples, Samples, int], torch.nn.Module]


def _ours(recipe: Recipe, training: Samples, validation: Samples, seed: int, **hooks) -> torch.nn.Module:
    learner = make_learner(recipe, garment_batches(recipe, training), Batches(validation, batch_size=1000), seed)
    learner.fit(**hooks)
    return learner.model


def _dropout_off(learner: Learner) -> None:
    """The published code's mistake: its validation switches dropout off, and nothing switches it on again."""
    for layer in learner.model.modules():
        if isinstance(layer, Dropout):
            layer.p = 0.0


def _framework(recipe: Recipe, training: Samples, validation: Samples, seed: int) -> torch.nn.Module:
    return framework.train(recipe, training, seed)


# name: (what it is, its recipe, how it is trained, the published test accuracy)
SYSTEMS: dict[str, tuple[str, str, Train, float]] = {
    "published": ("our layers and optimizer, published recipe", "published", _ours, 0.868),
    "as-run": (
        "the same, dropout off from the second epoch on",
        "published",
        partial(_ours, on_epoch=_dropout_off),
        0.868,
    ),
    "framework": ("torch.nn and torch.optim.SGD, published recipe", "published", _framework, 0.868),
    "ours": ("our layers and optimizer, our recipe", "ours", _ours, 0.8888),
}


def reproduce(names: list[str], data_dir: Path = Path("data"), seeds: int = 3, epochs: int | None = None) -> dict:
    """Train every named system once a seed and print a table; → the figures.

    The figures are test accuracies of the last weights. Training leaves out the pictures that `fit` validates on, and
    no choice is made here. epochs: instead of the recipe's, for a shortened pass, whose figures are no reproduction.
    """
    training, validation = split(fashion_mnist(data_dir), VALIDATION_SHARE)
    test = fashion_mnist(data_dir, train=False)
    figures = {}
    for name in tqdm([name for name in names for _ in range(seeds)], unit="run"):
        what, recipe_name, train, published = SYSTEMS[name]
        recipe = RECIPES[recipe_name]
        if epochs:
            recipe = replace(recipe, epochs=epochs)
        row = figures.setdefault(
            name, {"what": what, "published": published, "epochs": recipe.epochs, "accuracies": []}
        )
        network = train(recipe, training, validation, seed=len(row["accuracies"]))
        right = logits(network, test.x).argmax(dim=1) == test.y
        row["accuracies"].append(right.float().mean().item())
    print(_table(figures))
    return figures


def _table(figures: dict) -> str:
    lines = [f"{'system':<10}  published  ours, mean ± std   each seed"]
    for name, row in figures.items():
        accuracies = row["accuracies"]
        spread = stdev(accuracies) if len(accuracies) > 1 else 0.0
        each = " ".join(f"{accuracy:.4f}" for accuracy in accuracies)
        lines.append(f"{name:<10}  {row['published']:9.4f}  {mean(accuracies):.4f} ± {spread:.4f}  {each}")
    return "\n".join(lines)
