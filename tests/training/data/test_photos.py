"""Folders of labelled photos: what counts as right for each, and which split it belongs to."""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from model.labels import LABELS
from training.data.photos import SPLITS, find_photos, of_split, shares
from training.data.samples import DataError


def draw(*places: Path) -> None:
    for place in places:
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), "navy").save(place)


def write_labels(folder: Path, *lines: str, encoding: str = "utf-8") -> None:
    (folder / "labels.csv").write_text("\n".join(lines) + "\n", encoding=encoding)


def summary(photos) -> list[tuple]:
    return [(photo.path.name, photo.accepted, photo.split, photo.source) for photo in photos]


def test_a_labels_file_says_what_counts_as_right(tmp_path):
    write_labels(
        tmp_path,
        "file,split,source_class,accepted,kind",
        "one/a.jpg,train,coats,Coat,street",
        "two/b.jpg,validation,shoes,Sandal| Sneaker |Ankle-Boot,phone",
        "two/c.jpg,test,,",
    )
    photos = find_photos(tmp_path)
    assert summary(photos) == [
        ("a.jpg", ("Coat",), "train", "coats"),
        ("b.jpg", ("Sandal", "Sneaker", "Ankle-Boot"), "validation", "shoes"),
        ("c.jpg", (), "test", "two"),
    ]
    assert photos[0].path == tmp_path / "one" / "a.jpg"
    assert [photo.kind for photo in photos] == ["street", "phone", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_labels_file_from_a_spreadsheet_is_read(tmp_path, encoding):
    """Spreadsheets put a byte order mark first, quote what has commas, and leave out empty columns at a line's end."""
    write_labels(tmp_path, "file,accepted,split", '"é, 1.jpg",Bag', "b.jpg", encoding=encoding)
    assert [(photo.path.name, photo.accepted) for photo in find_photos(tmp_path)] == [
        ("é, 1.jpg", ("Bag",)),
        ("b.jpg", ()),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["file,class", "a.jpg,Coat"], "has no column 'accepted'"),
        (["file,accepted", "a.jpg,Cape"], r"a\.jpg is labelled 'Cape'; the classes are T-shirt/Top, "),
        (["file,accepted", ",Coat"], "has a line that names no file"),
        (["file,accepted,split", "a.jpg,Coat,valid"], "has the split 'valid'; the splits are train, validation, test"),
        (["file,accepted"], "There are no labelled photos in "),
        ([""], "has no column 'accepted'"),
    ],
)
def test_a_labels_file_that_is_none_is_one_sentence(tmp_path, lines, message):
    write_labels(tmp_path, *lines)
    with pytest.raises(DataError, match=message):
        find_photos(tmp_path)


def test_a_labels_file_in_another_encoding_is_one_sentence(tmp_path):
    write_labels(tmp_path, "file,accepted", "é.jpg,Coat", encoding="latin-1")
    with pytest.raises(DataError, match="cannot be read as a table in UTF-8"):
        find_photos(tmp_path)


def test_folders_are_named_for_classes_in_any_spelling(tmp_path):
    draw(
        tmp_path / "Ankle Boot" / "a.png",
        tmp_path / "T-shirt_Top" / "b.PNG",
        tmp_path / "t-shirt" / "c.jpg",
        tmp_path / "shoes" / "d.webp",
        tmp_path / "none" / "e.png",
        tmp_path / "hat" / "f.png",
    )
    found = {photo.path.name: (photo.accepted, photo.source) for photo in find_photos(tmp_path)}
    assert found == {
        "a.png": (("Ankle-Boot",), "Ankle Boot"),
        "b.PNG": (("T-shirt/Top",), "T-shirt_Top"),
        "c.jpg": (("T-shirt/Top",), "t-shirt"),
        "d.webp": (("Sandal", "Sneaker", "Ankle-Boot"), "shoes"),
        "e.png": ((), "none"),
        "f.png": ((), "hat"),
    }


def test_every_class_has_a_folder_name(tmp_path):
    draw(*(tmp_path / label.replace("/", "-") / "a.png" for label in LABELS))
    assert {photo.accepted for photo in find_photos(tmp_path)} == {(label,) for label in LABELS}


def test_folders_of_splits_hold_folders_of_classes(tmp_path):
    draw(*(tmp_path / split / "bag" / f"{split}.png" for split in SPLITS))
    assert {photo.path.stem: photo.split for photo in find_photos(tmp_path)} == {split: split for split in SPLITS}


def test_what_is_no_photo_and_what_is_hidden_is_passed_over(tmp_path):
    draw(
        tmp_path / "bag" / "a.png", tmp_path / "bag" / "._a.png", tmp_path / ".cache" / "b.png", tmp_path / "loose.png"
    )
    (tmp_path / "bag" / "notes.txt").write_text("hello")
    assert [photo.path.name for photo in find_photos(tmp_path)] == ["a.png"]


def test_a_folder_of_no_class_is_one_sentence(tmp_path):
    draw(tmp_path / "bag" / "a.png", tmp_path / "capes" / "b.png")
    with pytest.raises(DataError, match=r"capes is not named for a class; the names are .*tshirttop, "):
        find_photos(tmp_path)


@pytest.mark.parametrize("place", [".", "nowhere", "file.txt"])
def test_a_place_without_photos_is_one_sentence(tmp_path, place):
    (tmp_path / "file.txt").write_text("hello")
    with pytest.raises(DataError, match=r"no labelled photos in .*: it needs a labels.csv, or a folder a class"):
        find_photos(tmp_path / place)


def test_a_zip_is_unpacked_beside_it_once(tmp_path):
    draw(tmp_path / "photos" / "bag" / "a.png", tmp_path / "photos" / "none" / "b.png")
    file = Path(shutil.make_archive(str(tmp_path / "shop"), "zip", tmp_path / "photos"))
    found = find_photos(file)
    assert [(photo.path, photo.accepted) for photo in found] == [
        (tmp_path / "shop" / "bag" / "a.png", ("Bag",)),
        (tmp_path / "shop" / "none" / "b.png", ()),
    ]
    assert find_photos(file) == found, "what lies there already is taken"
    draw(tmp_path / "shop" / "coat" / "c.png")
    with pytest.raises(DataError, match=r"shop holds something else than shop\.zip: move one of the two away"):
        find_photos(file)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off"])
def test_a_zip_that_is_none_is_one_sentence(tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(DataError, match=r"a\.zip cannot be unpacked: "):
        find_photos(tmp_path / "a.zip")


def test_photos_without_a_split_are_dealt_by_name_alone(tmp_path):
    """One in ten validates, and neither other photos nor another place moves one to the other side."""
    names = [f"{number}.jpg" for number in range(2000)]

    def dealt(folder, names):
        folder.mkdir()
        write_labels(folder, "file,accepted", *(f"bag/{name},Bag" for name in names))
        return {photo.path.name: photo.split for photo in find_photos(folder)}

    every, some = dealt(tmp_path / "every", names), dealt(tmp_path / "some", names[::-7])
    assert some.items() <= every.items()
    assert set(every.values()) == {"train", "validation"}
    assert 160 < list(every.values()).count("validation") < 240


def test_a_split_is_chosen_or_missed_by_name(tmp_path):
    write_labels(tmp_path, "file,accepted,split", "a.jpg,Bag,train", "b.jpg,Bag,test", "c.jpg,Bag,train")
    photos = find_photos(tmp_path)
    assert [photo.path.name for photo in of_split(photos, "train")] == ["a.jpg", "c.jpg"]
    with pytest.raises(
        DataError, match="None of these 3 photos belongs to the split 'validation'; there are: train, test"
    ):
        of_split(photos, "validation")


def test_accepted_classes_share_a_photo_s_target(tmp_path):
    write_labels(tmp_path, "file,accepted", "a.jpg,Bag", "b.jpg,Sneaker|Sandal", "c.jpg,")
    y = shares(find_photos(tmp_path), LABELS)
    assert y.shape == (3, 11) and y.sum(dim=1).tolist() == [1, 1, 1]
    assert y[0, LABELS.index("Bag")] == 1
    assert y[1, LABELS.index("Sandal")] == y[1, LABELS.index("Sneaker")] == 0.5
    assert y[2, 10] == 1
