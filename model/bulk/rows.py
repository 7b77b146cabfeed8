"""How a row is written, and read back: as CSV, as JSON, and as plain values for tables that have types."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from model.bulk.answers import Row

DIGITS = 6  # after the point: beyond them an answer may differ from one processor to the next
BEFORE, AFTER = ("file", "label"), ("recognised", "score", "model", "error")  # of the classes' probabilities
MODEL = -2  # its place in a row


@dataclass(frozen=True)
class Written:
    """What is read back of a row. model: "" where the photo could not be read."""

    file: str
    model: str


def columns(labels: Sequence[str]) -> list[str]:
    """A table's columns: those that `/inspect_many` names, with one for the probability of each class."""
    return [*BEFORE, *labels, *AFTER]


def values(row: Row, labels: Sequence[str]) -> list:
    """A value for each column; of a photo that could not be read, None but for its name and its error."""
    said = row.prediction
    if said is None:
        return [row.photo.name, *[None] * (len(labels) + len(AFTER)), row.error]
    shares = [round(said.probabilities[label], DIGITS) for label in labels]
    return [row.photo.name, said.label, *shares, said.recognised, round(said.score, DIGITS), said.model, ""]


class Form(Protocol):
    """How rows stand in a file of lines. header: its first line, or nothing."""

    header: bytes

    def line(self, row: Row) -> bytes:
        """The row with the end of its line."""

    def is_whole(self, line: bytes) -> bool:
        """Whether these bytes are all of a row, or break off in it."""

    def read(self, line: bytes) -> Written:
        """Raises ValueError or LookupError for what `line` does not write."""


class Csv:
    """A table of texts, for spreadsheets too: RFC 4180, in UTF-8."""

    def __init__(self, labels: Sequence[str]):
        self.labels = labels
        self.header = self._line(columns(labels))

    def line(self, row: Row) -> bytes:
        return self._line(
            f"{value:.{DIGITS}f}" if isinstance(value, float) else value for value in values(row, self.labels)
        )

    def is_whole(self, line: bytes) -> bool:
        return line.endswith(b"\r\n") and line.count(b'"') % 2 == 0  # a name may hold an end of line, in quotes

    def read(self, line: bytes) -> Written:
        (cells,) = csv.reader(io.StringIO(line.decode(), newline=""), strict=True)
        if len(cells) != len(columns(self.labels)):
            raise ValueError("other columns")
        return Written(cells[0], cells[MODEL])

    @staticmethod
    def _line(cells) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerow(cells)
        return text.getvalue().encode()


class JsonLines:
    """What `/inspect_many` answers, an object a line."""

    header = b""

    def __init__(self, labels: Sequence[str]):
        self.labels = labels

    def line(self, row: Row) -> bytes:
        said: dict = {"file": row.photo.name}
        if row.prediction:
            said |= asdict(row.prediction)
            said["probabilities"] = {key: round(share, DIGITS) for key, share in said["probabilities"].items()}
            said["score"] = round(said["score"], DIGITS)
        return json.dumps(said | {"error": row.error}, ensure_ascii=False).encode() + b"\n"

    def is_whole(self, line: bytes) -> bool:
        return line.endswith(b"\n")

    def read(self, line: bytes) -> Written:
        said = json.loads(line)
        if set(said) == {"file", "error"}:
            return Written(said["file"], "")
        if list(said["probabilities"]) != list(self.labels):
            raise ValueError("other columns")
        return Written(said["file"], said["model"])


class JsonValues:
    """The columns, then the values of each row, a list a line: what waits to become a part of a table with types."""

    def __init__(self, labels: Sequence[str]):
        self.labels = labels
        self.header = self._line(columns(labels))

    def line(self, row: Row) -> bytes:
        return self._line(values(row, self.labels))

    def is_whole(self, line: bytes) -> bool:
        return line.endswith(b"\n")

    def read(self, line: bytes) -> Written:
        found = json.loads(line)
        return Written(found[0], found[MODEL] or "")

    @staticmethod
    def _line(found: list) -> bytes:
        return json.dumps(found).encode() + b"\n"
