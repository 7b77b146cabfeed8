"""Zips that a browser could not open: their photos, one at a time, whatever the file says of itself."""

import struct
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PIL import Image

from model.decoding import PhotoError, Turn
from model.limits import MAX_BYTES
from page.ask import Source
from page.uploads import Upload, opened, path_of

MOST_DIRECTORY = 1_000_000  # bytes of the list of files: ten thousand of them
MOST_UNPACKED = 100_000_000  # bytes of the photos of one request, as they come out
END, END_SIZE, MOST_COMMENT = b"PK\x05\x06", 22, 65_535
LOCATOR, LOCATOR_SIZE = b"PK\x06\x07", 20  # of a list that takes 64 bits, which no file of 30 MB needs
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for gigabytes to unpack a few bytes
ENCRYPTED = 0x1

NOT_A_ZIP = "This zip is damaged, or is none: pack it again, or send the photos themselves."
TOO_MANY_FILES = "There are too many files in this zip: send the photos themselves."
NOT_INSIDE = "This photo cannot be taken out of the zip: send it by itself."
TOO_MUCH_INSIDE = "These photos are too large to be unpacked together: send them by themselves."


@contextmanager
def photos(upload: Upload, places: Sequence[int]) -> Iterator[list[Source]]:
    """The files at these places in the zip's list, each its name without folders and what opens it.

    What opens one raises PhotoError, one sentence, and so does this for what is no zip that can be read.
    """
    if (lying := path_of(upload)) is None:
        raise PhotoError(NOT_A_ZIP)
    path = Path(lying)
    try:
        _check_directory(path)
        archive = zipfile.ZipFile(path)
    except PhotoError:
        raise
    except Exception as error:  # the standard library's reader takes what a file says as it comes
        raise PhotoError(NOT_A_ZIP) from error
    with archive:
        entries, left = archive.infolist(), [MOST_UNPACKED]
        chosen = [entries[place] if 0 <= place < len(entries) else None for place in places]
        yield [(_name(entry), partial(_open, archive, entry, left)) for entry in chosen]


def _check_directory(path: Path) -> None:
    """Raises PhotoError for a list of files longer than what may be read: each takes half a kilobyte of memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END_SIZE - MOST_COMMENT - LOCATOR_SIZE))
        tail = file.read()
    at = tail.rfind(END)
    if size > MAX_BYTES or at < 0 or len(tail) - at < END_SIZE:
        raise PhotoError(NOT_A_ZIP)
    (length,) = struct.unpack_from("<L", tail, at + 12)
    if length > MOST_DIRECTORY or tail[max(0, at - LOCATOR_SIZE) : at].startswith(LOCATOR):
        raise PhotoError(TOO_MANY_FILES)


def _name(entry: zipfile.ZipInfo | None) -> str:
    return entry.filename.replace("\\", "/").rsplit("/", 1)[-1] if entry else ""


def _open(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None, left: list[int], turn: Turn) -> Image.Image:
    """left: [bytes that may still be unpacked for this request]."""
    if entry is None or entry.flag_bits & ENCRYPTED or entry.compress_type not in METHODS:
        raise PhotoError(NOT_INSIDE)
    if min(left[0], MAX_BYTES) <= 0:
        raise PhotoError(TOO_MUCH_INSIDE)
    try:
        with archive.open(entry) as file:
            data = file.read(min(left[0], MAX_BYTES) + 1)
    except Exception as error:  # zlib's, the checksum's, the reader's own
        raise PhotoError(NOT_INSIDE) from error
    left[0] -= len(data)
    if left[0] < 0:
        raise PhotoError(TOO_MUCH_INSIDE)
    return opened(data, turn)
