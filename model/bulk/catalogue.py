"""Which photos there are: files, folders, zips and lists of them, in an order that is the same each time.

However many they are, no more than a part of their names is in memory: the rest lies in temporary files.
"""

import heapq
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from PIL import Image

from model import zips
from model.decoding import PhotoError
from model.photo import open_photo
from model.zips import NOT_INSIDE, Entry

PHOTO = re.compile(r"\.(jpe?g|png|webp|heic|heif|avif|gif|bmp|tiff?)$", re.IGNORECASE)
ZIP = re.compile(r"\.zip$", re.IGNORECASE)
STANDARD_INPUT = "-"
SORTED_AT_ONCE = 50_000  # names: 10 MB
FORMULA = ("=", "+", "-", "@", "\t", "\r")
UNNAMEABLE, LONGEST_NAME = re.compile(r'[\0-\x1f\x7f:*?"<>|]+'), 60  # characters, of four bytes at most
NO_FILE = "This is neither a file nor a folder."
NOT_LISTED = "This folder cannot be opened."
NONE_INSIDE = "There are no photos in this zip."


@dataclass(frozen=True)
class Photo:
    """A photo that is to be asked about: a file, or an entry of a zip. error: why it is known that it has no answer."""

    path: str
    entry: Entry | None = None
    error: str = ""

    @property
    def name(self) -> str:
        """What the output calls it: its path as it was named or found, in a zip below that of the zip.

        A name that is no text has the bytes that are none written out.
        """
        path = f"{self.path}/{self.entry.name}" if self.entry else self.path
        if path.startswith(FORMULA):  # the same file, by a name that no spreadsheet runs
            path = f"./{path}"
        return os.fsencode(path).decode("utf-8", "backslashreplace")

    @property
    def last_name(self) -> str:
        """Without its folders, for a file to be called so: what a zip says may be of any length."""
        if self.entry is None:
            return Path(self.path).name
        return UNNAMEABLE.sub("-", self.entry.name.rsplit("/", 1)[-1])[-LONGEST_NAME:]

    def contents(self) -> bytes:
        """Its file's bytes. Raises PhotoError, one sentence, of an entry that cannot be taken out, and OSError."""
        if self.entry is None:
            return Path(self.path).read_bytes()
        with Path(self.path).open("rb") as file:
            return zips.take_out(file, self.entry)

    def open(self) -> Image.Image:
        """As `model.photo.open_photo`. Raises PhotoError, one sentence."""
        if self.entry is None:
            return open_photo(self.path)
        try:
            return open_photo(self.contents())
        except OSError as error:
            raise PhotoError(NOT_INSIDE) from error


class Catalogue:
    """The photos that some arguments name, in order, to be gone through more than once. len: how many there are.

    named: files, folders (all photos and zips in them, but what is hidden), zips (all photos in them), and "-" for a
    list of these, a line each, on standard input. What cannot be opened is in it, with its error.
    """

    def __init__(self, named: Iterable[str], standard_input: IO[bytes] | None = None):
        self._file = tempfile.TemporaryFile("w+", encoding="ascii")  # noqa: SIM115 (it lives as long as this does)
        self._length = 0
        for photo in _found(named, standard_input or sys.stdin.buffer):
            entry = photo.entry and astuple(photo.entry)
            self._file.write(json.dumps([photo.path, entry, photo.error]) + "\n")
            self._length += 1

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Photo]:
        """From the first on; one at a time goes through it."""
        self._file.seek(0)
        for line in self._file:
            path, entry, error = json.loads(line)
            yield Photo(path, entry and Entry(*entry), error)


def _found(named: Iterable[str], standard_input: IO[bytes]) -> Iterator[Photo]:
    for path in named:
        if path == STANDARD_INPUT:
            yield from _found(lines(standard_input), standard_input)
        elif os.path.isdir(path):  # noqa: PTH112 (Path's own raises for a name that is too long)
            for inside, error in sorted_on_disk(_in_folder(path)):
                yield from [Photo(inside, error=error)] if error else _of_file(inside)
        else:
            yield from _of_file(path)


def lines(standard_input: IO[bytes]) -> Iterator[str]:
    """The names that a list on standard input has, a line each."""
    return (os.fsdecode(line.rstrip(b"\r\n")) for line in standard_input if line.strip())


def _of_file(path: str) -> Iterator[Photo]:
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 (Path's own raise for a NUL in it)
        yield Photo(path, error=NO_FILE)  # a pipe or a device may never end
    elif ZIP.search(path):
        yield from _in_zip(path)
    else:
        yield Photo(path)


def _in_folder(folder: str) -> Iterator[tuple[str, str]]:
    """(path, "") of each photo and each zip below it, and (folder, error) of each folder that cannot be read.

    Links to folders are not followed: they may lead back to where they lie.
    """
    ahead = [folder]
    while ahead:
        folder = ahead.pop()
        try:
            with os.scandir(folder) as inside:
                for item in inside:
                    if is_hidden(item.name):
                        continue
                    if item.is_dir(follow_symlinks=False):
                        ahead.append(item.path)
                    elif PHOTO.search(item.name) or ZIP.search(item.name):
                        yield item.path, ""
        except OSError:
            yield folder, NOT_LISTED


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is left out of the folder that it lies in."""
    return (name.startswith(".") and name not in (".", "..")) or name == "__MACOSX"


def _in_zip(path: str) -> Iterator[Photo]:
    any_inside = False
    try:
        with Path(path).open("rb") as file:
            for entry in zips.entries(file, zips.directory(file)):
                if PHOTO.search(entry.name) and not any(map(is_hidden, entry.name.split("/"))):
                    any_inside = True
                    yield Photo(path, entry)
    except PhotoError as error:
        yield Photo(path, error=str(error))
    except (OSError, ValueError) as error:
        yield Photo(path, error=f"This zip cannot be opened: {getattr(error, 'strerror', None) or error}.")
    else:
        if not any_inside:
            yield Photo(path, error=NONE_INSIDE)


def sorted_on_disk(items: Iterable[tuple[str, str]], at_once: int = SORTED_AT_ONCE) -> Iterator[tuple[str, str]]:
    """As `sorted`, with no more than `at_once` of them in memory: parts are sorted one by one, then merged."""
    items, parts = iter(items), []
    while part := sorted(islice(items, at_once)):
        if not parts and len(part) < at_once:
            yield from part
            return
        file = tempfile.TemporaryFile("w+", encoding="ascii")  # noqa: SIM115 (it lives until it is merged)
        file.writelines(json.dumps(item) + "\n" for item in part)
        file.seek(0)
        parts.append(file)
    yield from heapq.merge(*(map(tuple, map(json.loads, file)) for file in parts))
