"""Zips that a browser could not open: their photos, one at a time, whatever the file says of itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from model.decoding import PhotoError, Turn
from model.limits import MAX_BYTES
from model.zips import NOT_A_ZIP, NOT_INSIDE, Entry, directory, entries, take_out
from page.ask import Source
from page.uploads import Upload, opened, path_of

MOST_DIRECTORY = 1_000_000  # bytes of the list of files: ten thousand of them
MOST_UNPACKED = 100_000_000  # bytes of the photos of one request, as they come out

TOO_MUCH_INSIDE = "These photos are too large to be unpacked together: send them by themselves."


@contextmanager
def photos(upload: Upload, places: Sequence[int]) -> Iterator[list[Source]]:
    """The files at these places in the zip's list, each its name without folders and what opens it.

    What opens one raises PhotoError, one sentence, and so does this for what is no zip that can be read.
    """
    if (lying := path_of(upload)) is None:
        raise PhotoError(NOT_A_ZIP)
    try:
        file = Path(lying).open("rb")  # noqa: SIM115 (closed below; what goes wrong there is another's)
    except (OSError, ValueError) as error:
        raise PhotoError(NOT_A_ZIP) from error
    with file:
        listed, left = _listed(file), [MOST_UNPACKED]
        chosen = [listed[place] if 0 <= place < len(listed) else None for place in places]
        yield [(_name(entry), partial(_open, file, entry, left)) for entry in chosen]


def _listed(file: BinaryIO) -> list[Entry]:
    """Raises PhotoError for a list of files longer than what may be read, and for one that takes 64 bits."""
    if file.seek(0, 2) > MAX_BYTES:
        raise PhotoError(NOT_A_ZIP)
    return list(entries(file, directory(file, MOST_DIRECTORY)))


def _name(entry: Entry | None) -> str:
    return entry.name.rsplit("/", 1)[-1] if entry else ""


def _open(file: BinaryIO, entry: Entry | None, left: list[int], turn: Turn) -> Image.Image:
    """left: [bytes that may still be unpacked for this request]."""
    if entry is None:
        raise PhotoError(NOT_INSIDE)
    if min(left[0], MAX_BYTES) <= 0:
        raise PhotoError(TOO_MUCH_INSIDE)
    data = take_out(file, entry, min(left[0], MAX_BYTES))
    left[0] -= len(data)
    if left[0] < 0:
        raise PhotoError(TOO_MUCH_INSIDE)
    return opened(data, turn)
