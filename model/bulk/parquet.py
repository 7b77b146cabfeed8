"""Parquet: a folder of finished parts, which all that reads Parquet takes for one table.

The rows of a part that is not finished wait beside the others in lines of JSON, by a name that such readers leave out.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from model.bulk.answers import BATCH, Row
from model.bulk.lines import Lines
from model.bulk.output import OutputError, other_columns
from model.bulk.rows import BEFORE, MODEL, JsonValues, Written, columns

ROWS = 32 * BATCH  # of a part


def as_table(rows: Sequence[list], labels: Sequence[str]):
    """The rows' values, as `model.bulk.rows.values` gives them, as a pyarrow.Table of the same types each time.

    Raises OutputError, one sentence, without pyarrow.
    """
    arrow = _pyarrow()
    text, number = arrow.string(), arrow.float64()
    kinds = [*[text] * len(BEFORE), *[number] * len(labels), arrow.bool_(), number, text, text]
    columned = zip(*rows, strict=True) if rows else [[] for _ in kinds]
    arrays = [arrow.array(column, kind) for column, kind in zip(columned, kinds, strict=True)]
    return arrow.Table.from_arrays(arrays, columns(labels))


def _pyarrow():
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise OutputError("Parquet needs a package more: pip install pyarrow, or write a .csv or a .jsonl.") from error
    return pyarrow


class Parquet:
    """A folder at `path`. Nothing is touched before `keep`. Raises OutputError, one sentence, without pyarrow."""

    def __init__(self, path: Path, labels: Sequence[str]):
        self._arrow = _pyarrow()
        self.path, self.form = path, JsonValues(labels)
        self.columns = columns(labels)
        self._number = self._count = 0  # of the part that grows, and of its rows
        self._waiting: Lines | None = None

    def exists(self) -> bool:
        """Whether something lies there already."""
        return self.path.exists()

    def written(self) -> Iterator[Written]:
        """The rows that are there. Raises OutputError, one sentence, where they are of another table, or OSError."""
        if self.exists() and not self.path.is_dir():
            raise other_columns(self.path)
        if any(not path.name.startswith("part-") for path in self.path.glob("*.parquet")):
            raise OutputError(f"{self.path} was written by a cluster: go on there, or write to another folder.")
        number, short = 0, False
        while self._part(number).exists():
            rows = self._rows(number)
            if short:
                raise OutputError(f"{self.path} has parts of another size than this program writes.")
            short = len(rows) < ROWS
            for row in rows:
                yield Written(row[0], row[MODEL] or "")
            number += 1
        if not short:
            yield from self._lines(number).written()

    def keep(self, count: int) -> None:
        """Drop all rows but the first `count`, and make ready for more. Raises OSError where it cannot be written."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._number, self._count = divmod(count, ROWS)
        if self._count and self._part(self._number).exists():  # a last, short one, which grows now
            lines = [json.dumps(row).encode() + b"\n" for row in self._rows(self._number)]
            self._lines(self._number).path.write_bytes(self.form.header + b"".join(lines))
        for later in self.path.glob("part-*.parquet"):
            if later.name >= self._part(self._number).name:
                later.unlink()
        self._wait()

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows, a batch of them. Raises OSError."""
        self._waiting.write(rows)
        self._count += len(rows)
        if self._count >= ROWS:
            self._finish()
            self._number, self._count = self._number + 1, 0
            self._wait()

    def close(self, finished: bool) -> None:
        """finished: whether all rows are there, so that the last part is one."""
        if self._waiting is None:
            return
        if finished and (self._count or not self._number):
            self._finish()
        else:
            self._waiting.close(finished)
        if finished:
            self._lines(self._number).path.unlink(missing_ok=True)

    def _wait(self) -> None:
        self._waiting = self._lines(self._number)
        self._waiting.keep(self._count)
        for other in self.path.glob("_part-*"):
            if other != self._waiting.path:
                other.unlink()

    def _finish(self) -> None:
        self._waiting.close(True)
        rows = [json.loads(line) for line in self._waiting.lines()]
        partial = self.path / f"_part-{self._number:06}.partial"
        self._arrow.parquet.write_table(as_table(rows, self.form.labels), partial)
        partial.replace(self._part(self._number))

    def _rows(self, number: int) -> list[list]:
        try:
            table = self._arrow.parquet.ParquetFile(self._part(number)).read()
        except self._arrow.ArrowInvalid as error:
            raise OutputError(f"{self._part(number)} is damaged: delete it, and go on with --resume.") from error
        if table.column_names != self.columns:
            raise other_columns(self.path)
        return [list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]

    def _part(self, number: int) -> Path:
        return self.path / f"part-{number:06}.parquet"

    def _lines(self, number: int) -> Lines:
        return Lines(self.path / f"_part-{number:06}.jsonl", self.form)
