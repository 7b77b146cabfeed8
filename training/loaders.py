"""A recipe's batches: of one data set, or of photos and prints."""

from model.labels import LABELS
from training.data.augment import FlipAndShift
from training.data.chosen import Chosen
from training.data.growing import Growing
from training.data.mixture import Mixture, PhotoSamples
from training.data.mnist import SIDE
from training.data.samples import Batches, Samples
from training.recipes import Recipe, numbers


def garment_batches(recipe: Recipe, training: Samples) -> Batches | Growing:
    """One data set alone, each batch a part of a shuffled epoch."""
    chosen = recipe.twice > 0
    flip = recipe.flip and not chosen  # what is chosen is mirrored by whether it was so before
    augment = FlipAndShift(flip, recipe.shift) if flip or recipe.shift else None
    if chosen:
        batches = Chosen(training, recipe.batch_size, len(LABELS), recipe.twice, recipe.flip, augment)
    else:
        batches = Batches(training, recipe.batch_size, shuffle=True, augment=augment)
    if recipe.network != "record":
        return batches
    sizes = numbers(recipe.sizes, "The sizes of pictures are") or (SIDE,)
    return Growing(batches, sizes, recipe.epochs, len(LABELS), recipe.covered, recipe.patched)


def mixed_batches(recipe: Recipe, photos: PhotoSamples, garments: Samples) -> Mixture:
    """Of 28 pictures 19 are photos, 7 prints, 1 a cutout, 1 nothing; drawn anew for every batch."""
    part = max(1, recipe.batch_size // 28)
    return Mixture(
        photos,
        garments,
        numbers(recipe.sizes, "The sizes of pictures are") or (recipe.input_size,),
        recipe.epochs,
        recipe.steps,
        of_photos=recipe.batch_size - 9 * part,
        of_prints=7 * part,
        of_cutouts=part,
        of_nothing=part,
        gentle=recipe.gentle,
        covered=recipe.covered,
        patched=recipe.patched,
    )
