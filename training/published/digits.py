"""C. A linear classifier, then a deep one, on MNIST's digits: weights, biases from N(0, 1), pixels in [0, 1], SGD."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from training import plots
from training.learner import Learner
from training.published.claim import Bench, Claim, Named, number
from training.recipes import RECIPES

SOURCE = "C. A linear, then a deep classifier on MNIST"
LINEAR = replace(RECIPES["digits"], network="linear", hidden="", lr=0.5)
WHY_LEFT_OUT = (
    "a digit whose probability is 0 wherever it is right gets no gradient and is not learned: seeds 0, 1 and 2 leave "
    "four, four and two of the ten digits out, and with two left out 0.80 is within reach"
)
SHORT = 500  # epochs: up to so many, each seed has its run
WHY_FIRST_WEIGHTS = (
    "weights of N(0, 1) saturate the softmax at first, and how soon a run comes out of that depends on the draw; and "
    "5,000 pictures are held out here, which makes an epoch 8 % shorter"
)


def linear(bench: Bench) -> list[Claim]:
    """784-10: the distance loss, then cross-entropy, then cross-entropy with a smaller batch and rate."""
    with_distance = [bench.train(replace(LINEAR, loss="distance", epochs=50), seed) for seed in range(bench.seeds)]
    with_entropy = [bench.train(replace(LINEAR, epochs=5), seed) for seed in range(bench.seeds)]
    general = [bench.train(replace(LINEAR, epochs=5, batch_size=128, lr=0.1), seed) for seed in range(bench.seeds)]
    distance = Named("linear", "784-10, distance loss, lr 0.5, batch 256, 50 epochs", "validation accuracy")
    entropy = partial(Named, "linear", "784-10, cross-entropy, lr 0.5, batch 256, 5 epochs")
    smaller = Named("linear", "784-10, cross-entropy, lr 0.1, batch 128, 5 epochs", "validation accuracy")
    first = [run.history[0].valid_accuracy for run in with_entropy]
    return [
        number(distance, (0.80, 0.80), _last(with_distance), 0.04, WHY_LEFT_OUT),
        number(entropy("validation accuracy after the first epoch"), (0.815, 0.815), first, 0.02),
        number(entropy("validation accuracy within 5 epochs"), (0.88, 0.88), _last(with_entropy), 0.015),
        number(smaller, (0.80, 0.88), _last(general), 0.01),
    ]


def deep(name: str, hidden: str, lr: float, epochs: int, figures: dict[str, tuple], bench: Bench) -> list[Claim]:
    """784-hidden-10 at one learning rate. figures: what is published → (low, high, tolerance). Draws the curves."""
    recipe = replace(RECIPES["digits"], hidden=hidden, lr=lr, epochs=epochs)
    seeds = bench.seeds if epochs <= SHORT else 1
    learners = [bench.train(recipe, seed) for seed in range(seeds)]
    learner = learners[0]
    plots.accuracy_and_loss(learner.history, bench.pictures / f"{name}.png")
    if epochs > 100:
        zoomed = learner.history[len(learner.history) // 2 :]
        plots.accuracy_and_loss(zoomed, bench.pictures / f"{name}-zoom.png")
    named = partial(Named, name, f"784-{hidden}-10, lr {lr:g}, batch 256, {epochs} epochs")
    measures: dict[str, Callable[[Learner], float]] = {
        "validation accuracy": lambda run: run.history[-1].valid_accuracy,
        "training loss": lambda run: run.history[-1].train_loss,
        "gain in validation accuracy from epoch 175 on": lambda run: _gain(run, 175),
        "gain in validation accuracy from epoch 800 on": lambda run: _gain(run, 800),
    }
    return [
        number(named(figure), (low, high), [measures[figure](run) for run in learners], tolerance, WHY_FIRST_WEIGHTS)
        for figure, (low, high, tolerance) in figures.items()
    ]


def rates(bench: Bench) -> list[Claim]:
    """The learning rates of 784-20-10 side by side over their first 100 epochs, in one picture."""
    histories = {
        f"lr {lr:g}": bench.train(replace(RECIPES["digits"], lr=lr, epochs=100)).history
        for lr in (0.005, 0.01, 0.05, 0.1, 0.5)
    }
    plots.comparison(histories, bench.pictures / "learning-rates.png")
    best = max(histories, key=lambda name: histories[name][-1].valid_accuracy)
    named = Named("rates", "784-20-10, lr 0.005 to 0.5, 100 epochs each", "validation accuracy of the best, " + best)
    return [number(named, (0.91, 0.94), [histories[best][-1].valid_accuracy], 0.01)]


def _last(learners: list[Learner]) -> list[float]:
    return [learner.history[-1].valid_accuracy for learner in learners]


def _gain(learner: Learner, since: int) -> float:
    """How much the best validation accuracy still rose after that epoch."""
    accuracies = [result.valid_accuracy for result in learner.history]
    return max(accuracies) - max(accuracies[:since])


ACCURACY, LOSS = "validation accuracy", "training loss"
FLAT_175, FLAT_800 = (f"gain in validation accuracy from epoch {epoch} on" for epoch in (175, 800))
_DEEP = {
    "deep-100": ("20", 0.1, 100, {ACCURACY: (0.91, 0.92, 0.01)}),
    "deep-250": ("20", 0.5, 250, {ACCURACY: (0.94, 0.94, 0.01), FLAT_175: (0.0, 0.0, 0.005)}),
    "deep-500-slow": ("20", 0.005, 500, {ACCURACY: (0.88, 0.88, 0.015), LOSS: (0.39, 0.39, 0.05)}),
    "deep-500": ("20", 0.01, 500, {ACCURACY: (0.91, 0.91, 0.015), LOSS: (0.30, 0.30, 0.04)}),
    "deep-500-fast": ("20", 0.1, 500, {ACCURACY: (0.93, 0.93, 0.01), LOSS: (0.18, 0.18, 0.03)}),
    "deep-1000": ("20", 0.05, 1000, {ACCURACY: (0.945, 0.945, 0.01), FLAT_800: (0.0, 0.0, 0.003)}),
    "deeper-2000": ("20-20", 0.05, 2000, {ACCURACY: (0.95, 0.95, 0.01), LOSS: (0.127, 0.127, 0.03)}),
}
SYSTEMS = {"linear": linear, "rates": rates, **{name: partial(deep, name, *rest) for name, rest in _DEEP.items()}}
