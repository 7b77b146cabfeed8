"""C. A linear classifier, then a deep one, on MNIST's digits: weights, biases from N(0, 1), pixels in [0, 1], SGD."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

from model.labels import DIGITS
from training.judging import plots
from training.judging.evaluation import evaluation
from training.learning.learner import Learner
from training.published.bench import FEW, MANY, Bench
from training.published.claim import Claim, Figure, Named
from training.recipes import RECIPES, Recipe

SOURCE = "C. A linear, then a deep classifier on MNIST"
LINEAR = replace(RECIPES["digits"], network="linear", hidden="", lr=0.5)
LONG = 1000  # epochs: a run of so many takes five minutes and more
BEFORE = 128  # the batch of the linear classifier's last setting, which the deep one may have inherited


def linear(bench: Bench) -> list[Claim]:
    """784-10: the distance loss, then cross-entropy, then cross-entropy with a smaller batch and rate."""
    by_distance = replace(LINEAR, loss="distance", epochs=50)
    distance = partial(Named, "linear", "784-10, distance loss, lr 0.5, batch 256, 50 epochs")
    entropy = partial(Named, "linear", "784-10, cross-entropy, lr 0.5, batch 256, 5 epochs")
    smaller = partial(Named, "linear", "784-10, cross-entropy, lr 0.1, batch 128, 5 epochs")
    _, of_distance = _measured(
        bench, by_distance, distance, {ACCURACY: ("0.80", 0.04)}, lambda measure, runs: _left_out(bench, runs)
    )
    figures = {AFTER_1: ("0.815", 0.02), WITHIN_5: ("0.88", 0.015)}
    _, of_entropy = _measured(bench, replace(LINEAR, epochs=5), entropy, figures)
    at_last = replace(LINEAR, epochs=5, batch_size=128, lr=0.1)
    _, of_smaller = _measured(bench, at_last, smaller, {ACCURACY: ("0.80 to 0.88", 0.01)})
    return of_distance + of_entropy + of_smaller


def deep(name: str, hidden: str, lr: float, epochs: int, figures: dict[str, tuple], bench: Bench) -> list[Claim]:
    """784-hidden-10 at one learning rate. figures: what is published → (how it is printed, tolerance). Draws curves."""
    recipe = replace(RECIPES["digits"], hidden=hidden, lr=lr, epochs=epochs)
    named = partial(Named, name, f"784-{hidden}-10, lr {lr:g}, batch 256, {epochs} epochs")
    smaller = cache(partial(_with_smaller_batches, bench, recipe))
    runs, claims = _measured(bench, recipe, named, figures, lambda measure, runs: _compared(measure, smaller))
    history = runs[0].history
    plots.accuracy_and_loss(history, bench.pictures / f"{name}.png")
    if epochs > 100:
        plots.accuracy_and_loss(history[len(history) // 2 :], bench.pictures / f"{name}-zoom.png")
    return claims


def rates(bench: Bench) -> list[Claim]:
    """The learning rates of 784-20-10 side by side over their first 100 epochs, in one picture."""
    recipes = {f"lr {lr:g}": replace(RECIPES["digits"], lr=lr, epochs=100) for lr in (0.005, 0.01, 0.05, 0.1, 0.5)}
    firsts = {name: bench.train(recipe) for name, recipe in recipes.items()}
    plots.comparison({name: run.history for name, run in firsts.items()}, bench.pictures / "learning-rates.png")
    accuracy = Figure(MEASURES[ACCURACY], "0.91 to 0.94", 0.01)
    best = max(firsts, key=lambda name: accuracy.measure(firsts[name]))
    runs = bench.runs(lambda seed: bench.train(recipes[best], seed) if seed else firsts[best], MANY, [accuracy])
    named = Named("rates", "784-20-10, lr 0.005 to 0.5, 100 epochs each", f"{ACCURACY} of the best, {best}")
    return [accuracy.claim(named, runs)]


def _measured(
    bench: Bench,
    recipe: Recipe,
    named: Callable[[str], Named],
    published: dict[str, tuple],
    why: Callable[[Callable, list[Learner]], str] | None = None,
) -> tuple[list[Learner], list[Claim]]:
    """The recipe's runs, and what they say of each figure. why: tells the reason, by its measure and the runs."""
    figures = {name: Figure(MEASURES[name], *printed) for name, printed in published.items()}
    first = FEW if recipe.epochs >= LONG else MANY
    runs = bench.runs(partial(bench.train, recipe), first, figures.values())
    return runs, [
        figure.claim(named(name), runs, partial(why, figure.measure, runs) if why else None)
        for name, figure in figures.items()
    ]


def _left_out(bench: Bench, learners: list[Learner]) -> str:
    """Measured: how many digits each run never learns; and the same where the loss is a sum over the ten classes."""
    results = [evaluation(*run.validated, DIGITS) for run in learners]
    unlearned = [sum(recall < 0.05 for recall in result.recall) for result in results]
    # Ten times the rate is ten times the gradient: that of a sum where the source writes a mean.
    times_ten = replace(LINEAR, loss="distance", lr=10 * LINEAR.lr, epochs=50)
    summed = [bench.train(times_ten, seed).history[-1].valid_accuracy for seed in bench.seeds(MANY)]
    return (
        "a digit whose probability is 0 wherever it is right gets no gradient and is not learned, as "
        f"{', '.join(map(str, unlearned))} of the ten in these runs; where the loss is summed over the classes and not "
        f"averaged, they reach {min(summed):.2f} to {max(summed):.2f}"
    )


def _with_smaller_batches(bench: Bench, recipe: Recipe) -> list[Learner]:
    """The same with the batch size of the setting before; once, where an epoch is one of hundreds."""
    smaller = replace(recipe, batch_size=BEFORE)
    return [bench.train(smaller, seed) for seed in bench.seeds(1 if recipe.epochs > 100 else FEW)]


def _compared(measure: Callable[[Learner], float], others: Callable[[], list[Learner]]) -> str:
    """Measured: the same figure of other runs."""
    found = [measure(run) for run in others()]
    return f"with batches of {BEFORE}, the source's setting before, {min(found):.4f} to {max(found):.4f}"


def _gain(learner: Learner, since: int) -> float:
    """How much the best validation accuracy still rose after that epoch."""
    accuracies = [result.valid_accuracy for result in learner.history]
    return max(accuracies) - max(accuracies[:since])


ACCURACY, LOSS = "validation accuracy", "training loss"
AFTER_1, WITHIN_5 = f"{ACCURACY} after the first epoch", f"{ACCURACY} within 5 epochs"
FLAT_175, FLAT_800 = (f"gain in validation accuracy from epoch {epoch} on" for epoch in (175, 800))
MEASURES: dict[str, Callable[[Learner], float]] = {
    ACCURACY: lambda run: run.history[-1].valid_accuracy,
    AFTER_1: lambda run: run.history[0].valid_accuracy,
    WITHIN_5: lambda run: run.history[-1].valid_accuracy,
    LOSS: lambda run: run.history[-1].train_loss,
    FLAT_175: lambda run: _gain(run, 175),
    FLAT_800: lambda run: _gain(run, 800),
}
_DEEP = {
    "deep-100": ("20", 0.1, 100, {ACCURACY: ("0.91 to 0.92", 0.01)}),
    "deep-250": ("20", 0.5, 250, {ACCURACY: ("0.94", 0.01), FLAT_175: ("0 to 0.005", 0.0)}),
    "deep-500-slow": ("20", 0.005, 500, {ACCURACY: ("0.88", 0.015), LOSS: ("0.39", 0.05)}),
    "deep-500": ("20", 0.01, 500, {ACCURACY: ("0.91", 0.015), LOSS: ("0.30", 0.04)}),
    "deep-500-fast": ("20", 0.1, 500, {ACCURACY: ("0.93", 0.01), LOSS: ("0.18", 0.03)}),
    "deep-1000": ("20", 0.05, 1000, {ACCURACY: ("0.945", 0.01), FLAT_800: ("0 to 0.003", 0.0)}),
    "deeper-2000": ("20-20", 0.05, 2000, {ACCURACY: ("0.95", 0.01), LOSS: ("0.127", 0.03)}),
}
SYSTEMS = {"linear": linear, "rates": rates, **{name: partial(deep, name, *rest) for name, rest in _DEEP.items()}}
