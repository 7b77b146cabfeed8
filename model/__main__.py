"""The command line: `python -m model PHOTO …`, photos to answers, however many they are."""

import signal

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the seconds that the imports take ends it without a word

import argparse
import os
import sys
import warnings
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from model.archive import CheckpointError
from model.bulk.answers import answers, cores
from model.bulk.catalogue import Catalogue
from model.bulk.lines import Lines
from model.bulk.output import Kept, Output, OutputError, rows_to_keep
from model.bulk.parquet import Parquet
from model.bulk.places import SCHEME
from model.bulk.rows import Csv, JsonLines
from model.bulk.sorting import Sorter
from model.bulk.terminal import Table, progress
from model.predictor import DEFAULT, SHIPPED, Predictor

FORMS = {".csv": Csv, ".jsonl": JsonLines}
PARQUET = ".parquet"
MOST_JOBS = 1024
FINE, SOME_UNREADABLE, WRONG_USE, STOPPED = 0, 1, 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Ask about the photos; → the exit status: 0, 1 where some could not be read, 2 after a sentence of wrong use."""
    options = _parser().parse_intermixed_args(arguments)
    try:
        return _run(options)
    except (CheckpointError, OutputError) as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        goes_on = " The same command with --resume goes on from here." if options.output else ""
        print(f"Stopped.{goes_on}", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # whoever read the table has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes it once more at its end
        return FINE
    except OSError as error:  # a disk that is full, a folder that is gone
        print(f"{error.filename or 'A file'} cannot be read or written: {error.strerror or error}.", file=sys.stderr)
        return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m model",
        description="Say of photos what garments they show.",
        epilog="exit status: 0, or 1 where some photos could not be read (their rows say why), or 2 for wrong use",
    )
    parser.add_argument(
        "photos",
        nargs="+",
        metavar="PHOTO",
        help="a photo, a folder or a zip of photos, or - for a list of these on standard input, a line each; on a "
        "cluster, what s3://, gs:// or hf:// names, too, and no zips",
    )
    parser.add_argument(
        "--output",
        type=_output,
        metavar="FILE",
        help="write .csv, .jsonl (what /inspect_many answers, an object a line) or .parquet (a folder of parts; needs "
        "pyarrow) instead of a table to the terminal",
    )
    parser.add_argument("--resume", action="store_true", help="go on with --output: what it answers is not asked again")
    parser.add_argument(
        "--model", type=Path, default=SHIPPED[DEFAULT], metavar="FILE", help="the checkpoint (default: the shipped one)"
    )
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="cores to use (default: all)")
    parser.add_argument(
        "--sort-into", type=Path, metavar="FOLDER", help="copy each photo into a folder for its class, or into none"
    )
    parser.add_argument(
        "--link", action="store_true", help="with --sort-into, link to the files instead; photos in zips are copied"
    )
    parser.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="ray: on a Ray cluster, into a .parquet that all its nodes reach (needs requirements-cluster.txt)",
    )
    parser.add_argument(
        "--address",
        metavar="ADDRESS",
        help="with --engine ray, the cluster (default: that of RAY_ADDRESS, or one that runs here, or one begun here)",
    )
    return parser


def _output(text: str) -> str:
    if _ending(text) not in (*FORMS, PARQUET):
        raise argparse.ArgumentTypeError(f"write a name that ends in .csv, .jsonl or .parquet, not {text!r}")
    return text


def _ending(output: str) -> str:
    path = urlsplit(output).path if SCHEME in output else output  # a store may have options behind a ?
    return Path(path).suffix.lower()


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST_JOBS}, not {text!r}")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    if options.resume and not options.output:
        raise OutputError("--resume goes on with an --output: name it.")
    if options.link and not options.sort_into:
        raise OutputError("--link says how --sort-into does it: name its folder.")
    if options.engine == "ray":
        return _run_on_cluster(options)
    if options.address:
        raise OutputError("--address names a cluster: add --engine ray.")
    sorter = Sorter(options.sort_into, options.link) if options.sort_into else None
    if sorter:
        _check_sorting(options)
    predictor = Predictor(options.model)
    output = _opened(options, predictor.labels)
    photos = Catalogue(options.photos)
    if not len(photos):
        raise OutputError("There are no photos in what was named.")
    kept = Kept()
    if options.resume:
        kept = rows_to_keep(output, photos, len(photos), predictor.model)
        if sorter and kept.count and sorter.is_empty():
            raise OutputError(f"{sorter.folder} lacks the photos that {output.path} has: begin anew without --resume.")
    output.keep(kept.count)
    return SOME_UNREADABLE if _ask(predictor, photos, kept, output, sorter, options.jobs or cores()) else FINE


def _run_on_cluster(options: argparse.Namespace) -> int:
    if _ending(options.output or "") != PARQUET:
        raise OutputError("A cluster writes Parquet: name an --output that ends in .parquet.")
    if options.sort_into:
        raise OutputError("A cluster sorts nothing into folders: leave out --sort-into.")
    from model.bulk import cluster  # which needs pyarrow and Ray

    predictor = Predictor(options.model)
    unreadable = cluster.answer(
        options.photos, options.output, predictor, options.resume, options.jobs, options.address
    )
    return SOME_UNREADABLE if unreadable else FINE


def _check_sorting(options: argparse.Namespace) -> None:
    folder = options.sort_into
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is no folder: name another for --sort-into.")
    if not options.resume and folder.exists() and any(folder.iterdir()):
        raise OutputError(f"{folder} is not empty: name a new folder for --sort-into, or go on with --resume.")
    for named in options.photos:
        if Path(named).is_dir() and folder.resolve().is_relative_to(Path(named).resolve()):
            raise OutputError(f"{folder} lies in {named}, whose photos are asked about: name a folder outside.")


def _opened(options: argparse.Namespace, labels: Sequence[str]) -> Output:
    if not options.output:
        return Table(labels)
    path, ending = Path(options.output), _ending(options.output)
    output = Parquet(path, labels) if ending == PARQUET else Lines(path, FORMS[ending](labels))
    if output.exists() and not options.resume:
        raise OutputError(f"{options.output} is there already: name another file, or go on with --resume.")
    return output


def _ask(predictor: Predictor, photos: Catalogue, kept: Kept, output: Output, sorter: Sorter | None, jobs: int) -> int:
    """→ how many photos could not be read."""
    unreadable, finished, again = kept.unreadable, False, True
    rest = islice(photos, kept.count, None)
    with progress(len(photos), kept.count) as bar, closing(answers(predictor, rest, jobs)) as batches:
        try:
            for rows in batches:
                if sorter:  # first, for a row that is there is not asked again
                    sorter.put(rows, again)
                again = False
                bar.clear()
                output.write(rows)
                bar.update(len(rows))
                unreadable += sum(row.prediction is None for row in rows)
            finished = True
        finally:
            output.close(finished)
    return unreadable


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    warnings.filterwarnings("ignore", module="PIL")  # of metadata that is damaged, in the middle of the bar
    sys.stdout.reconfigure(errors="replace")  # a terminal that has not every sign of a name
    sys.exit(main())
