"""Where photos lie that a cluster is asked about: on a disk that all its nodes see, or in a store of the network."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from model.bulk.catalogue import NO_FILE, PHOTO, STANDARD_INPUT, ZIP, Catalogue, Photo, is_hidden, lines
from model.bulk.output import OutputError
from model.decoding import too_many_bytes
from model.limits import MAX_BYTES

SCHEME = "://"  # as in s3://bucket/folder


@dataclass(frozen=True, eq=False)
class Place:
    """A file system of pyarrow's, and how what it calls a file becomes what the output calls it."""

    system: object
    without: str = ""  # what its paths begin with and names do not
    scheme: str = ""

    def name(self, path: str) -> str:
        """As `Photo.name`."""
        return Photo(self.scheme + path.removeprefix(self.without)).name


@dataclass
class Found:
    """The photos: those that the nodes can read, by their place, and those whose answer is known to be a sentence."""

    there: dict[Place, list[str]] = field(default_factory=dict)
    here: list[Photo] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(map(len, self.there.values())) + len(self.here)


def find(named: Iterable[str], standard_input: IO[bytes] | None = None) -> Found:
    """What some arguments name, which may be URIs of stores beside all that `Catalogue` takes but zips.

    Raises OutputError, one sentence, for a zip, and OSError for a store that cannot be asked.
    """
    found, paths, uris = Found(), [], []
    for one in _spelled_out(named, standard_input or sys.stdin.buffer):
        (uris if SCHEME in one else paths).append(one)
    _on_disk(paths, found)
    _in_stores(uris, found)
    return found


def opened(uri: str) -> tuple[Place, str]:
    """The place and the path there. Raises OutputError, one sentence, for what names no store, and OSError."""
    from pyarrow.fs import FileSystem

    try:
        system, path = FileSystem.from_uri(uri)
    except (ValueError, ImportError) as error:
        raise OutputError(f"{uri} cannot be reached: {_first_line(error)}.") from error
    return Place(system, scheme=uri.split(SCHEME)[0] + SCHEME), path


def _spelled_out(named: Iterable[str], standard_input: IO[bytes]) -> Iterator[str]:
    for one in named:
        yield from lines(standard_input) if one == STANDARD_INPUT else [one]


def _on_disk(paths: Iterable[str], found: Found) -> None:
    from pyarrow.fs import LocalFileSystem

    here = f"{Path.cwd()}/./"  # a node works in a folder of its own, and the output calls files as they were named
    place = Place(LocalFileSystem(), without=here)
    for photo in Catalogue(paths):
        if photo.entry or ZIP.search(photo.path):
            raise _no_zips(photo.path)
        if photo.error or not _can_be_read(photo.path):
            found.here.append(photo)
        else:
            path = photo.path if os.path.isabs(photo.path) else here + photo.path  # noqa: PTH117 (as it is spelled)
            found.there.setdefault(place, []).append(path)


def _can_be_read(path: str) -> bool:
    """Whether a node would not stop at it; else its sentence is said here."""
    try:
        path.encode()  # Arrow knows no other names
        about = os.stat(path)  # noqa: PTH116 (Path's raises no more)
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(about.st_mode) and about.st_size <= MAX_BYTES and os.access(path, os.R_OK)


def _in_stores(uris: Iterable[str], found: Found) -> None:
    from pyarrow.fs import FileSelector, FileType

    places: dict[str, Place] = {}
    for uri in uris:
        place, path = opened(uri)
        parts = urlsplit(uri)
        place = places.setdefault(f"{parts.scheme}{SCHEME}{parts.netloc}?{parts.query}", place)
        (about,) = place.system.get_file_info([path])
        inside = [about]
        if about.type == FileType.Directory:
            inside = place.system.get_file_info(FileSelector(path, recursive=True))
            inside = [file for file in inside if _is_asked_about(file, path)]
        for file in sorted(inside, key=lambda file: file.path):
            if ZIP.search(file.path):
                raise _no_zips(place.name(file.path))
            if file.type != FileType.File:
                found.here.append(Photo(place.scheme + file.path, error=NO_FILE))
            elif file.size > MAX_BYTES:
                found.here.append(Photo(place.scheme + file.path, error=str(too_many_bytes(file.size))))
            else:
                found.there.setdefault(place, []).append(file.path)


def _is_asked_about(file, folder: str) -> bool:
    parts = file.path.removeprefix(folder).strip("/").split("/")
    return file.is_file and bool(PHOTO.search(parts[-1]) or ZIP.search(parts[-1])) and not any(map(is_hidden, parts))


def _no_zips(path: str) -> OutputError:
    return OutputError(f"A cluster reads files, not zips: unpack {path} first.")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
