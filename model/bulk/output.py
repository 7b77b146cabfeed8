"""Where rows go, and how much of what is there already is gone on with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from model.bulk.answers import BATCH, Row
from model.bulk.catalogue import Photo
from model.bulk.rows import Written


class OutputError(ValueError):
    """An output that cannot be begun or gone on with; its text is one sentence."""


class Output(Protocol):
    """Where rows go. All of it raises OSError where that cannot be read or written."""

    path: Path

    def exists(self) -> bool:
        """Whether something lies there already."""

    def written(self) -> Iterator[Written]:
        """The whole rows that are there. Raises OutputError, one sentence, where they are no rows of this table."""

    def keep(self, count: int) -> None:
        """Drop all rows but the first `count`, and make ready for more; before, nothing is touched."""

    def write(self, rows: Sequence[Row]) -> None:
        """Add the rows of a batch."""

    def close(self, finished: bool) -> None:
        """finished: whether all rows are there."""


@dataclass(frozen=True)
class Kept:
    """Rows of an earlier run that stay. unreadable: how many of them have an error instead of an answer."""

    count: int = 0
    unreadable: int = 0


def other_columns(path: Path | str) -> OutputError:
    """What is said of an output that these answers do not fit into."""
    return OutputError(f"{path} has other columns than these answers: write to another file.")


def other_model(path: Path | str, there: str, here: str) -> OutputError:
    """What is said of an output that another model has begun."""
    return OutputError(f"{path} has answers of {there}, not of {here}: write to another file.")


def rows_to_keep(output: Output, photos: Iterable[Photo], total: int, model: str) -> Kept:
    """The rows in `output` that stay: those of whole batches, so that the other photos are asked again as they were.

    photos: all of them, `total` many, whose first the rows have to be about. Raises OutputError, one sentence, where
    they are about others, or another model's.
    """
    count = unreadable = of_batch = 0
    photos = iter(photos)
    for row in output.written():
        photo = next(photos, None)
        if photo is None or photo.name != row.file:
            raise OutputError(
                f"{output.path} answers for {row.file} where these photos do not have it: "
                "name the same photos in the same order, or write to another file."
            )
        if row.model and row.model != model:
            raise other_model(output.path, row.model, model)
        count, of_batch = count + 1, of_batch + (not row.model)
        if count % BATCH == 0 or count == total:
            unreadable, of_batch = unreadable + of_batch, 0
    return Kept(count if count == total else count - count % BATCH, unreadable)
