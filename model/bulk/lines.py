"""A file of lines that grows by whole batches, and is gone on with where it was broken off."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from model.bulk.answers import Row
from model.bulk.output import other_columns
from model.bulk.rows import Form, Written


class Lines:
    """A CSV or JSON lines file at `path`. Nothing is touched before `keep`.

    Its methods raise OSError where it cannot be read or written.
    """

    def __init__(self, path: Path, form: Form):
        self.path, self.form = path, form
        self._file: IO[bytes] | None = None

    def exists(self) -> bool:
        """Whether something lies there already."""
        return self.path.exists()

    def written(self) -> Iterator[Written]:
        """The whole rows that are there. Raises OutputError, one sentence, where they are no rows of this table."""
        if not self.exists():
            return
        with self.path.open("rb") as file:
            for line in self._body(file):
                try:
                    yield self.form.read(line)
                except (ValueError, LookupError, TypeError, AttributeError) as error:
                    raise other_columns(self.path) from error

    def lines(self) -> Iterator[bytes]:
        """The whole rows that are there, as they stand there."""
        with self.path.open("rb") as file:
            yield from self._body(file)

    def keep(self, count: int) -> None:
        """Drop all rows but the first `count`, and open the file for more."""
        length = 0
        if self.exists() and count:
            length = len(self.form.header) + sum(len(line) for line, _ in zip(self.lines(), range(count), strict=False))
        self._file = self.path.open("r+b" if self.exists() else "xb")
        self._file.truncate(length)
        self._file.seek(length)
        if not length:
            self._file.write(self.form.header)
            self._file.flush()

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows, in one piece."""
        self._file.write(b"".join(map(self.form.line, rows)))
        self._file.flush()

    def close(self, finished: bool) -> None:
        """finished: whether all rows are there."""
        if self._file:
            self._file.close()

    def _body(self, file: IO[bytes]) -> Iterator[bytes]:
        header = file.read(len(self.form.header))
        if header != self.form.header:
            if self.form.header.startswith(header):  # broken off in it
                return
            raise other_columns(self.path)
        row = b""
        for line in file:
            row += line
            if self.form.is_whole(row):
                yield row
                row = b""
