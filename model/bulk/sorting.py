"""Photos put into a folder for each class, as the page's zip of them has them and `fit --photos` reads them."""

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from model.bulk.answers import BATCH, Row
from model.bulk.catalogue import Photo

NONE = "none"  # the folder of what is not recognised
PARTIAL = ".partial"  # a copy that is being made


class Sorter:
    """Puts photos into folders below `folder`. linked: as links to their files, as far as they are files.

    Its methods raise OSError where that cannot be done.
    """

    def __init__(self, folder: Path, linked: bool = False):
        self.folder, self.linked = folder, linked

    def is_empty(self) -> bool:
        """Whether nothing lies there yet."""
        return not self.folder.exists() or not any(self.folder.iterdir())

    def put(self, rows: Iterable[Row], again: bool = False) -> None:
        """Each photo that could be read into its class's folder; " (2)" and so on behind a name that is taken.

        again: some may lie there already, from a run that was broken off while it put them there; those stay.
        """
        placed: set[Path] = set()
        for row in rows:
            if row.prediction is None:
                continue
            folder = self.folder / folder_name(row.prediction.label if row.prediction.recognised else NONE)
            folder.mkdir(parents=True, exist_ok=True)
            free = _first_free(folder, row.photo.last_name)
            before = range(free - 1, max(0, free - 1 - BATCH), -1) if again else ()
            there = (_numbered(folder, row.photo.last_name, number) for number in before)
            path = next((path for path in there if path not in placed and self._is_of(row.photo, path)), None)
            if path is None:
                path = _numbered(folder, row.photo.last_name, free)
                self._place(row.photo, path)
            placed.add(path)

    def _place(self, photo: Photo, path: Path) -> None:
        if self.linked and photo.entry is None:
            try:
                path.hardlink_to(photo.path)
            except OSError:  # on another disk, or one that has no such links
                path.symlink_to(Path(photo.path).absolute())
            return
        partial = self.folder / PARTIAL
        if photo.entry is None:
            shutil.copy2(photo.path, partial)
        else:
            partial.write_bytes(photo.contents())
        partial.replace(path)

    def _is_of(self, photo: Photo, path: Path) -> bool:
        if self.linked and photo.entry is None:
            return path.samefile(photo.path)
        return path.read_bytes() == photo.contents()


def folder_name(label: str) -> str:
    """The label without what no folder's name may have: "T-shirt-Top"."""
    name = re.sub(r'[/\\:*?"<>|]+', "-", label)
    return name if name.strip(".") else "-"


def _numbered(folder: Path, name: str, number: int) -> Path:
    if number == 1:
        return folder / name
    return folder / f"{Path(name).stem} ({number}){Path(name).suffix}"


def _first_free(folder: Path, name: str) -> int:
    """The first number, from 1, under which no file is there; found by halves: thousands may be called alike."""

    def is_taken(number: int) -> bool:
        return os.path.lexists(_numbered(folder, name, number))

    taken, free = 0, 1
    while is_taken(free):
        taken, free = free, 2 * free
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(middle) else (taken, middle)
    return free
