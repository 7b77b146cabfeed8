"""The photos to be taught from: which classes there are, and which photos cannot serve, in a sentence each."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from PIL import Image

from model.bulk.sorting import folder_name
from model.labels import LONGEST_LABEL, check_labels
from model.photo import PhotoError, open_photo
from training.data.photos import LABELS_FILE, SPLITS, find_named_photos, is_none
from training.teach import Remark, TeachError
from training.teach.seeing import Eye, Sight, look

AT_ONCE = 8  # photos that are open together
FEWEST = 3  # photos of a class: with two, one is held out and the other must tell what both are
MOST_CLASSES = 100
MANY_CLASSES = "These are {count} classes; at most {most} can be learned."
NO_NAME = "{label} is left out: a class is named by plain text of at most {most} characters."
TWICE = "{photo} is {first} again: it counts once."
CONTRADICTED = "{photo} is {first} again, of another class: neither counts, for one of them is wrong."
TOO_FEW = "{label} is left out: it has too few photos ({count}), and at least {fewest} are needed."


@dataclass(frozen=True)
class Example:
    """A photo and its class: `name`, what to call it in a sentence; `label`, "" for none of the classes; RGB."""

    name: str
    label: str
    photo: Image.Image


@dataclass(frozen=True)
class Named:
    """The same, of which what is needed is kept. print: the same for the same pixels, and for no others."""

    name: str
    label: str
    print: str
    sight: Sight


def fingerprint(photo: Image.Image) -> str:
    """Of an RGB photo's size and pixels, 64 hex digits."""
    return hashlib.sha256(f"{photo.size}".encode() + photo.tobytes()).hexdigest()


def looked_at(examples: Iterable[Example], eye: Eye) -> Iterator[Named]:
    """What the network makes of them, as they come, a few at a time; the photos themselves are let go."""
    examples = iter(examples)
    while some := [
        (example.name, example.label, fingerprint(example.photo), look(example.photo, eye.network))
        for example in islice(examples, AT_ONCE)
    ]:
        for (*named, _), sight in zip(some, eye.sights([seen for *_, seen in some]), strict=True):
            yield Named(*named, sight)


def without_twins(photos: Iterable[Named], remarks: list[str]) -> list[Named]:
    """A photo that is there twice counts once, or not at all where it contradicts.

    remarks: gets a sentence for each that does not count.
    """
    found: dict[str, list[Named]] = defaultdict(list)
    for photo in photos:
        found[photo.print].append(photo)
    kept = []
    for first, *others in found.values():
        other = next((other for other in others if other.label != first.label), None)
        if other is None:
            kept.append(first)
            remarks += [Remark(TWICE, photo=other.name, first=first.name) for other in others]
        else:
            remarks.append(Remark(CONTRADICTED, photo=other.name, first=first.name))
    return kept


def classes(photos: list[Named], kept: tuple[str, ...], remarks: list[str]) -> tuple[list[Named], tuple[str, ...]]:
    """(the photos of classes that can be learned, the classes: the kept ones first, then the others as they come).

    A kept class is found by its folder's name, too. remarks: gets a sentence for each class that is left out. Raises
    TeachError where fewer than two classes are left.
    """
    called = {name: label for label in kept for name in (folder_name(label), label)}
    photos = [
        replace(photo, label="" if is_none(photo.label) else called.get(photo.label, photo.label)) for photo in photos
    ]
    counts = Counter(photo.label for photo in photos)
    good = {""}
    for label, count in counts.items():
        if label in ("", *kept):
            good.add(label)
        elif not _names(label):
            remarks.append(Remark(NO_NAME, label=repr(label), most=LONGEST_LABEL))
        elif count < FEWEST:
            remarks.append(Remark(TOO_FEW, label=label, count=count, fewest=FEWEST))
        else:
            good.add(label)
    labels = (*kept, *(label for label in counts if label in good - {"", *kept}))
    shown = {photo.label for photo in photos if photo.label in good} - {""}
    if not shown:
        raise TeachError("There is no class to learn: name each, and show some photos of it.")
    if len(labels) < 2:
        raise TeachError(
            "There is one class alone, {label}, and nothing to tell it from: show it another one.", label=labels[0]
        )
    if len(labels) > MOST_CLASSES:
        raise TeachError(MANY_CLASSES, count=len(labels), most=MOST_CLASSES)
    return [photo for photo in photos if photo.label in good], labels


def _names(label: str) -> bool:
    try:
        check_labels([label])
    except ValueError:
        return False
    return True


def of_folder(folder: Path, remarks: list[str]) -> tuple[int, Iterator[Example]]:
    """(how many photos there are, these as they are read) of a folder a class, or of one with a labels.csv.

    Of photos that are dealt to splits, those of `train`. remarks: gets a sentence for each that cannot be read or is of
    several classes, and for each empty folder. Raises DataError, one sentence, where there are none.
    """
    photos = find_named_photos(folder)
    stated = _states_splits(folder)
    if stated:
        chosen = [photo for photo in photos if photo.split == "train"]
        if len(chosen) < len(photos):
            remarks.append(f"Of these {len(photos)} photos the {len(chosen)} of the split train are learned from.")
        photos = chosen
    if not (folder / LABELS_FILE).exists():
        there = {photo.path.parent for photo in photos}
        for split in ("train",) if stated else ("",):
            empty = sorted(path for path in (folder / split).glob("[!.]*") if path.is_dir() and path not in there)
            remarks += [f"{path.name} is left out: there are no photos in it." for path in empty]

    def read() -> Iterator[Example]:
        for photo in photos:
            name = f"{photo.path.parent.name}/{photo.path.name}"
            if len(photo.accepted) > 1:
                remarks.append(f"{name} is left out: it has several classes.")
                continue
            try:
                yield Example(name, photo.accepted[0] if photo.accepted else "", open_photo(photo.path))
            except PhotoError as error:
                remarks.append(f"{name} is left out: {error}")

    return len(photos), read()


def _states_splits(folder: Path) -> bool:
    if (folder / LABELS_FILE).exists():
        with (folder / LABELS_FILE).open(encoding="utf-8-sig") as lines:
            return "split" in next(lines, "").strip().split(",")
    return any(
        (folder / split / "").is_dir() and any(path.is_dir() for path in (folder / split).iterdir()) for split in SPLITS
    )
