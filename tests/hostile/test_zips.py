"""A zip that the server opens takes no more of it than the photos in it, whatever it says of itself."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
from gradio.utils import get_upload_folder

from model.decoding import PhotoError
from model.limits import MAX_BYTES
from model.zips import CENTRAL, END, LOCATOR
from page.many import zips
from page.turns import TURNS
from tests.support import EXAMPLES

PHOTO = (EXAMPLES / "bag.jpg").read_bytes()


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def lying(tmp_path_factory, monkeypatch):
    """A function that puts a file where uploads lie; → its value, as the page sends it."""
    folder = tmp_path_factory.mktemp("uploads")
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    assert get_upload_folder() == str(folder)

    def put(data: bytes) -> dict:
        path = folder / "photos.zip"
        path.write_bytes(data)
        return {"path": str(path)}

    return put


def opened(upload: dict, *places: int) -> list:
    """Of each file at these places its name, with the size of its photo, or what is said instead."""
    found = []
    with zips.photos(upload, places) as sources:
        for name, opens in sources:
            try:
                found.append((name, opens(TURNS.of_one_request()).size))
            except PhotoError as error:
                found.append((name, str(error)))
    return found


def edited(data: bytes, signature: bytes, at: int, form: str, value: int) -> bytes:
    """The zip with one number changed, in each record that begins with that signature."""
    changed, place = bytearray(data), data.find(signature)
    while place >= 0:
        struct.pack_into(form, changed, place + at, value)
        place = data.find(signature, place + 4)
    return bytes(changed)


def test_photos_are_taken_out_by_their_places(lying):
    upload = lying(packed(("in/Größe.jpg", PHOTO), ("in/notes.txt", b"hello"), ("..\\..\\up.jpg", PHOTO)))
    (name, size), (notes, sentence), (up, _) = opened(upload, 0, 1, 2)
    assert (name, notes, up) == ("Größe.jpg", "notes.txt", "up.jpg") and size[0] > 100
    assert sentence.startswith("This file is not a photo")


@pytest.mark.parametrize("place", [1, -1, 10**9])
def test_a_place_that_there_is_not_is_a_sentence(lying, place):
    assert opened(lying(packed(("a.jpg", PHOTO))), place) == [("", zips.NOT_INSIDE)]


SPOILT = {
    "encrypted": edited(packed(("a.jpg", PHOTO)), CENTRAL, 8, "<H", 1),
    "a method of its own": edited(packed(("a.jpg", PHOTO)), CENTRAL, 10, "<H", 99),
    "lzma, which may ask for gigabytes": packed(("a.jpg", PHOTO), method=zipfile.ZIP_LZMA),
    "another checksum": edited(packed(("a.jpg", PHOTO)), CENTRAL, 16, "<L", 5),
    "a place beyond its end": edited(packed(("a.jpg", PHOTO)), CENTRAL, 42, "<L", 2**31),
    "a list beyond its end": edited(packed(("a.jpg", PHOTO)), END, 16, "<L", 2**31),
    "cut in the middle": packed(("a.jpg", PHOTO))[:2000] + packed(("a.jpg", PHOTO))[5000:],
}


@pytest.mark.parametrize("data", SPOILT.values(), ids=SPOILT)
def test_a_file_that_cannot_be_taken_out_is_a_sentence(lying, data):
    upload = lying(data)
    try:
        [(_, said)] = opened(upload, 0)
    except PhotoError as error:
        said = str(error)
    assert said in (zips.NOT_INSIDE, zips.NOT_A_ZIP)


WHOLE = packed(("a.jpg", PHOTO))
NO_ZIPS = {
    "empty": b"",
    "a photo": PHOTO,
    "its end alone": WHOLE[-22:-1],
    "a list longer than it is": edited(WHOLE, END, 12, "<L", 10_000),
}


@pytest.mark.parametrize("data", NO_ZIPS.values(), ids=NO_ZIPS)
def test_what_is_no_zip_is_a_sentence(lying, data):
    with pytest.raises(PhotoError, match="This zip is damaged, or is none"):
        opened(lying(data), 0)


@pytest.mark.parametrize("upload", [None, {}, {"path": "/etc/passwd"}, {"path": "/"}, {"url": "data:,PK"}, 5])
def test_nothing_but_an_upload_is_opened(lying, upload):
    with pytest.raises(PhotoError, match="This zip is damaged, or is none"):
        opened(upload, 0)


def costs(upload: dict, *places: int) -> tuple[list, float, int]:
    """(what is said, seconds of processor, bytes of memory)."""
    tracemalloc.start()
    started = time.process_time()
    said = opened(upload, *places)
    seconds, (_, most) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return said, seconds, most


def test_a_small_zip_of_much_is_ended(lying):
    """A file of zeros packs a thousand to one; the same bytes lie behind all of its names."""
    bomb = packed(*[(f"{number}.jpg", bytes(MAX_BYTES)) for number in range(16)])
    assert len(bomb) < 1_000_000
    said, seconds, most = costs(lying(bomb), *range(16))
    assert [sentence for _, sentence in said[-12:]] == [zips.TOO_MUCH_INSIDE] * 12
    assert seconds < 3 and most < 200e6


def test_one_file_larger_than_a_photo_may_be_is_ended(lying):
    data = edited(packed(("a.jpg", bytes(10 * MAX_BYTES))), CENTRAL, 24, "<L", 100)  # and it says that it is small
    [(_, sentence)], seconds, most = costs(lying(data), 0)
    assert sentence.endswith(".") and seconds < 3 and most < 200e6


def test_a_list_of_very_many_files_is_not_read(lying):
    many = packed(*[(f"{number}.jpg", b"") for number in range(30_000)])
    started = time.process_time()
    with pytest.raises(PhotoError, match="too many files"):
        opened(lying(many), 0)
    assert time.process_time() - started < 0.1


def test_a_list_of_64_bits_is_not_read(lying):
    record = struct.pack("<4sLQL", LOCATOR, 0, 0, 1)
    with pytest.raises(PhotoError, match="too many files"):
        opened(lying(WHOLE[:-22] + record + WHOLE[-22:]), 0)
