"""What a cluster is asked about: the same photos as on one machine, by the same names, on disks and in stores."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from model.bulk import places
from model.bulk.catalogue import NO_FILE, Catalogue
from model.bulk.output import OutputError
from model.bulk.places import find
from tests.model.bulk.conftest import noise


def there(found) -> list[str]:
    return [place.name(path) for place, paths in found.there.items() for path in paths]


def names(found) -> list[str]:
    return there(found) + [photo.name for photo in found.here]


@pytest.fixture
def photos(here) -> list[str]:
    """Their names, one of which a listing of Ray's own would leave out."""
    found = ["photos/_DSC0001.JPG", "photos/a/b.png", "photos/c.webp"]
    for name in [*found, "photos/.hidden.png", "photos/notes.txt", "photos/__MACOSX/a.png"]:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(noise(1))
    return found


def test_they_are_called_as_on_one_machine(photos):
    listed = b"photos\nphotos/c.webp\n./photos/a\n../" + os.fsencode(Path.cwd().name) + b"/photos/c.webp\n"
    found = find(["-"], io.BytesIO(listed))
    expected = [photo.name for photo in Catalogue(["-"], io.BytesIO(listed))]
    assert there(found) == expected == names(found) and len(found) == len(expected) == 6
    for paths in found.there.values():
        assert all(Path(path).is_file() and Path(path).is_absolute() for path in paths), (
            "a node finds them from where it is"
        )


def test_what_a_node_would_stop_at_is_answered_here(photos, monkeypatch):
    monkeypatch.setattr(places, "MAX_BYTES", 20_000)
    Path("large.png").write_bytes(bytes(20_001))
    os.mkfifo("pipe.png")
    named = ["missing.png", "large.png", "pipe.png", os.fsdecode(b"\xff.png"), "photos/c.webp", "a\0b.png"]
    found = find(named)
    assert there(found) == ["photos/c.webp"]
    assert [photo.name for photo in found.here] == ["missing.png", "large.png", "pipe.png", "\\xff.png", "a\0b.png"]
    assert names(found) == ["photos/c.webp", *(photo.name for photo in found.here)] and len(found) == 6


def test_a_store_is_listed_as_a_folder_is(photos):
    uri = Path("photos").absolute().as_uri()
    found = find([uri, f"{uri}/c.webp", f"{uri}/missing.png"])
    assert len(found.there) == 1, "one place for one store"
    before = f"{uri.removesuffix('photos')}"
    assert there(found) == [before + name for name in [*photos, "photos/c.webp"]]
    assert [(photo.name, photo.error) for photo in found.here] == [(f"{uri}/missing.png", NO_FILE)]


def test_what_is_too_large_in_a_store_is_not_read(photos, monkeypatch):
    monkeypatch.setattr(places, "MAX_BYTES", 10)
    found = find([Path("photos").absolute().as_uri()])
    assert not there(found) and all("the limit is" in photo.error for photo in found.here) and len(found) == 3


@pytest.mark.parametrize("named", [["all.zip"], ["folder"], ["missing.zip"], ["URI"]])
def test_zips_are_refused(here, named):
    Path("folder").mkdir()
    for name in ("all.zip", "folder/all.zip"):
        with zipfile.ZipFile(name, "w") as archive:
            archive.writestr("a.png", noise(1))
    named = [Path("folder").absolute().as_uri() if name == "URI" else name for name in named]
    with pytest.raises(OutputError, match=r"^A cluster reads files, not zips: unpack .*\.zip first\.$"):
        find(named)


def test_a_store_of_no_known_kind_is_a_sentence():
    with pytest.raises(OutputError, match=r"^nowhere://bucket/photos cannot be reached: [^\n]+\.$"):
        find(["nowhere://bucket/photos"])
