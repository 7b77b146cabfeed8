"""A recipe's batches: of which data set, distorted how, held out by what split."""

from dataclasses import dataclass
from pathlib import Path

from model.labels import LABELS
from training.augment import FlipAndShift
from training.data import VALIDATION_SHARE, Batches, Samples, fashion_mnist, mnist, split
from training.mixture import Mixture, PhotoSamples, read_photos, served
from training.photos import find_photos, of_split
from training.recipes import Recipe, RecipeError


@dataclass(frozen=True)
class Loaders:
    """What a run trains on, what it validates on, and what these are, for the record. They share no picture."""

    training: Batches | Mixture
    validation: Batches
    record: dict


def make_loaders(recipe: Recipe, data_dir: Path, photos: Path | None = None) -> Loaders:
    """The batches of a run. photos: a folder of photos for the resnet, which needs them; no other network takes any.

    Raises RecipeError when network and data do not go together, DataError when there are no such data.
    """
    _check(recipe, photos)
    pictures, held_out = split(_data_set(recipe, data_dir), VALIDATION_SHARE)
    if photos is None:
        record = {"name": recipe.dataset, "training": len(pictures), "validation": len(held_out)}
        return Loaders(garment_batches(recipe, pictures), Batches(held_out, batch_size=1000), record)
    labelled = find_photos(photos)
    seen = read_photos(of_split(labelled, "train"), LABELS)
    unseen = served(of_split(labelled, "validation"), LABELS, recipe.input_size)
    counts = {"photos": len(seen.x), recipe.dataset: len(pictures)}
    record = {"name": f"photos and {recipe.dataset}", "training": counts, "validation": len(unseen)}
    return Loaders(mixed_batches(recipe, seen, pictures), Batches(unseen, batch_size=250), record)


def make_test_loader(recipe: Recipe, data_dir: Path) -> Batches:
    """The data set's official test pictures, as the recipe's network takes them."""
    return Batches(_data_set(recipe, data_dir, train=False, size=recipe.input_size), batch_size=500)


def garment_batches(recipe: Recipe, training: Samples) -> Batches:
    """One data set alone, each batch a part of a shuffled epoch."""
    augment = FlipAndShift(recipe.flip, recipe.shift) if recipe.flip or recipe.shift else None
    return Batches(training, recipe.batch_size, shuffle=True, augment=augment)


def mixed_batches(recipe: Recipe, photos: PhotoSamples, garments: Samples) -> Mixture:
    """Of 14 pictures 7 are photos, 5 prints, 1 a cutout, 1 nothing; drawn anew for every batch."""
    part = max(1, recipe.batch_size // 14)
    return Mixture(
        photos,
        garments,
        recipe.input_size,
        recipe.steps,
        of_photos=recipe.batch_size - 7 * part,
        of_prints=5 * part,
        of_cutouts=part,
        of_nothing=part,
        covered=recipe.covered,
        patched=recipe.patched,
    )


def _data_set(recipe: Recipe, data_dir: Path, train: bool = True, size: int = 28) -> Samples:
    if recipe.dataset == "mnist":
        return mnist(data_dir, train)
    return fashion_mnist(data_dir, train, size)


def _check(recipe: Recipe, photos: Path | None) -> None:
    if recipe.dataset not in ("fashion-mnist", "mnist"):
        raise RecipeError(f"There is no data set {recipe.dataset!r}; there are: fashion-mnist, mnist.")
    if recipe.network == "resnet" and (photos is None or recipe.dataset != "fashion-mnist"):
        raise RecipeError("The network resnet learns from photos and Fashion-MNIST: add --photos and their folder.")
    if recipe.network != "resnet" and photos is not None:
        raise RecipeError(f"The network {recipe.network} learns from one data set alone: leave out --photos.")
