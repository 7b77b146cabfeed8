"""Photos in a folder for each class: which, under which name, and not twice where a run was broken off."""

import zipfile
from pathlib import Path

import pytest

from model.bulk.answers import BATCH
from model.bulk.sorting import Sorter, folder_name
from model.labels import LABELS
from tests.model.bulk.conftest import noise
from tests.support import EXAMPLES


def under(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def sort(here, capsys):
    """A function that sorts photos by the photo network; → what then lies there."""
    from model.__main__ import main

    def sorted_by(*arguments) -> list[str]:
        main([*map(str, arguments), "--sort-into", "sorted"])
        capsys.readouterr()
        return under(Path("sorted"))

    return sorted_by


def test_a_photo_goes_into_the_folder_of_its_class(sort):
    noisy = Path("noise.png")
    noisy.write_bytes(noise(3, 300))
    Path("broken.jpg").write_bytes(b"")
    found = sort(EXAMPLES / "bag.jpg", EXAMPLES / "t-shirt.jpg", "broken.jpg", noisy)
    assert found == ["Bag/bag.jpg", "T-shirt-Top/t-shirt.jpg", "none/noise.png"]
    assert Path("sorted/Bag/bag.jpg").read_bytes() == (EXAMPLES / "bag.jpg").read_bytes()
    assert not Path("sorted/Bag/bag.jpg").is_symlink() and Path("sorted/none/noise.png").stat().st_nlink == 1


def test_folders_are_named_as_the_page_names_them():
    assert [folder_name(label) for label in LABELS[:2]] == ["T-shirt-Top", "Trouser-Jeans"]
    assert folder_name('a/\\:*?"<>|b') == "a-b" and folder_name("..") == "-"


def test_names_that_collide_are_numbered(sort):
    for folder in "abc":
        Path(folder).mkdir()
        Path(folder, "x.y.jpg").write_bytes((EXAMPLES / "bag.jpg").read_bytes())
    Path("c/x.y (2).jpg").write_bytes((EXAMPLES / "bag.jpg").read_bytes())
    found = sort("a", "b", "c")
    assert found == ["Bag/x.y (2) (2).jpg", "Bag/x.y (2).jpg", "Bag/x.y (3).jpg", "Bag/x.y.jpg"]


def test_a_link_is_to_the_file_and_a_photo_of_a_zip_is_copied(sort):
    with zipfile.ZipFile("photos.zip", "w") as archive:
        archive.write(EXAMPLES / "bag.jpg", "../in/b:ag.jpg")
    Path("coat.jpg").write_bytes((EXAMPLES / "coat.jpg").read_bytes())
    assert sort("coat.jpg", "photos.zip", "--link") == ["Bag/b-ag.jpg", "Coat/coat.jpg"]
    assert Path("sorted/Coat/coat.jpg").samefile("coat.jpg") and Path("sorted/Bag/b-ag.jpg").stat().st_nlink == 1


def test_on_another_disk_a_link_says_where_the_file_is(sort, monkeypatch):
    def refused(*_):
        raise OSError("another disk")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    Path("coat.jpg").write_bytes((EXAMPLES / "coat.jpg").read_bytes())
    assert sort("coat.jpg", "--link") == ["Coat/coat.jpg"]
    assert Path("sorted/Coat/coat.jpg").is_symlink() and Path("sorted/Coat/coat.jpg").samefile("coat.jpg")


@pytest.mark.parametrize("link", [[], ["--link"]])
@pytest.mark.parametrize("put", [0, 1, 20, BATCH])
def test_what_lies_there_of_a_batch_that_was_broken_off_stays(ask, here, monkeypatch, put, link):
    """All photos are called alike, and two of a batch have the same bytes: still each is there once."""
    photos = Path("photos")
    for number in range(2 * BATCH):
        (photos / f"{number:03}").mkdir(parents=True)
        (photos / f"{number:03}" / "x.png").write_bytes(noise(number // 2))
    ask(photos, "--output", "a.csv", "--sort-into", "whole", *link)
    assert len(under(Path("whole"))) == 2 * BATCH
    place, left = Sorter._place, iter(range(BATCH + put))

    def stopping(self, photo, path):
        if next(left, None) is None:
            raise KeyboardInterrupt
        place(self, photo, path)

    with monkeypatch.context() as patch:
        patch.setattr(Sorter, "_place", stopping)
        ask(photos, "--output", "b.csv", "--sort-into", "sorted", *link)
    assert len(under(Path("sorted"))) == BATCH + put
    assert ask(photos, "--output", "b.csv", "--sort-into", "sorted", "--resume", *link)[0] == 0
    assert under(Path("sorted")) == under(Path("whole"))
    assert [Path("sorted", name).read_bytes() for name in under(Path("sorted"))] == [
        Path("whole", name).read_bytes() for name in under(Path("whole"))
    ]


def test_answers_whose_photos_were_not_sorted_are_a_sentence(ask, folder, here):
    ask(folder, "--output", "a.csv")
    status, _, errors = ask(folder, "--output", "a.csv", "--sort-into", "sorted", "--resume")
    assert (status, errors) == (2, "sorted lacks the photos that a.csv has: begin anew without --resume.\n")
