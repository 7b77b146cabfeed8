"""`python -m training fit`: from data to a checkpoint, its metrics and its pictures, in a folder of its own."""

import json
import math
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

import torch
from tqdm import tqdm

from model import archive
from model.labels import NONE_OF_THESE
from training.judging import plots
from training.judging.answers import Answers
from training.judging.kinds import by_kind, table
from training.learning import ranks
from training.learning.learner import Learner
from training.learning.memory import keep_freed_memory
from training.recipes import Recipe
from training.remember import remember
from training.run import Run, make_run

CHECKPOINT, STATE, METRICS = "model.pt", "state.pt", "metrics.json"
SAMPLES_SHOWN = 25
NAMED = 10  # doubled photos


class RunError(RuntimeError):
    """A run that cannot start as asked, or not go on; its text is one sentence."""


def fit(
    recipe: Recipe,
    output: Path,
    data_dir: Path = Path("data"),
    photos: Path | None = None,
    seed: int = 0,
    device: str = "cpu",
    threads: int = 1,
    resume: bool = False,
    epochs: int | None = None,
    test: bool = True,
    teachers: Sequence[Path] = (),
) -> dict:
    """Train by `recipe` and write everything into `output`; → the metrics, as in its metrics.json.

    The last weights are kept, not the best. Ctrl-C writes what was reached; `resume` goes on from there to the bit,
    with the settings that the run began with, for `epochs` in all where that is given. The test set is read once, after
    the last epoch, and not at all when `test` is off.
    photos: the folder of photos that a resnet learns from beside Fashion-MNIST, as `find_photos` reads it.
    teachers: checkpoints of networks whose answers it learns from, too, by a recipe that is `taught`.
    Raises RunError when there is nothing to resume, when `output` holds an unfinished run and `resume` is off, when
    nothing can be written there or trained there, or when the loss is not finite any more; RecipeError when settings,
    network and data do not go together.
    """
    device = ranks.own_device(device)
    _check_device(device)
    check_writable(output)
    state = _earlier_state(output, resume)
    if state:
        recipe, seed, threads = Recipe(**state["recipe"]), state["seed"], state["threads"]
        recipe = replace(recipe, epochs=epochs or recipe.epochs)
        photos = photos or (Path(state["photos"]) if state["photos"] else None)
        teachers = teachers or [Path(path) for path in state.get("teachers", ())]
    torch.set_num_threads(threads)
    keep_freed_memory()
    run = make_run(recipe, data_dir, photos, seed, device, teachers=teachers)
    _name_doubled(run)
    learner = run.learner
    if state:
        learner.load_state_dict(state["learner"])
        print(f"Resumed after {len(learner.history)} epochs and {learner.batches_done} batches.")
    files = {"photos": str(photos) if photos else None, "teachers": list(map(str, teachers))}
    settings = {"recipe": asdict(recipe), "seed": seed, "threads": threads, **files}
    seconds = _train(learner, output / STATE, settings, state["seconds"] if state else 0.0)

    calibration = learner.calibrate(run.kinds)
    labels = learner.model.labels
    answers = Answers(*learner.validated, labels, calibration)
    figures = {"validation": {**answers.scores, "by_kind": by_kind(answers, run.kinds)}}
    if any(run.kinds):
        print(table(figures["validation"]["by_kind"]))
    if test and learner.finished:
        figures["test"] = Answers(*learner.outputs(run.test()), labels, calibration).scores
    metrics = {
        **{key: settings[key] for key in ("recipe", "seed", "threads")},
        "data": run.data,
        "epochs": len(learner.history),
        "weights": "averaged" if recipe.average else "last",
        "seconds": round(seconds, 1),
        **figures,
        "history": [asdict(result) for result in learner.history],
    }
    if ranks.first():
        _write(learner, answers, metrics, output)
        if photos and learner.finished:
            remember(output / CHECKPOINT, photos)
    if not learner.finished:
        print(f"Stopped in epoch {len(learner.history) + 1} of {recipe.epochs}; add --resume to go on.")
    return metrics


def find_lr(recipe: Recipe, output: Path, data_dir: Path = Path("data"), photos: Path | None = None) -> dict:
    """Try learning rates on the recipe's fresh network, draw their losses into `output`, print one to take; → them.

    Raises RecipeError or DataError as `fit` does.
    """
    found = make_run(recipe, data_dir, photos).learner.find_lr()
    plots.range_test(found.rates, found.losses, found.suggestion, output / "learning-rates.png")
    print(f"A learning rate to begin with: {found.suggestion:.2g}. Drew {output / 'learning-rates.png'}.")
    return asdict(found)


def _check_device(device: str) -> None:
    try:
        torch.zeros(1, device=device)
    except Exception as error:  # each kind of device that is missing raises another error, of many lines
        raise RunError(f"There is no device {device!r} to train on here; cpu always is one.") from error


def _name_doubled(run: Run) -> None:
    for first, second in run.doubled[:NAMED]:
        what = "in another split" if first.split != second.split else "of other classes"
        print(f"{second.path} is {first.path} again, {what}.", file=sys.stderr)
    if len(run.doubled) > NAMED:
        print(f"And {len(run.doubled) - NAMED} more of these.", file=sys.stderr)


def check_writable(folder: Path) -> None:
    """Hours before anything is written there. Raises RunError, one sentence, where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise RunError(f"Nothing can be written into {folder}: {error.strerror}.") from error


def _earlier_state(output: Path, resume: bool) -> dict | None:
    path = output / STATE
    if not path.exists():
        if resume:
            raise RunError(f"There is no run to resume in {output}.")
        return None
    state = archive.read(path)
    if resume:
        return state
    if not state["finished"]:
        raise RunError(f"{output} holds an unfinished run: add --resume to go on, or choose another --output.")
    return None


def _train(learner: Learner, path: Path, settings: dict, seconds: float) -> float:
    """Fit with a progress bar, the state on disk after every epoch and at Ctrl-C; → the run's seconds in all."""
    started = time.perf_counter() - seconds
    epochs = learner.config.epochs

    def keep_state() -> None:
        seconds = time.perf_counter() - started
        state = {**settings, "seconds": seconds, "finished": learner.finished, "learner": learner.state_dict()}
        if ranks.first():
            archive.write(state, path)

    def check(loss: float) -> None:
        if not math.isfinite(loss):
            raise RunError("The loss is no finite number any more: begin again with a smaller --lr.")

    def on_batch(learner: Learner) -> None:
        bar.update()
        if learner.batches_done % 50 == 0:
            check(learner.running_loss)

    def on_epoch(learner: Learner) -> None:
        result = learner.history[-1]
        check(result.train_loss)
        bar.write(
            f"epoch {result.epoch:3d}/{epochs}  train loss {result.train_loss:.4f}  "
            f"validation loss {result.valid_loss:.4f}  validation accuracy {result.valid_accuracy:.4f}"
        )
        keep_state()

    before = signal.signal(signal.SIGINT, learner.stop)  # Ctrl-C ends the run between two batches, not inside one
    try:
        batches = len(learner.training_loader) * epochs
        with tqdm(total=batches, initial=learner.step, unit="batch", mininterval=0.5, dynamic_ncols=True) as bar:
            learner.fit(on_batch=on_batch, on_epoch=on_epoch)
    finally:
        signal.signal(signal.SIGINT, before)
    keep_state()
    return time.perf_counter() - started


def _write(learner: Learner, answers: Answers, metrics: dict, output: Path) -> None:
    about = {key: metrics[key] for key in ("recipe", "seed", "data", "epochs", "weights")}
    about["scores"] = {
        name: {key: metrics[name][key] for key in ("accuracy", "loss", "ece")}
        for name in ("validation", "test")
        if name in metrics
    }
    about["scores"]["validation"]["by_kind"] = {
        kind: {key: row[key] for key in ("accuracy", "ece")}
        for kind, row in metrics["validation"]["by_kind"].items()
        if row["samples"]
    }
    learner.export(output / CHECKPOINT, answers.calibration, **about)
    (output / METRICS).write_text(json.dumps(metrics, indent=1) + "\n")
    if learner.history:
        plots.learning_curves(learner.history, output / "learning-curves.png")
    plots.confusion_matrix(answers.evaluation, output / "confusion-matrix.png")
    shown = learner.validation_loader.samples.x[:SAMPLES_SHOWN]
    targets, probabilities = answers.target[: len(shown)], answers.probabilities[: len(shown)]
    plots.samples(shown, targets, probabilities, (*answers.labels, NONE_OF_THESE), output / "samples.png")
    print(f"Wrote {output / CHECKPOINT} with {METRICS} and the pictures beside it.")
