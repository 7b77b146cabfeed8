"""The photos to be taught from: which classes there are, and which photos cannot serve, in a sentence each."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from model.bulk.sorting import folder_name
from model.labels import NONE_OF_THESE, check_labels
from model.photo import PhotoError, open_photo
from model.resnet import ResNet
from training.data.photos import LABELS_FILE, SPLITS, find_named_photos
from training.teach import TeachError
from training.teach.seeing import Seen, look

FEWEST = 3  # photos of a class: with two, one is held out and the other must tell what both are
MOST_CLASSES = 100


@dataclass(frozen=True)
class Example:
    """A photo and its class: `name`, what to call it in a sentence; `label`, "" for none of the classes; RGB."""

    name: str
    label: str
    photo: Image.Image


@dataclass(frozen=True)
class Named:
    """The same, of which what is needed is kept."""

    name: str
    label: str
    seen: Seen


def gathered(examples: Iterable[Example], network: ResNet, remarks: list[str]) -> list[Named]:
    """What is kept of them, as they come; a photo that is there twice counts once, or not at all where it contradicts.

    remarks: gets a sentence for each that does not count.
    """
    found: dict[bytes, list[Named]] = defaultdict(list)
    for example in examples:
        pixels = hashlib.sha256(f"{example.photo.size}".encode() + example.photo.tobytes()).digest()
        found[pixels].append(Named(example.name, example.label, look(example.photo, network)))
    kept = []
    for first, *others in found.values():
        if all(other.label == first.label for other in others):
            kept.append(first)
            remarks += [f"{other.name} is {first.name} again: it counts once." for other in others]
        else:
            other = next(other for other in others if other.label != first.label)
            remarks.append(
                f"{other.name} is {first.name} again, of another class: neither counts, for one of them is wrong."
            )
    return kept


def classes(photos: list[Named], kept: tuple[str, ...], remarks: list[str]) -> tuple[list[Named], tuple[str, ...]]:
    """(the photos of classes that can be learned, the classes: the kept ones first, then the others as they come).

    A kept class is found by its folder's name, too. remarks: gets a sentence for each class that is left out. Raises
    TeachError where fewer than two classes are left.
    """
    called = {name: label for label in kept for name in (folder_name(label), label)}
    photos = [Named(photo.name, called.get(photo.label, photo.label), photo.seen) for photo in photos]
    counts = Counter(photo.label for photo in photos)
    good = {""}
    for label, count in counts.items():
        if label in ("", *kept):
            good.add(label)
        elif sentence := _refused(label):
            remarks.append(f"{label!r} is left out: {sentence}")
        elif count < FEWEST:
            photos_of = "1 photo" if count == 1 else f"{count} photos"
            remarks.append(f"{label} is left out: it has {photos_of}, and at least {FEWEST} are needed.")
        else:
            good.add(label)
    labels = (*kept, *(label for label in counts if label in good - {"", *kept}))
    shown = {photo.label for photo in photos if photo.label in good} - {""}
    if not shown:
        raise TeachError("There is no class to learn: name a folder for each, with some photos in it.")
    if len(labels) < 2:
        raise TeachError(f"There is one class alone, {labels[0]}, and nothing to tell it from: show it another one.")
    if len(labels) > MOST_CLASSES:
        raise TeachError(f"These are {len(labels)} classes; at most {MOST_CLASSES} can be learned.")
    return [photo for photo in photos if photo.label in good], labels


def _refused(label: str) -> str:
    if label == NONE_OF_THESE:
        return "so is called what is none of the classes; its folder is none."
    try:
        check_labels([label])
    except ValueError as error:
        return str(error)
    return ""


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
