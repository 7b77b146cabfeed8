"""A recipe's batches: of one data set, or of photos and prints."""

import torch
from torch.nn import Module

from model.labels import LABELS
from training.data.augment import FlipAndShift
from training.data.chosen import Chosen
from training.data.growing import Growing
from training.data.mixture import Mixture, PhotoSamples
from training.data.mnist import SIDE
from training.data.samples import Batches, Samples
from training.learning.teacher import softened_answers
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


def with_answers(recipe: Recipe, samples: Samples, teacher: Module) -> Samples:
    """The samples with the teacher's answers beside the right ones, as the recipe's loss takes them.

    y (N, 2, C) as `distilled` has it; for plain cross-entropy (N, C), one mean of both, which is the same at a
    temperature of 1.
    """
    answers = softened_answers(teacher, samples.x, recipe.softened)
    right = torch.eye(answers.shape[1])[samples.y]
    if recipe.loss == "cross_entropy":
        return Samples(samples.x, right.lerp(answers, recipe.taught))
    return Samples(samples.x, torch.stack([right, answers], dim=1))


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
