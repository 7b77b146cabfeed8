"""Folders of photos with the classes that count as right: a `labels.csv`, or a folder for each class."""

import csv
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.labels import LABELS
from training.data import SPLIT_SEED, DataError

LABELS_FILE = "labels.csv"
ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"}
SPLITS = ("train", "validation", "test")
VALIDATION_SHARE = 0.1  # of photos that come without a split
NONE = ("none", "noneofthese")

# Folder names, reduced to letters, with the classes they stand for: ours, and those of Alexey Grigorev's clothing data
# set (CC0, github.com/alexeygrigorev/clothing-dataset-small), whose shoes are of any kind.
_SHOES = ("Sandal", "Sneaker", "Ankle-Boot")
FOLDERS: dict[str, tuple[str, ...]] = {
    **{re.sub("[^a-z]", "", label.lower()): (label,) for label in LABELS},
    **dict.fromkeys((*NONE, "hat", "shorts", "skirt"), ()),
    "tshirt": ("T-shirt/Top",),
    "longsleeve": ("Pullover",),
    "outwear": ("Coat",),
    "pants": ("Trouser/Jeans",),
    "shoes": _SHOES,
}


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo's file, the classes that count as right (none: not one of the ten), its split, and where it came from."""

    path: Path
    accepted: tuple[str, ...]
    split: str
    source: str


def find_photos(folder: str | Path, labels: Sequence[str] = LABELS) -> list[LabelledPhoto]:
    """All labelled photos of a folder, in a fixed order.

    With a `labels.csv`: a line for each photo, `file` (relative to the folder), `accepted` (class names with `|` between
    them, empty for "not one of the ten"), optionally `split` and `source_class`. Without: folders named for the classes
    (`none` for the rest; `FOLDERS` has all names), each directly below or inside `train`, `validation` and `test`.
    Photos without a split are dealt to `train` and, one in ten, to `validation`, the same way every time.
    Raises DataError, one sentence, when there are no photos, or for a class that there is not.
    """
    folder = Path(folder)
    found = _from_labels_file(folder) if (folder / LABELS_FILE).exists() else _from_folders(folder)
    if not found:
        raise DataError(f"There are no labelled photos in {folder}: it needs a {LABELS_FILE}, or a folder a class.")
    for photo in found:
        if unknown := [name for name in photo.accepted if name not in labels]:
            raise DataError(f"{photo.path} is labelled {unknown[0]!r}; the classes are {', '.join(labels)}.")
    dealt = random.Random(SPLIT_SEED)
    return [photo if photo.split else _with_split(photo, dealt) for photo in found]


def of_split(photos: Sequence[LabelledPhoto], split: str) -> list[LabelledPhoto]:
    """The photos of that split. Raises DataError when it has none."""
    chosen = [photo for photo in photos if photo.split == split]
    if not chosen:
        raise DataError(f"None of these {len(photos)} photos belongs to the split {split!r}.")
    return chosen


def _with_split(photo: LabelledPhoto, dealt: random.Random) -> LabelledPhoto:
    split = "validation" if dealt.random() < VALIDATION_SHARE else "train"
    return LabelledPhoto(photo.path, photo.accepted, split, photo.source)


def _from_labels_file(folder: Path) -> list[LabelledPhoto]:
    with (folder / LABELS_FILE).open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if missing := {"file", "accepted"} - set(rows.fieldnames or ()):
            raise DataError(f"{folder / LABELS_FILE} has no column {sorted(missing)[0]!r}.")
        return [
            LabelledPhoto(
                path=folder / row["file"],
                accepted=tuple(name.strip() for name in row["accepted"].split("|") if name.strip()),
                split=row.get("split") or "",
                source=row.get("source_class") or "",
            )
            for row in rows
        ]


def _from_folders(folder: Path) -> list[LabelledPhoto]:
    found = []
    for split in ("", *SPLITS):
        for inside in sorted(path for path in (folder / split).glob("*") if path.is_dir()):
            if split == "" and inside.name in SPLITS:
                continue
            name = re.sub("[^a-z]", "", inside.name.lower())
            if name not in FOLDERS:
                raise DataError(f"{inside} is not named for a class; the names are {', '.join(FOLDERS)}.")
            files = sorted(path for path in inside.iterdir() if path.suffix.lower() in ENDINGS)
            found += [LabelledPhoto(path, FOLDERS[name], split, inside.name) for path in files]
    return found
