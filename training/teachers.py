"""Teachers: networks that have learned already, each asked about the pictures that it may answer for."""

import re
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from model import checkpoint
from model.checkpoint import Checkpoint
from model.labels import LABELS
from model.resnet import ResNet
from training.data.mnist import SIDE
from training.data.samples import Samples
from training.learning.teacher import softened_answers
from training.recipes import Recipe, RecipeError


def read_teachers(recipe: Recipe, paths: Sequence[Path]) -> tuple[Checkpoint, ...]:
    """The checkpoints of a recipe's teachers, none for one that is not `taught`.

    Raises RecipeError where these do not go together, CheckpointError for a file that is no checkpoint.
    """
    if bool(recipe.taught) != bool(paths):
        raise RecipeError(
            "A --teacher goes with a recipe that is --taught by it, for a share above 0, and that with one."
        )
    of_photos = recipe.network == "resnet"
    if of_photos and len(paths) > 1:
        raise RecipeError("About photos one --teacher is asked, batch by batch, and no more.")
    teachers = tuple(map(checkpoint.load, paths))
    for teacher, path in zip(teachers, paths, strict=True):
        network = teacher.network
        alike = type(network) is ResNet if of_photos else network.input_size == SIDE and not network.knows_none
        if not alike or network.labels != LABELS or recipe.dataset != "fashion-mnist":
            what = "photo network" if of_photos else f"network of pictures of {SIDE} px"
            raise RecipeError(f"{path} is no {what} of the same classes, which a --teacher of one has to be.")
    return teachers


def with_answers(recipe: Recipe, samples: Samples, teachers: Sequence[Checkpoint]) -> Samples:
    """The samples with the teachers' answers beside the right ones, as the recipe's loss takes them.

    A teacher that left out a part of the samples answers about that part alone, any other one about all of them, and of
    who answers about a picture it is the mean. y (N, 2, C) as `distilled` has it; for plain cross-entropy (N, C), one
    mean of both, which is the same at a temperature of 1.
    samples: all the training pictures, in their order. Raises RecipeError where nobody answers about some of them.
    """
    count = len(samples)
    asked = [_answers_for(teacher, count) for teacher in teachers]
    of_each = torch.stack(asked).sum(dim=0)
    if unanswered := int((of_each == 0).sum()):
        raise RecipeError(
            f"No --teacher answers about {unanswered:,} of {count:,} pictures: one that has --left-out a part answers "
            "about that part alone, so add those of the other parts."
        )
    answers = torch.zeros(count, len(LABELS))
    for teacher, its in zip(teachers, asked, strict=True):
        answers[its] += softened_answers(teacher.network, samples.x[its], recipe.softened)
    answers /= of_each.unsqueeze(1)
    right = torch.eye(len(LABELS))[samples.y]
    if recipe.loss == "cross_entropy":
        return Samples(samples.x, right.lerp(answers, recipe.taught))
    return Samples(samples.x, torch.stack([right, answers], dim=1))


def left_out(part: str, count: int) -> Tensor:
    """Which of `count` training pictures are that part of them, (count,) bool; part: "1/2", the first of two, or "".

    Every second one of them, say: what `split` leaves is in a random order, the same each time.
    Raises RecipeError for what is no part.
    """
    if not part:
        return torch.zeros(count, dtype=torch.bool)
    written = re.fullmatch(r"([1-9]\d{0,2})/([1-9]\d{0,2})", part)
    number, parts = map(int, written.groups()) if written else (0, 0)
    if not 1 <= number <= parts or parts < 2:
        raise RecipeError(f"A part that is --left-out is written 1/2, the first of two, not {part!r}.")
    return torch.arange(count) % parts == number - 1


def _answers_for(teacher: Checkpoint, count: int) -> Tensor:
    part = teacher.about.get("recipe", {}).get("left_out", "")
    return left_out(part, count) if part else torch.ones(count, dtype=torch.bool)
