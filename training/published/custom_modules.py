"""A. Custom modules on Fashion-MNIST: 784-256-64-10, our layers and optimizer, and the framework's."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import mean

import torch
from PIL import Image

from model.labels import LABELS
from model.layers import Dropout
from model.networks import logits
from model.photo import open_photo, transform
from training.data.mnist import fashion_mnist
from training.data.samples import Samples
from training.judging import plots
from training.judging.evaluation import Evaluation, evaluation
from training.judging.targets import right
from training.learning.learner import Learner
from training.learning.loss import cross_entropy
from training.published import framework
from training.published.bench import FEW, MANY, Bench
from training.published.claim import Claim, Figure, Named, number, words
from training.recipes import RECIPES

SOURCE = "A. Custom modules on Fashion-MNIST"
SETTING = "784-256-64-10, std 0.1, dropout 0.2, SGD lr 0.005, batch 32, 25 epochs"
BEST = ("Trouser/Jeans", "Sandal", "Bag", "Ankle-Boot")
WORST = ("Shirt", "Pullover", "Coat")
TAKEN_FOR_A_SHIRT = ("T-shirt/Top", "Pullover", "Coat")
TAKEN_FOR_A_COAT = ("Shirt", "Pullover")
PHOTO = Path(__file__).parents[2] / "examples" / "sneaker.jpg"


def published(bench: Bench) -> list[Claim]:
    """The recipe as written, dropout on in every epoch: in our parts, and in the framework's beside them."""
    recipe = RECIPES["published"]
    learners = bench.runs(partial(bench.train, recipe), MANY, [AS_PRINTED, OF_A_BENCHMARK])
    training, test = (fashion_mnist(bench.data_dir, train=train) for train in (True, False))
    shortened = replace(recipe, epochs=bench.epochs(recipe.epochs))
    theirs = [framework.train(shortened, training, seed) for seed in bench.seeds(MANY)]
    results = [evaluation(*learner.validated, LABELS) for learner in learners]
    _draw(learners[0], test, results[0], bench.pictures)

    of_ours = [_last(learner) for learner in learners]
    of_theirs = [_accuracy(network, test) for network in theirs]
    both = (theirs, [learner.model for learner in learners[: len(theirs)]])
    gaps = [[_loss(network, test) - _loss(network, training) for network in group] for group in both]
    less = [framework_gap - our_gap for framework_gap, our_gap in zip(*gaps, strict=True)]
    named, with_framework = partial(Named, "published", SETTING), partial(Named, "framework", SETTING)
    return [
        AS_PRINTED.claim(named("test accuracy"), learners, lambda: _without_dropout(bench, 1)),
        OF_A_BENCHMARK.claim(
            named("test accuracy, of a benchmark's ReLU MLP"),
            learners,
            lambda: f"the benchmark's has no dropout and learns until it stalls; {_without_dropout(bench, 4)}",
        ),
        words(named("classes of the best F1"), BEST, [_by_f1(result)[-4:] for result in results]),
        words(
            named("classes of an F1 below average"),
            WORST,
            [_below_average(result) for result in results],
            lambda: _how_low(results),
        ),
        words(named("what a Shirt is taken for"), TAKEN_FOR_A_SHIRT, [_confused(one, "Shirt", 3) for one in results]),
        words(named("what a Coat is taken for"), TAKEN_FOR_A_COAT, [_confused(one, "Coat", 2) for one in results]),
        number(with_framework("test accuracy, as ours"), f"{mean(of_ours):.4f}", of_theirs, 0.005),
        number(with_framework("gap of validation to training loss, less ours"), "-0.02 to 0", less, 0.002),
    ]


def as_run(bench: Bench) -> list[Claim]:
    """The published code's own mistake: its validation switches dropout off, and nothing switches it on again."""
    learners = bench.runs(partial(bench.train, RECIPES["published"], on_epoch=_dropout_off), MANY, [AS_PRINTED])
    named = Named("as-run", f"{SETTING}; dropout off from the second epoch on", "test accuracy")
    return [AS_PRINTED.claim(named, learners)]


def ours(bench: Bench) -> list[Claim]:
    """The same network under our recipe; the figure beside it is the best published for it that we know of."""
    test = fashion_mnist(bench.data_dir, train=False)
    learners = [bench.train(RECIPES["ours"], seed, hold_out=True) for seed in bench.seeds(FEW)]
    setting = "784-256-64-10, our recipe: 150 epochs, Nesterov momentum, one cycle, flips and shifts; 5,000 held out"
    named = Named("ours", setting, "test accuracy; published is the best that we know of, of five seeds")
    return [number(named, "0.8888 to 1", [_accuracy(learner.model, test) for learner in learners], 0.0)]


def _last(learner: Learner) -> float:
    return learner.history[-1].valid_accuracy


def _without_dropout(bench: Bench, times: int) -> str:
    """Measured: what the recipe reaches without dropout in so many times its epochs."""
    recipe = RECIPES["published"]
    recipe = replace(recipe, dropout=0.0, epochs=times * recipe.epochs)
    reached = _last(bench.train(recipe))
    return f"without dropout this one is at {reached:.4f} after {recipe.epochs} epochs"


def _how_low(results: list[Evaluation]) -> str:
    """Measured: how far every class below the average of its run lies from it."""
    below = sorted({label for result in results for label in _below_average(result)})
    less = {
        label: mean([mean(result.f1) - result.f1[result.labels.index(label)] for result in results]) for label in below
    }
    return "below the average F1 by " + ", ".join(f"{label} {by:.3f}" for label, by in less.items())


def _dropout_off(learner: Learner) -> None:
    for layer in learner.model.modules():
        if isinstance(layer, Dropout):
            layer.p = 0.0


def _accuracy(network: Callable, samples: Samples) -> float:
    return right(logits(network, samples.x), samples.y).float().mean().item()


def _loss(network: Callable, samples: Samples) -> float:
    return cross_entropy(logits(network, samples.x), samples.y).item()


def _by_f1(result: Evaluation) -> list[str]:
    """The classes, the worst first."""
    return [label for _, label in sorted(zip(result.f1, result.labels, strict=True))]


def _below_average(result: Evaluation) -> list[str]:
    return [label for f1, label in zip(result.f1, result.labels, strict=True) if f1 < mean(result.f1)]


def _confused(result: Evaluation, label: str, count: int) -> list[str]:
    """What pictures of that class are most often called instead."""
    row = list(zip(result.confusion[result.labels.index(label)], result.labels, strict=True))
    return [other for _, other in sorted(row, reverse=True) if other != label][:count]


def _draw(learner: Learner, test: Samples, result: Evaluation, folder: Path) -> None:
    """25 random samples, one test picture with its sorted probabilities, a photo through the transform, confusion."""
    chosen = torch.randperm(len(test), generator=torch.Generator().manual_seed(0))[:25]
    probabilities = logits(learner.model, test.x[chosen]).softmax(dim=1)
    plots.samples(test.x[chosen], test.y[chosen], probabilities, LABELS, folder / "samples.png")
    plots.confusion_matrix(result, folder / "confusion-matrix.png")
    photo = open_photo(PHOTO)
    for picture, x, name in (
        (Image.fromarray((test.x[0, 0] * 127.5).byte().numpy()), test.x[0], "one-picture.png"),
        (photo, transform(photo), "one-photo.png"),
    ):
        plots.probabilities(picture, learner.model.predictions(x), folder / name)


AS_PRINTED = Figure(_last, "0.868", 0.0025)
OF_A_BENCHMARK = Figure(_last, "0.874", 0.01)
SYSTEMS = {"published": published, "as-run": as_run, "ours": ours}
