"""`python -m training pictures`: the sheet of Fashion-MNIST that travels with the tree and `model.pictures` reads."""

import argparse
from pathlib import Path

from model.pictures import OF_A_CLASS, SHEET, sheet
from training.data.mnist import as_pictures, fashion_mnist

SUMMARY = "Make the sheet of Fashion-MNIST's training pictures that travels with the tree."


def add_options(command: argparse.ArgumentParser) -> None:
    """What can be told to it."""
    command.add_argument("--output", type=Path, default=SHEET, metavar="FILE", help="default: the tree's own")


def run(options: argparse.Namespace) -> dict:
    """Write the first 700 pictures of each class that `fit` learns from; → what was written.

    Raises DataError, one sentence.
    """
    samples = fashion_mnist(options.data_dir, held_out=False)
    sheet(as_pictures(samples.x), samples.y).save(options.output, optimize=True)
    size = options.output.stat().st_size
    print(f"Wrote {options.output}, {size / 1e6:.1f} MB: {OF_A_CLASS} pictures of each class.")
    return {"pictures": str(options.output), "of_a_class": OF_A_CLASS, "bytes": size}
