"""On a Ray cluster: Ray Data reads the photos, hands them to a pool of predictors and writes their rows as Parquet.

What is to be answered is said here, and checked at the end; how it gets from node to node, and what is done again when
one is gone, is Ray's. Its pieces are `ray.data.read_binary_files`, `map_batches` and `write_parquet`. The pool are the
processes that Ray keeps on each core, each of which loads a predictor once, and not actors: of a node that is lost,
those wait for a core elsewhere while they hold what they were asked, and where none is free the job stands still.
"""

import logging
import os
import re
import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from threading import Event

import torch

import model
from model.bulk.answers import BATCH, Row, answered, answers
from model.bulk.output import OutputError, other_columns, other_model
from model.bulk.parquet import ROWS, as_table
from model.bulk.places import SCHEME, Found, Place, find, opened
from model.bulk.rows import columns, values
from model.photo import open_photo
from model.predictor import Predictor

NO_RAY = "A cluster needs two packages more: pip install -r requirements-cluster.txt."
HOST_AND_PORT, PATIENCE = re.compile(r"([^/:]+):(\d{1,5})"), 5  # seconds
# Of a core. A predictor has a whole one, for there are no more of them than cores; but only where it says a half does
# Ray Data, which keeps something back for each of its steps, give all of a few cores away, and fill all nodes alike.
OF_A_PREDICTOR = 0.5
OF_A_FILE = 0.05  # what reads and writes waits for a disk or a store most of its time
CHECKPOINT = "checkpoint.pt"  # in the folder that a predictor of the pool works in
PARTS_A_CORE = 4  # at least, so that none is idle long at the end


@dataclass(frozen=True)
class Fetched:
    """A photo that a node has read, as `model.bulk.answers` takes photos."""

    name: str
    contents: bytes
    error: str = ""

    def open(self):
        """As `model.photo.open_photo`. Raises PhotoError, one sentence."""
        return open_photo(self.contents)


@cache
def _predictor(checkpoint: str) -> Predictor:
    """One for all that this process of a node is asked."""
    torch.set_num_threads(1)
    return Predictor(checkpoint)


def rows_of(batch, checkpoint: str, place: Place):
    """(bytes, path) of each photo of a batch → its row, both as a pyarrow.Table."""
    predictor = _predictor(checkpoint)
    read = zip(batch["path"].to_pylist(), batch["bytes"].to_pylist(), strict=True)
    photos = [Fetched(place.name(path), contents) for path, contents in read]
    return _table(answered(predictor, photos, Event()), predictor.labels)


def _table(rows: Iterable[Row], labels: Sequence[str]):
    return as_table([values(row, labels) for row in rows], labels)


class Parts:
    """What a cluster has written: a folder of Parquet files, here or in a store. Its methods raise OSError."""

    def __init__(self, output: str, labels: Sequence[str]):
        from pyarrow.fs import LocalFileSystem

        self.output, self.labels = output, labels
        if SCHEME in output:
            place, self.path = opened(output)
            self.system = place.system
        else:
            self.system, self.path = LocalFileSystem(), str(Path(output).absolute())

    def exists(self) -> bool:
        """Whether something lies there already."""
        return bool(self.system.get_file_info([self.path])[0].type)

    def written(self, model: str) -> Counter:
        """name → how many rows it has. Raises OutputError, one sentence, where they are not of this table or model.

        A file that a node was killed in is deleted: it cannot be read, and its rows are asked again.
        """
        found: Counter = Counter()
        for table in self._tables(["file", "model"]):
            others = {name for name in table["model"].unique().to_pylist() if name} - {model}
            if others:
                raise other_model(self.output, min(others), model)
            found.update(table["file"].to_pylist())
        return found

    def count(self) -> tuple[int, int]:
        """(rows, how many of them have an error instead of an answer)."""
        rows = unreadable = 0
        for table in self._tables(["label"]):
            rows += len(table)
            unreadable += table["label"].null_count
        return rows, unreadable

    def _tables(self, names: Sequence[str]):
        from pyarrow import ArrowInvalid
        from pyarrow.fs import FileSelector
        from pyarrow.parquet import ParquetFile

        for file in self.system.get_file_info(FileSelector(self.path, allow_not_found=True)):
            if not file.path.endswith(".parquet"):
                continue
            try:
                part = ParquetFile(file.path, filesystem=self.system)
            except ArrowInvalid:
                self.system.delete_file(file.path)
                continue
            with part:
                if part.schema_arrow.names != columns(self.labels):
                    raise other_columns(self.output)
                yield part.read(list(names))


def answer(
    named: Sequence[str], output: str, predictor: Predictor, resume: bool, jobs: int | None, address: str | None
) -> int:
    """Write the row of every photo below `output`; → how many of all of them could not be read.

    jobs: predictors at most, None for one on each core of the cluster. address: as `ray.init` takes it. Raises
    OutputError, one sentence, and OSError.
    """
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # or it tells of itself between our sentences
    try:
        import ray.data
    except ImportError as error:
        raise OutputError(NO_RAY) from error
    parts, photos = Parts(output, predictor.labels), find(named)
    if parts.exists() and not resume:
        raise OutputError(f"{output} is there already: name another folder, or go on with --resume.")
    total = len(photos)
    if not total:
        raise OutputError("There are no photos in what was named.")
    _leave_out(photos, parts.written(predictor.model), output)
    if len(photos):
        try:
            _start(ray, address, predictor.path)
            _run(ray, photos, parts, predictor, jobs)
        except ray.exceptions.RayError as error:
            raise OutputError(f"The cluster could not go on: {str(error).strip().splitlines()[-1]}") from error
        finally:
            ray.shutdown()
    rows, unreadable = parts.count()
    if rows != total:
        raise OutputError(
            f"{output} has {rows} rows of {total} photos: let all nodes write to one place, and go on with --resume."
        )
    return unreadable


def _leave_out(photos: Found, done: Counter, output: str) -> None:
    """Take those away that have a row."""
    for place, paths in photos.there.items():
        photos.there[place] = [path for path in paths if not _taken(done, place.name(path))]
    photos.here = [photo for photo in photos.here if not _taken(done, photo.name)]
    if left := +done:
        raise OutputError(
            f"{output} answers for {min(left)}, which is not named: name all, or write to another folder."
        )


def _taken(done: Counter, name: str) -> bool:
    done[name] -= 1
    return done[name] >= 0


def _start(ray, address: str | None, checkpoint: Path) -> None:
    """Join the cluster, with our code and the checkpoint for its nodes, which need neither beforehand."""
    if address and (at := HOST_AND_PORT.fullmatch(address)):
        try:
            socket.create_connection((at[1], int(at[2])), PATIENCE).close()  # which Ray tries for five minutes
        except OSError as error:
            raise OutputError(f"There is no Ray cluster at {address}.") from error
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(checkpoint, Path(folder) / CHECKPOINT)
        travels = {"py_modules": [str(Path(model.__file__).parent)], "working_dir": folder, "excludes": ["**/*.pyc"]}
        try:
            ray.init(address, runtime_env=travels, log_to_driver=False, logging_level=logging.WARNING)
        except ConnectionError as error:
            raise OutputError(f"There is no Ray cluster at {address}.") from error
    ray.data.DataContext.get_current().op_resource_reservation_ratio = 0.0  # readers and writers need nearly nothing
    logging.getLogger("ray.data").setLevel(logging.ERROR)  # its warnings are of a moment, its errors come to us


def _run(ray, photos: Found, parts: Parts, predictor: Predictor, jobs: int | None) -> None:
    cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
    tables = [_answered(ray, place, paths, cores, jobs) for place, paths in photos.there.items() if paths]
    if photos.here:
        rows = chain.from_iterable(answers(predictor, photos.here, 1))
        tables.append(ray.data.from_arrow(_table(rows, predictor.labels)))
    first, *others = tables
    if others:
        first = first.union(*others)
    first.write_parquet(parts.path, filesystem=parts.system, mode="append", ray_remote_args={"num_cpus": OF_A_FILE})


def _answered(ray, place: Place, paths: Sequence[str], cores: int, jobs: int | None):
    """The rows of the photos at one place, as a ray.data.Dataset of which nothing is worked out yet."""
    batches, whole = -(-len(paths) // BATCH), -(-len(paths) // ROWS)
    count = max(whole, min(PARTS_A_CORE * cores, batches))
    read = ray.data.read_binary_files(
        paths, filesystem=place.system, include_paths=True, num_cpus=OF_A_FILE, override_num_blocks=count
    )
    return read.map_batches(
        rows_of,
        fn_args=(CHECKPOINT, place),
        batch_size=BATCH,
        batch_format="pyarrow",
        concurrency=min(jobs or cores, count),
        num_cpus=OF_A_PREDICTOR,
    )
