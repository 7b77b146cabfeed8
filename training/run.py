"""A run: a recipe made real, from its data and its network to the Learner that brings them together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import Module

from model.labels import DIGITS, LABELS
from model.networks import build
from training.data.mixture import read_photos, served
from training.data.mnist import SIDE, fashion_mnist, mnist
from training.data.photos import LabelledPhoto, doubled, find_photos, of_split
from training.data.samples import Batches
from training.learning import ranks
from training.learning.config import PRECISIONS, LearnerConfig
from training.learning.learner import Batch, Learner
from training.learning.loss import LOSSES, distilled
from training.learning.schedule import SCHEDULES
from training.learning.stretched import Stretched
from training.learning.teacher import WithTeacher
from training.loaders import garment_batches, mixed_batches
from training.recipes import Recipe, RecipeError, numbers
from training.teachers import left_out, read_teachers, with_answers


@dataclass(frozen=True)
class Run:
    """A Learner ready to fit, what it trains and validates on, for the record, and how to come by its test batches.

    kinds: of each validation photo, in order; none where it validates on no photos. doubled: as `doubled` finds them.
    """

    learner: Learner
    data: dict
    test: Callable[[], Batches]  # called once, at the end
    kinds: tuple[str, ...] = ()
    doubled: tuple[tuple[LabelledPhoto, LabelledPhoto], ...] = ()


def make_run(
    recipe: Recipe,
    data_dir: Path = Path("data"),
    photos: Path | None = None,
    seed: int = 0,
    device: str = "cpu",
    hold_out: bool = True,
    teachers: Sequence[Path] = (),
) -> Run:
    """The run of that recipe; the same seed gives the same network and the same run.

    photos: a folder of photos for the resnet, which needs them; no other network takes any. hold_out: off, it trains on
    all the training pictures and validates on the test set, as some published systems did (`reproduce`, nothing else).
    teachers: checkpoints of networks for the same pictures, for a recipe that is `taught`, see `with_answers`.
    Raises RecipeError when settings, network and data do not go together, DataError when there are no such data,
    RanksError when there are more processes than pictures in a batch, CheckpointError for a teacher that is none.
    """
    _check(recipe, photos)
    teachers = read_teachers(recipe, teachers)
    data_set = partial(fashion_mnist if recipe.dataset == "fashion-mnist" else mnist, data_dir)
    with ranks.first_goes_first():  # it may have to download them
        pictures = data_set(held_out=False if hold_out else None)
    kinds, twice = (), ()
    if photos is None:
        seen = with_answers(recipe, pictures, teachers) if teachers else pictures
        seen = seen[~left_out(recipe.left_out, len(seen))] if recipe.left_out else seen
        training, name, counts = garment_batches(recipe, seen), recipe.dataset, len(seen)
        unseen = data_set(held_out=True) if hold_out else data_set(train=False)
    else:
        labelled = find_photos(photos)
        twice = tuple(doubled(labelled))
        seen = read_photos(of_split(labelled, "train"), LABELS, recipe.plain_grounds)
        training, name = mixed_batches(recipe, seen, pictures), f"photos and {recipe.dataset}"
        training = WithTeacher(training, teachers[0].network, recipe.softened) if teachers else training
        counts = {"photos": len(seen.x), recipe.dataset: len(pictures)}
        held_out = of_split(labelled, "validation")
        unseen = served(held_out, LABELS, recipe.input_size, recipe.views)
        kinds = tuple(photo.kind for photo in held_out)
    learner = make_learner(recipe, training, Batches(unseen, 250), seed, device)
    record = {"name": name, "training": counts, "validation": len(unseen)}
    if teachers:
        record["teachers"] = [teacher.sha256[:8] for teacher in teachers]
    of_size = {"size": recipe.input_size} if recipe.dataset == "fashion-mnist" else {}
    return Run(learner, record, lambda: Batches(data_set(train=False, **of_size), 250), kinds, twice)


def make_learner(
    recipe: Recipe, training: Iterable[Batch], validation: Iterable[Batch], seed: int = 0, device: str = "cpu"
) -> Learner:
    """The Learner of that recipe on these batches, its network freshly drawn; a seed gives the same one each time.

    training: `Batches`, for a recipe that stretches pictures, whose principal directions these are.
    """
    torch.manual_seed(seed)
    network = make_network(recipe)
    config = LearnerConfig(
        model=Stretched(network, training.samples.x, recipe.stretched) if recipe.stretched else network,
        criterion=make_criterion(recipe),
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        lr=recipe.lr,
        device=device,
        seed=seed,
        momentum=recipe.momentum,
        nesterov=recipe.nesterov,
        weight_decay=recipe.weight_decay,
        orthogonal=recipe.orthogonal,
        precision=recipe.precision,
        l1=recipe.l1,
        schedule=recipe.schedule,
        average=recipe.average,
        patience=recipe.patience,
    )
    kind = ranks.RankLearner if ranks.count() > 1 else Learner
    return kind(config, (training, validation))


def make_network(recipe: Recipe) -> Module:
    """The recipe's network, freshly drawn from torch's global generator. Raises RecipeError where there is none."""
    labels = DIGITS if recipe.dataset == "mnist" else LABELS
    hidden = numbers(recipe.hidden, "Hidden layers are")
    arguments = {
        "linear": {"std": recipe.std},
        "deep": {"layers": [SIDE**2, *hidden, len(labels)], "std": recipe.std},
        "mlp": {"std": recipe.std, "dropout": recipe.dropout},
        "resnet": {"input_size": recipe.input_size, "views": recipe.views, "dropout": recipe.dropout},
        "record": {**_stages(recipe), "dropout": recipe.dropout},
    }
    if recipe.network not in arguments:
        raise RecipeError(f"There is no network {recipe.network!r}; there are: {', '.join(arguments)}.")
    return build(recipe.network, labels=labels, **arguments[recipe.network])


def make_criterion(recipe: Recipe) -> Callable[[Tensor, Tensor], Tensor]:
    """The recipe's loss. Raises RecipeError for one that there is not, or that label smoothing does not go with."""
    if recipe.loss not in LOSSES:
        raise RecipeError(f"There is no loss {recipe.loss!r}; there are: {', '.join(LOSSES)}.")
    if not recipe.label_smoothing:
        return _taught(recipe, LOSSES[recipe.loss])
    if recipe.loss not in ("cross_entropy", "partial_cross_entropy"):
        raise RecipeError(f"Labels are smoothed for the cross-entropy only, not for the loss {recipe.loss!r}.")
    return _taught(recipe, partial(LOSSES[recipe.loss], label_smoothing=recipe.label_smoothing))


def _taught(recipe: Recipe, criterion: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    if not recipe.taught or recipe.loss == "cross_entropy":  # whose targets they are a part of
        return criterion
    return partial(distilled, share=recipe.taught, temperature=recipe.softened, criterion=criterion)


def _stages(recipe: Recipe) -> dict[str, list[int]]:
    widths, blocks = numbers(recipe.widths, "Widths are"), numbers(recipe.blocks, "Blocks are")
    if not widths or len(widths) != len(blocks):
        raise RecipeError(f"There are as many blocks as widths, a number for each stage, not {blocks} and {widths}.")
    return {"widths": widths, "blocks": blocks}


def _check(recipe: Recipe, photos: Path | None) -> None:
    if recipe.batch_size < ranks.count():
        raise ranks.RanksError(f"{ranks.count()} processes cannot share a batch of {recipe.batch_size}: start fewer.")
    if recipe.dataset not in ("fashion-mnist", "mnist"):
        raise RecipeError(f"There is no data set {recipe.dataset!r}; there are: fashion-mnist, mnist.")
    if recipe.precision not in PRECISIONS:
        raise RecipeError(f"There is no precision {recipe.precision!r}; there are: {', '.join(PRECISIONS)}.")
    if recipe.schedule not in SCHEDULES:
        raise RecipeError(f"There is no schedule {recipe.schedule!r}; there are: {', '.join(SCHEDULES)}.")
    if recipe.twice and (recipe.network == "resnet" or recipe.loss != "cross_entropy"):
        raise RecipeError("Pictures come --twice with the loss 'cross_entropy' only, and no photos do.")
    if recipe.patched and recipe.loss != "partial_cross_entropy":
        raise RecipeError(f"Pictures are --patched with the loss 'partial_cross_entropy' only, not {recipe.loss!r}.")
    of_teacher = (
        ("partial_cross_entropy",) if recipe.network == "resnet" else ("cross_entropy", "partial_cross_entropy")
    )
    if recipe.taught and recipe.loss not in of_teacher:
        losses = " or ".join(map(repr, of_teacher))
        raise RecipeError(f"A teacher's answers go with the loss {losses} only, not {recipe.loss!r}.")
    if recipe.stretched and recipe.network in ("record", "resnet"):
        raise RecipeError(
            f"Pictures are --stretched for a first layer that takes all pixels, and {recipe.network} has none."
        )
    if recipe.network == "resnet" and not recipe.steps:
        raise RecipeError("The network resnet takes its --steps an epoch from made batches: at least 1.")
    if recipe.network == "resnet" and (photos is None or recipe.dataset != "fashion-mnist"):
        raise RecipeError("The network resnet learns from photos and Fashion-MNIST: add --photos and their folder.")
    if recipe.network == "resnet" and recipe.left_out:
        raise RecipeError("A part can be --left-out of one data set alone, not of photos.")
    if recipe.network != "resnet" and photos is not None:
        raise RecipeError(f"The network {recipe.network} learns from one data set alone: leave out --photos.")
