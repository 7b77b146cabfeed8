"""The command line: `python -m training COMMAND`."""

import signal

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the seconds that the imports take ends it without a word

import argparse
import json
import sys
from dataclasses import fields
from functools import partial
from pathlib import Path

import torch

from model.checkpoint import CheckpointError
from model.predictor import DEFAULT, SHIPPED
from training import neighbours, pictures, remember
from training.data.photos import SPLITS
from training.data.samples import DataError
from training.evaluate import evaluate, evaluate_photos
from training.fit import RunError, check_writable, find_lr, fit
from training.learning import ranks
from training.publish import PublishError
from training.publish.command import SUMMARY as PUBLISHED
from training.publish.command import add_options as add_publish_options
from training.publish.command import publish
from training.recipes import DEFAULTS, RECIPES, Recipe, RecipeError, differences, option, said
from training.reproduce import SYSTEMS, cores, reproduce
from training.teach import TeachError
from training.teach.command import add_options as add_teach_options
from training.teach.command import teach_folder


def main(arguments: list[str] | None = None) -> int:
    """Run one command; → the exit status: 0, or another after one sentence on standard error."""
    options = _parser().parse_args(arguments)
    try:
        with ranks.together(learning=options.run is _fit and not options.find_lr):
            if options.json:
                check_writable(options.json.parent)
            figures = options.run(options)
            if options.json and ranks.first():
                options.json.write_text(json.dumps(figures, indent=1) + "\n")
    except ranks.RanksError as error:
        print(error, file=sys.stderr)
        return 2
    except (CheckpointError, DataError, PublishError, RecipeError, RunError, TeachError, ranks.LostError) as error:
        print(error, file=sys.stderr)
        return 2 if options.run is _teach else 1
    except KeyboardInterrupt:  # fit keeps what it reached by itself; this is Ctrl-C before or after the training
        print("Stopped.", file=sys.stderr)
        return 130
    except OSError as error:  # a disk that is full, a folder that is gone
        print(f"{error.filename or 'A file'} cannot be read or written: {error.strerror or error}.", file=sys.stderr)
        return 2 if options.run is _teach else 1
    return 0


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m training", description="Train and measure the garment classifier.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_fit(commands)
    _add_evaluate(commands)
    _add_reproduce(commands)
    _add_teach(commands)
    remember.add_options(_add_command(commands, "remember", remember.run, remember.SUMMARY))
    pictures.add_options(_add_command(commands, "pictures", pictures.run, pictures.SUMMARY))
    neighbours.add_options(_add_command(commands, "neighbours", neighbours.run, neighbours.SUMMARY))
    _add_publish(commands)
    return top


def _add_command(commands, name: str, run, summary: str, **options) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary, **options)
    command.add_argument("--data-dir", type=Path, default=Path("data"), help="where data sets are found or downloaded")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    command.set_defaults(run=run)
    return command


def _add_fit(commands) -> None:
    command = _add_command(
        commands,
        "fit",
        _fit,
        "Train a network and write its checkpoint (the last weights, not the best), metrics and pictures.",
        epilog="recipes:\n" + "\n".join(f"  {name}: {differences(recipe)}" for name, recipe in RECIPES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--recipe", choices=RECIPES, help="the named settings (default: ours, or photos where there are --photos)"
    )
    command.add_argument(
        "--photos", type=Path, metavar="DIR", help="learn from photos too: a labels.csv, or a folder for each class"
    )
    command.add_argument(
        "--teacher",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a network that it is --taught by; again for more: one with a part --left-out answers about that part",
    )
    command.add_argument("--output", type=Path, help="the run's folder (default: runs/RECIPE-SEED)")
    command.add_argument("--seed", type=_seed, default=0, help="draws weights, order and dropout (default: 0)")
    command.add_argument("--device", default="cpu", help="where to train, as torch names it (default: cpu)")
    command.add_argument("--threads", type=_count, help="processor threads of torch (default: 1 for the mlp, else all)")
    command.add_argument(
        "--resume",
        action="store_true",
        help="go on with the run in --output, to the bit and with its own settings; only --epochs may be new",
    )
    command.add_argument("--find-lr", action="store_true", help="train nothing: try learning rates and suggest one")
    command.add_argument("--no-test", action="store_true", help="leave the test set unread, while trying settings")
    settings = command.add_argument_group("one setting of the recipe, changed")
    for field in fields(Recipe):
        kind = _true_or_false if field.type is bool else field.type
        settings.add_argument(option(field.name), type=kind, metavar=field.type.__name__.upper(), help=said(field))


def _fit(options: argparse.Namespace) -> dict:
    changes = {field.name: getattr(options, field.name) for field in fields(Recipe)}
    name = options.recipe or DEFAULTS.get(options.network or ("resnet" if options.photos else "mlp"), "ours")
    recipe = RECIPES[name].changed(**{key: value for key, value in changes.items() if value is not None})
    output = options.output or Path("runs") / f"{name}-{options.seed}"
    if options.find_lr:
        return find_lr(recipe, output, options.data_dir, options.photos)
    return fit(
        recipe,
        output=output,
        data_dir=options.data_dir,
        photos=options.photos,
        seed=options.seed,
        device=options.device,
        threads=options.threads or (1 if recipe.network == "mlp" else torch.get_num_threads()),
        resume=options.resume,
        epochs=options.epochs,
        test=not options.no_test,
        teachers=options.teacher,
    )


def _add_evaluate(commands) -> None:
    command = _add_command(
        commands, "evaluate", _evaluate, "Print a checkpoint's figures on Fashion-MNIST, or on labelled photos."
    )
    command.add_argument("checkpoint", type=Path, nargs="?", default=SHIPPED[DEFAULT], help="default: the shipped one")
    command.add_argument(
        "--output",
        type=Path,
        help="the folder for the pictures (default: runs/evaluation-NAME with --photos; without, none are drawn)",
    )
    command.add_argument(
        "--on", choices=("test", "validation"), default="test", help="which of Fashion-MNIST's pictures (default: test)"
    )
    photos = command.add_argument_group("photos instead of Fashion-MNIST")
    photos.add_argument(
        "--photos",
        type=Path,
        metavar="DIR",
        help="a folder with a labels.csv, or with a folder of photos for each class",
    )
    photos.add_argument(
        "--split", choices=(*SPLITS, "all"), default="validation", help="which of the photos (default: validation)"
    )
    photos.add_argument(
        "--strangers", type=Path, metavar="DIR", help="tell these pictures of no garment from the photos in scope"
    )


def _evaluate(options: argparse.Namespace) -> dict:
    if options.photos is None:
        return evaluate(options.checkpoint, options.data_dir, options.on, options.output)
    output = options.output or Path("runs") / f"evaluation-{options.checkpoint.stem}"
    return evaluate_photos(options.checkpoint, options.photos, options.split, output, options.strangers)


def _add_reproduce(commands) -> None:
    command = _add_command(commands, "reproduce", _reproduce, "Measure every published figure again, in one table.")
    command.add_argument(
        "--only",
        nargs="+",
        choices=SYSTEMS,
        default=list(SYSTEMS),
        metavar="NAME",
        help=f"which of {', '.join(SYSTEMS)}",
    )
    command.add_argument(
        "--output", type=Path, default=Path("runs/reproduced"), help="for table and pictures (default: runs/reproduced)"
    )
    command.add_argument("--seeds", type=_count, metavar="N", help="runs of a system at most (default: 3 to 16)")
    command.add_argument(
        "--quick", action="store_true", help="two epochs a run: shows that it runs, reproduces nothing"
    )
    command.add_argument("--fresh", action="store_true", help="measure again what --output holds already")
    command.add_argument(
        "--jobs", type=_count, default=cores(), help="systems at once, a processor thread each (default: one a core)"
    )


def _reproduce(options: argparse.Namespace) -> dict:
    output, data_dir = options.output, options.data_dir
    return reproduce(options.only, output, data_dir, options.seeds, options.jobs, options.quick, options.fresh)


def _add_teach(commands) -> None:
    summary = (
        "Teach a network other classes, from a few photos of each: a folder a class, none for what is none of them."
    )
    command = _add_command(commands, "teach", _teach, summary)
    add_teach_options(command)
    command.add_argument("--seed", type=_seed, default=0, help="draws the views of each photo (default: 0)")
    command.add_argument("--seconds", type=_count, metavar="N", help="to be done by then (default: no such bound)")


def _teach(options: argparse.Namespace) -> dict:
    return teach_folder(options.photos, options.output, options.base, options.keep, options.seed, options.seconds)


def _add_publish(commands) -> None:
    add_publish_options(_add_command(commands, "publish", publish, PUBLISHED))


def _number(low: int, high: int, text: str) -> int:
    if text.isdecimal() and low <= int(text) <= high:
        return int(text)
    raise argparse.ArgumentTypeError(f"write a number from {low} to {high}, not {text!r}")


_count, _seed = partial(_number, 1, 1024), partial(_number, 0, 2**32 - 1)


def _true_or_false(text: str) -> bool:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    raise argparse.ArgumentTypeError(f"write true or false, not {text!r}")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
