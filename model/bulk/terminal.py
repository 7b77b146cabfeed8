"""What a person sees: a line a photo, and how far it is."""

import sys
from collections.abc import Sequence
from typing import IO

from tqdm import tqdm

from model.bulk.answers import BATCH, Row


def progress(total: int, done: int) -> tqdm:
    """A bar on standard error, where that is a terminal, with photos a second and the time that is left."""
    return tqdm(
        total=total, initial=done, unit="photo", disable=None, dynamic_ncols=True, leave=total > BATCH, mininterval=0.5
    )


class Table:
    """A line for each photo on standard output: what it is, how surely, and its file, or why it could not be read."""

    def __init__(self, labels: Sequence[str], file: IO[str] | None = None):
        self._file = file or sys.stdout
        self._width = max(map(len, (*labels, "label")))

    def keep(self, count: int) -> None:
        """Begin, with what the columns are called: none of it is there yet."""
        print(self._line("label", "probability", "recognised", "file"), file=self._file)

    def write(self, rows: Sequence[Row]) -> None:
        """The rows' lines."""
        self._file.write("".join(f"{self._of(row)}\n" for row in rows))
        self._file.flush()

    def close(self, finished: bool) -> None:
        """Nothing: it is as long as it is."""

    def _of(self, row: Row) -> str:
        name = printable(row.photo.name)
        if row.prediction is None:
            return self._line("", "", "", f"{name}: {printable(row.error)}")
        said = row.prediction
        return self._line(said.label, f"{said.probabilities[said.label]:.3f}", "yes" if said.recognised else "no", name)

    def _line(self, label: str, probability: str, recognised: str, file: str) -> str:
        return f"{label:{self._width}}  {probability:>11}  {recognised:10}  {file}"


def printable(text: str) -> str:
    """The text without what would move a terminal's cursor, colour it, or end its line."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
