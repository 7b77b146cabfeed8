"""Folders of photos with the classes that count as right: a `labels.csv`, or a folder for each class."""

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile
from zlib import crc32

import torch
from torch import Tensor

from model.bulk.catalogue import PHOTO
from model.bulk.sorting import folder_name
from model.labels import LABELS
from training.data.samples import DataError

LABELS_FILE = "labels.csv"
SPLITS = ("train", "validation", "test")
VALIDATION_SHARE = 0.1  # of photos that come without a split
NONE = ("none", "noneofthese")

# Folder names of Alexey Grigorev's clothing data set (CC0, github.com/alexeygrigorev/clothing-dataset-small), with the
# classes they stand for; its shoes are of any kind.
_OF_THE_TEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("hat", "shorts", "skirt"), ()),
    "tshirt": ("T-shirt/Top",),
    "longsleeve": ("Pullover",),
    "outwear": ("Coat",),
    "pants": ("Trouser/Jeans",),
    "shoes": ("Sandal", "Sneaker", "Ankle-Boot"),
}


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo's file, the classes that count as right (none: not one of them), its split, and where it came from.

    source: what its source calls what it shows. kind: what kind of photo it is, taken how and for what ("phone",
    "catalogue", "street", ...), where that is known.
    """

    path: Path
    accepted: tuple[str, ...]
    split: str
    source: str
    kind: str = ""


def find_photos(folder: str | Path, labels: Sequence[str] = LABELS) -> list[LabelledPhoto]:
    """All labelled photos of a folder, in a fixed order.

    With a `labels.csv`: a line for each photo, `file` (relative to the folder), `accepted` (class names with `|`
    between them, empty for "not one of them"), optionally `split`, `source_class` (default: the file's folder) and
    `kind`.
    Without: folders named for the classes (`none` for the rest; `folder_names` has all names), each directly below or
    inside `train`, `validation` and `test`. Photos without a split are dealt to `train` and, one in ten, to
    `validation`, by their name alone: the same way every time, whatever other photos come or go.
    A zip of either, such as the page makes, is unpacked beside it first, into the folder of its name.
    Raises DataError, one sentence, when there are no photos, or for a class or a split that there is not.
    """
    names = folder_names(labels)

    def accepted(inside: Path) -> tuple[str, ...]:
        for name in (inside.name, reduced(inside.name)):
            if name in names:
                return names[name]
        raise DataError(f"{inside} is not named for a class; the names are {', '.join(names)}.")

    folder, found = _found(folder, accepted)
    for photo in found:
        if unknown := [name for name in photo.accepted if name not in labels]:
            raise DataError(f"{photo.path} is labelled {unknown[0]!r}; the classes are {', '.join(labels)}.")
        if photo.split not in ("", *SPLITS):
            raise DataError(f"{photo.path} has the split {photo.split!r}; the splits are {', '.join(SPLITS)}.")
    return [photo if photo.split else replace(photo, split=_dealt(photo.path, folder)) for photo in found]


def find_named_photos(folder: str | Path) -> list[LabelledPhoto]:
    """All photos of a folder of any classes, in a fixed order: as `find_photos`, but each class is what it is called.

    A folder's name is its class as written; what is called `none`, in any spelling, is none of them. Raises DataError.
    """
    _, found = _found(folder, lambda inside: () if is_none(inside.name) else (inside.name,))
    return found


def is_none(name: str) -> bool:
    """Whether a folder of that name is for what is none of the classes."""
    return reduced(name) in NONE


def folder_names(labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The folders' names, as written or `reduced`, that stand for these classes, and which; () is none of them.

    A class's own name comes before those of Alexey Grigorev's clothing data set, which go with the ten alone.
    """
    own = {
        **{reduced(label): (label,) for label in labels},
        **{folder_name(label): (label,) for label in labels},
        **{label: (label,) for label in labels},
    }
    foreign = _OF_THE_TEN if set(LABELS) <= set(labels) else {}
    return {**dict.fromkeys(NONE, ()), **foreign, **own}


def reduced(name: str) -> str:
    """A name's letters and digits, small: however a folder's name was put together."""
    return "".join(character for character in name.casefold() if character.isalnum())


def doubled(photos: Sequence[LabelledPhoto]) -> list[tuple[LabelledPhoto, LabelledPhoto]]:
    """Photos that are there twice, to the byte, with other classes or in another split the second time.

    Such a photo teaches one thing and its opposite, or is asked about in validation after it was learned by heart.
    """
    sizes, first, found = defaultdict(list), {}, []
    for photo in photos:
        with suppress(OSError, ValueError):  # whoever opens it will say what is wrong
            sizes[photo.path.stat().st_size].append(photo)
    for photo in (photo for same in sizes.values() if len(same) > 1 for photo in same):
        other = first.setdefault(sha256(photo.path.read_bytes()).digest(), photo)
        if (other.split, set(other.accepted)) != (photo.split, set(photo.accepted)):
            found.append((other, photo))
    return found


def find_strangers(folder: str | Path) -> list[LabelledPhoto]:
    """All pictures below a folder that show none of the classes, whatever their folders are called, in a fixed order.

    Raises DataError when there are none.
    """
    folder = Path(folder)
    paths = sorted(path for path in folder.rglob("[!.]*") if PHOTO.search(path.name))
    if not paths:
        raise DataError(f"There are no pictures in {folder}.")
    return [LabelledPhoto(path, (), "", path.parent.name) for path in paths]


def of_split(photos: Sequence[LabelledPhoto], split: str) -> list[LabelledPhoto]:
    """The photos of that split. Raises DataError when it has none."""
    chosen = [photo for photo in photos if photo.split == split]
    if not chosen:
        others = ", ".join(name for name in SPLITS if any(photo.split == name for photo in photos))
        raise DataError(f"None of these {len(photos)} photos belongs to the split {split!r}; there are: {others}.")
    return chosen


def shares(photos: Sequence[LabelledPhoto], labels: Sequence[str] = LABELS) -> Tensor:
    """(N, classes + 1): a photo's accepted classes share its row evenly; the last column stands for none of them."""
    y = torch.zeros(len(photos), len(labels) + 1)
    for row, photo in zip(y, photos, strict=True):
        accepted = [labels.index(name) for name in photo.accepted] or [len(labels)]
        row[accepted] = 1 / len(accepted)
    return y


def _unpacked(file: Path) -> Path:
    """The folder beside the zip that holds what is in it, and nothing else of that name."""
    folder = file.with_suffix("")
    try:
        with ZipFile(file) as archive:
            inside = {entry.filename: entry.file_size for entry in archive.infolist() if not entry.is_dir()}
            if not folder.exists():
                archive.extractall(folder)
    except (OSError, BadZipFile) as error:
        raise DataError(f"{file} cannot be unpacked: {error}.") from error
    there = {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    if there != inside:
        raise DataError(f"{folder} holds something else than {file.name}: move one of the two away.")
    return folder


def _dealt(path: Path, folder: Path) -> str:
    """`train` or `validation`, by a checksum of the photo's place in the folder, wherever that folder lies."""
    place = path.as_posix().removeprefix(folder.as_posix())
    return "validation" if crc32(place.encode()) < VALIDATION_SHARE * 2**32 else "train"


def _from_labels_file(folder: Path) -> list[LabelledPhoto]:
    file = folder / LABELS_FILE
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:  # with the mark that spreadsheets put first, or not
            table = csv.DictReader(lines, restval="")
            if missing := {"file", "accepted"} - set(table.fieldnames or ()):
                raise DataError(f"{file} has no column {sorted(missing)[0]!r}.")
            rows = list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{file} cannot be read as a table in UTF-8 with commas between its columns.") from error
    if not all(row["file"] for row in rows):
        raise DataError(f"{file} has a line that names no file.")
    return [
        LabelledPhoto(
            path=folder / row["file"],
            accepted=tuple(name.strip() for name in row["accepted"].split("|") if name.strip()),
            split=row.get("split", "").strip(),
            source=row.get("source_class") or Path(row["file"]).parent.name,
            kind=row.get("kind", "").strip(),
        )
        for row in rows
    ]


def _found(folder: str | Path, accepted: Callable[[Path], tuple[str, ...]]) -> tuple[Path, list[LabelledPhoto]]:
    """(the folder that they lie in, its photos). accepted: the classes that a folder inside stands for."""
    folder = _unpacked(Path(folder)) if Path(folder).suffix.lower() == ".zip" else Path(folder)
    found = _from_labels_file(folder) if (folder / LABELS_FILE).exists() else _from_folders(folder, accepted)
    if not found:
        raise DataError(f"There are no labelled photos in {folder}: it needs a {LABELS_FILE}, or a folder a class.")
    return folder, found


def _from_folders(folder: Path, accepted: Callable[[Path], tuple[str, ...]]) -> list[LabelledPhoto]:
    found = []
    for split in ("", *SPLITS):
        for inside in sorted(path for path in (folder / split).glob("[!.]*") if path.is_dir()):
            if split == "" and inside.name in SPLITS:
                continue
            classes = accepted(inside)
            files = sorted(path for path in inside.glob("[!.]*") if PHOTO.search(path.name))
            found += [LabelledPhoto(path, classes, split, inside.name) for path in files]
    return found
