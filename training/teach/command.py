"""`python -m training teach`: from a folder of photos to a checkpoint, in words for a terminal."""

import argparse
from pathlib import Path

import torch
from tqdm import tqdm

from model import checkpoint
from model.predictor import DEFAULT, SHIPPED
from training.teach.photos import of_folder
from training.teach.report import report
from training.teach.teaching import teach

NAMED = 10  # remarks that are printed; the figures have all


def add_options(command: argparse.ArgumentParser) -> None:
    """What can be told to it, but for numbers."""
    command.add_argument("photos", type=Path, metavar="PHOTOS", help="a folder or zip with a folder for each class")
    command.add_argument(
        "--from", dest="base", type=Path, default=SHIPPED[DEFAULT], metavar="FILE", help="to begin with"
    )
    command.add_argument("--keep", action="store_true", help="keep its classes: those of the folders join them")
    command.add_argument("--output", type=Path, default=Path("my.pt"), metavar="FILE", help="default: my.pt")


def teach_folder(
    folder: Path,
    output: Path,
    base: Path = SHIPPED[DEFAULT],
    keep: bool = False,
    seed: int = 0,
    seconds: float | None = None,
) -> dict:
    """Teach the network at `base` from the photos of a folder, write it to `output`; → the figures and remarks.

    The rest as `training.teach.teaching.teach` has it. Raises CheckpointError, DataError or TeachError, one sentence.
    """
    loaded, remarks = checkpoint.load(base), []
    # The parts are small: beside other work two threads wait for one another ten times as long.
    torch.set_num_threads(1)
    count, examples = of_folder(folder, remarks)
    with tqdm(unit="photo", disable=None, dynamic_ncols=True) as bar:

        def progress(what: str, done: int, of: int) -> None:
            bar.set_description(what)
            bar.total, bar.n = of, done
            bar.refresh()

        def read():
            for number, example in enumerate(examples, start=1):
                progress("reading", number, count)
                yield example

        taught = teach(loaded, read(), keep, seed, seconds=seconds, progress=progress, remarks=remarks)
    checkpoint.save(taught.checkpoint, output)
    for remark in taught.remarks[:NAMED]:
        print(remark)
    if len(taught.remarks) > NAMED:
        print(f"And {len(taught.remarks) - NAMED} more of these.")
    print(report(taught.figures))
    print(f"Wrote {output}. Serve it: python app.py --model {output}")
    return {"checkpoint": str(output), "from": str(base), "seed": seed, "remarks": taught.remarks, **taught.figures}
