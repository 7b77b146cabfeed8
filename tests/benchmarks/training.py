"""Training: an epoch of the small network, a step of the photo network, and 0.868 from nothing.

The photos are drawn, in the proportions of the 9,997 that the shipped network learned from, of which there are fewer:
what a batch costs does not depend on what is in them, but on how many are cut out of their ground.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FashionMNIST

from model.labels import LABELS
from tests.benchmarks.measuring import Line, in_turn
from training.data.mixture import KINDS, PhotoSamples
from training.data.mnist import fashion_mnist
from training.data.samples import Batches, Samples
from training.data.squashing import SIDE
from training.learning.learner import Batch, Learner
from training.learning.memory import keep_freed_memory
from training.loaders import garment_batches, mixed_batches
from training.published import framework
from training.recipes import RECIPES, Recipe
from training.run import make_learner

WANTED, WITHIN = 0.868, 5.0  # of the test pictures, the published figure; seconds
PHOTOS = 1500
GROUND_KNOWN = {"phone": 0.82, "catalogue": 0.97, "street": 0.2, "web": 0.55, "thing": 0.29}  # of each kind's photos
ON_WHITE = {"phone": 0.0, "catalogue": 0.97, "street": 0.01, "web": 0.25, "thing": 0.09}
STEPS = 12  # of the photo network, of each size
BATCHES = 600  # of the small one, where they come through a DataLoader


def measure(data_dir: Path) -> Iterator[Line]:
    """The part's lines; the number of threads is what `fit` takes, and afterwards what it was."""
    keep_freed_memory()
    threads = torch.get_num_threads()
    try:
        garments = fashion_mnist(data_dir, held_out=False)
        torch.set_num_threads(1)
        yield from of_garments(garments)
        yield through_a_loader(garments, data_dir)
        yield from from_nothing(data_dir, garments)
        torch.set_num_threads(threads)
        yield from of_photos(garments)
    finally:
        torch.set_num_threads(threads)


def of_garments(garments: Samples) -> Iterator[Line]:
    """An epoch by the Learner against the framework's own layers on batches that are cut already."""
    for name, goal in (("published", 1.25), ("ours", None)):
        recipe = RECIPES[name]
        learner = make_learner(recipe, garment_batches(recipe, garments), [])
        batches = list(Batches(garments, recipe.batch_size, shuffle=True))
        steps = {
            "ours": learner.train_epoch,
            "theirs": lambda recipe=recipe, batches=batches: framework_epoch(recipe, batches),
            "products": lambda batches=batches: matrix_products(batches),
        }
        taken = in_turn(steps, rounds=5)
        what = f"an epoch of the recipe `{name}`, {len(garments):,} pictures"
        yield Line(what, "`torch.nn` on ready tensors", taken["ours"], taken["theirs"], goal=goal)
        yield Line(what, "its matrix products alone", taken["ours"], taken["products"])


def framework_epoch(recipe: Recipe, batches: list[Batch]) -> None:
    """Forward, backward and update of the same network by `torch.nn` and `torch.optim`."""
    layers = framework.network(recipe.std, recipe.dropout)
    criterion = nn.CrossEntropyLoss(label_smoothing=recipe.label_smoothing)
    options = {"momentum": recipe.momentum, "nesterov": recipe.nesterov, "weight_decay": recipe.weight_decay}
    optimizer = torch.optim.SGD(layers.parameters(), recipe.lr, **options)
    for x, y in batches:
        optimizer.zero_grad()
        criterion(layers(x), y).backward()
        optimizer.step()


def matrix_products(batches: list[Batch]) -> None:
    """The eight of each step: three forward, three for the weights' gradients, two for the gradients between."""
    sizes = (784, 256, 64, len(LABELS))
    weights = [torch.randn(inputs, outputs) for inputs, outputs in pairwise(sizes)]
    gradients = [torch.randn(len(batches[0][0]), outputs) for outputs in sizes[1:]]
    for x, _ in batches:
        values = x.flatten(1)
        for layer, weight in enumerate(weights):
            gradient = gradients[layer][: len(x)]
            values.T @ gradient
            if layer:
                gradient @ weight.T
            values = values @ weight


def through_a_loader(garments: Samples, data_dir: Path) -> Line:
    """A batch from tensors in memory against one as it is mostly made; a thread, so that its workers have a core."""
    recipe = RECIPES["published"]
    pictures = FashionMNIST(data_dir, transform=transforms.ToTensor())
    loaders = {
        "ours": garment_batches(recipe, garments),
        "theirs": DataLoader(pictures, recipe.batch_size, shuffle=True, num_workers=2),
    }
    of_a_batch = {}
    for name, loader in loaders.items():
        learner, ends = make_learner(recipe, loader, []), []

        def on_batch(learner: Learner, ends: list[float] = ends) -> None:
            ends.append(time.perf_counter())
            if len(ends) == BATCHES:
                learner.stop()

        learner.train_epoch(on_batch)
        of_a_batch[name] = 1e3 * (ends[-1] - ends[0]) / (len(ends) - 1)
    return Line("a batch of the recipe `published`, in memory", "`DataLoader(num_workers=2)`", **of_a_batch)


def from_nothing(data_dir: Path, garments: Samples) -> Iterator[Line]:
    """What the recipe `quick` takes from its first batch to its last, validation between them included."""
    recipe = RECIPES["quick"]
    held_out, test = (Batches(fashion_mnist(data_dir, **part), 250) for part in ({"held_out": True}, {"train": False}))
    seconds, shares = [], []
    for seed in range(3):
        learner = make_learner(recipe, garment_batches(recipe, garments), held_out, seed)
        ends = [time.perf_counter()]
        learner.fit(on_batch=lambda _, ends=ends: ends.append(time.perf_counter()))
        seconds.append(ends[-1] - ends[0])
        shares.append(learner.validate_epoch(test))
    what = "the recipe `quick`, the least of seeds 0 to 2"
    yield Line(what, "the published accuracy", min(shares), WANTED, "of the test pictures", goal=1, at_least=True)
    yield Line("the same, first batch to last, the slowest", "the time it may take", max(seconds), WITHIN, "s", goal=1)


def of_photos(garments: Samples) -> Iterator[Line]:
    """A step of the photo network, its batch made, against forward and backward on tensors that are there."""
    recipe, photos = RECIPES["photos"], drawn_photos()
    sizes = [int(size) for size in recipe.sizes.split("-")]
    means = {"ours": 0.0, "theirs": 0.0}
    for size in sorted(set(sizes)):
        taken = steps_of_photos(replace(recipe, sizes=str(size)), photos, garments)
        for side in means:
            means[side] += taken[side] * sizes.count(size) / len(sizes)
        yield Line(f"a step of the recipe `photos`, {size} px", "forward and backward on ready tensors", **taken)
    yield Line("the same, as the recipe weighs the sizes", "forward and backward on ready tensors", **means, goal=1.3)


def steps_of_photos(recipe: Recipe, photos: PhotoSamples, garments: Samples) -> dict[str, float]:
    """The ms of a step of either kind."""
    mixture = mixed_batches(recipe, photos, garments)
    learner = make_learner(recipe, mixture, [])
    mixture.set_epoch(recipe.epochs // 2)  # in the middle of the run, where distortions are nearly the most
    batches = iter(mixture)
    x, y = next(batches)
    learner.trained.train()

    def theirs() -> None:
        learner.optimizer.zero_grad()
        learner.config.criterion(learner.trained(x), y).backward()

    return in_turn({"ours": lambda: learner.train_batch(*next(batches)), "theirs": theirs}, STEPS, warm_up=3)


def drawn_photos() -> PhotoSamples:
    """Photos of noise, their kinds, grounds and shapes as those that the shipped network learned from."""
    torch.manual_seed(0)
    names = list(KINDS)
    kinds = tuple(names[kind] for kind in torch.randint(len(names), (PHOTOS,)).tolist())
    known, on_white = (
        torch.rand(PHOTOS) < torch.tensor([share[kind] for kind in kinds]) for share in (GROUND_KNOWN, ON_WHITE)
    )
    ground = torch.ones(PHOTOS, 1, SIDE, SIDE, dtype=torch.bool)
    ground[:, :, SIDE // 5 : -SIDE // 5, SIDE // 5 : -SIDE // 5] = False
    square = torch.stack([torch.ones(PHOTOS), torch.rand(PHOTOS) * 0.25 + 0.75], dim=1).flip(1)
    x = torch.randint(256, (PHOTOS, 3, SIDE, SIDE), dtype=torch.uint8)
    y = torch.eye(len(LABELS) + 1)[torch.randint(len(LABELS) + 1, (PHOTOS,))]
    return PhotoSamples(x, y, square, ground & known.view(-1, 1, 1, 1), on_white, kinds)
