"""Which photos are found, in which order, and how little of the list is in memory."""

import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from model.bulk.catalogue import Catalogue, sorted_on_disk
from model.decoding import PhotoError
from model.zips import NOT_A_ZIP
from tests.support import EXAMPLES

BAG = (EXAMPLES / "bag.jpg").read_bytes()


def names(*named, listed: bytes = b"") -> list[str]:
    return [photo.name for photo in Catalogue(list(map(str, named)), io.BytesIO(listed))]


def test_a_folder_gives_its_photos_and_zips_sorted_and_nothing_hidden(here):
    for name in ("b.JPG", "a/z.webp", "a/y.heic", "c.txt", ".d.jpg", ".e/f.jpg", "__MACOSX/g.jpg", "c.png"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()
    Path("loop").symlink_to(".")
    with zipfile.ZipFile("b.zip", "w") as archive:
        for name in ("z.jpg", "folder/", "folder/a.jpg", "notes.txt", "__MACOSX/z.jpg", "folder/.b.jpg"):
            archive.writestr(name, b"")
    found = ["a/y.heic", "a/z.webp", "b.JPG", "b.zip/z.jpg", "b.zip/folder/a.jpg", "c.png"]
    assert names(".") == [f"./{name}" for name in found]
    assert names("c.txt", ".d.jpg") == ["c.txt", ".d.jpg"], "what is named by itself is meant"


def test_a_list_names_all_that_an_argument_does(here):
    for name in ("a/one.jpg", "two.jpg"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()
    assert names("-", "two.jpg", listed=b"a\ntwo.jpg\n\n\xff.jpg\n") == ["a/one.jpg", "two.jpg", "\\xff.jpg", "two.jpg"]


@pytest.mark.parametrize("name", ["=1+1.jpg", "@a.jpg", "+a.jpg", "-a.jpg", "\ta.jpg"])
def test_no_name_is_a_spreadsheet_s_formula(here, name):
    Path(name).write_bytes(BAG)
    [photo] = Catalogue([name])
    assert photo.name == f"./{name}" and photo.open().size == photo.open().size


def test_photos_of_a_zip_are_opened_one_at_a_time(here):
    with zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in/bag.jpg", BAG)
        archive.writestr("in/broken.jpg", b"none")
    bag, broken = Catalogue(["a.zip"])
    assert bag.open().size[0] > 100 and bag.last_name == "bag.jpg" and bag.contents() == BAG
    with pytest.raises(PhotoError, match="not a photo"):
        broken.open()
    Path("a.zip").unlink()
    with pytest.raises(PhotoError, match="taken out of the zip"):
        bag.open()


def test_what_cannot_be_looked_into_is_in_the_list_with_its_error(here):
    Path("broken.zip").write_bytes(b"PK")
    with zipfile.ZipFile("empty.zip", "w") as archive:
        archive.writestr("notes.txt", b"")
    os.mkfifo("pipe.jpg")
    said = [(photo.name, photo.error) for photo in Catalogue(["broken.zip", "empty.zip", "pipe.jpg", "missing.zip"])]
    assert said == [
        ("broken.zip", NOT_A_ZIP),
        ("empty.zip", "There are no photos in this zip."),
        ("pipe.jpg", "This is neither a file nor a folder."),
        ("missing.zip", "This zip cannot be opened: No such file or directory."),
    ]


def test_it_can_be_gone_through_again_in_the_middle_too(here):
    for number in range(10):
        Path(f"{number}.jpg").touch()
    photos = Catalogue(["."])
    assert len(photos) == 10 and next(iter(photos)).name == "./0.jpg"
    assert [photo.name for photo in photos] == [photo.name for photo in photos] == [f"./{n}.jpg" for n in range(10)]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100])
def test_sorting_in_parts_is_sorting(count):
    items = [(f"{number * 7919 % 101}\udcff\n", "") for number in range(count)]
    assert list(sorted_on_disk(iter(items), at_once=8)) == sorted(items)


def test_a_long_list_is_not_in_memory():
    def most(count: int) -> int:
        tracemalloc.start()
        last = ""
        for name, _ in sorted_on_disk(((f"{number:060}", "") for number in range(count, 0, -1)), at_once=1000):
            assert last < name
            last = name
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert most(20_000) < 2 * most(2_000) < 20_000 * 60
