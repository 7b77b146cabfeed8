"""Zips as others make them, and as nobody should."""

import io
import random
import struct
import zipfile

import pytest

from model.decoding import PhotoError
from model.zips import NOT_A_ZIP, NOT_INSIDE, TOO_MANY_FILES, directory, entries, take_out

FILES = {"a.jpg": b"first" * 1000, "Größe/b.jpg": bytes(range(256)) * 300, "empty": b"", "folder/": b""}


def packed(method: int = zipfile.ZIP_DEFLATED, before: bytes = b"", comment: bytes = b"", **options) -> io.BytesIO:
    file = io.BytesIO()
    file.write(before)
    with zipfile.ZipFile(file, "a" if before else "w", method) as archive:
        for name, data in FILES.items():
            with archive.open(zipfile.ZipInfo(name), "w", **options) if options else archive.open(name, "w") as inside:
                inside.write(data)
        archive.comment = comment
    return file


def unpacked(file: io.BytesIO) -> dict[str, bytes]:
    return {entry.name: take_out(file, entry) for entry in list(entries(file, directory(file)))}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\nthat unpacks itself\n"])
@pytest.mark.parametrize("comment", [b"", b"of any length" * 1000])
def test_it_reads_what_the_standard_library_writes(method, before, comment):
    assert unpacked(packed(method, before, comment)) == FILES


def test_it_reads_numbers_of_64_bits(monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    file = packed(force_zip64=True)
    assert b"PK\x06\x06" in file.getvalue() and unpacked(file) == FILES
    assert unpacked(packed(before=b"in front", force_zip64=True)) == FILES
    with pytest.raises(PhotoError, match=TOO_MANY_FILES):
        directory(file, most=1_000_000)


def test_a_list_longer_than_it_may_be_is_not_read():
    file = packed()
    length = directory(file).length
    assert directory(file, most=length)
    with pytest.raises(PhotoError, match=TOO_MANY_FILES):
        directory(file, most=length - 1)


def test_no_more_is_unpacked_than_was_asked_for():
    file = packed()
    first = next(entries(file, directory(file)))
    assert take_out(file, first, most=5000) == FILES["a.jpg"]
    assert take_out(file, first, most=4999) == FILES["a.jpg"]
    assert take_out(file, first, most=10) == FILES["a.jpg"][:11]


def test_whatever_is_changed_in_it_is_a_sentence_or_the_same_files():
    """Each byte in turn of the list and of the heads, then whole stretches drawn: nothing else is raised or given."""
    whole, draw = packed().getvalue(), random.Random(0)
    changes = [(at, bytes([whole[at] ^ bit])) for at in range(0, len(whole)) for bit in (1, 0x80)]
    changes += [(draw.randrange(len(whole)), draw.randbytes(4)) for _ in range(500)]
    said = set()
    for at, by in changes:
        try:
            found = unpacked(io.BytesIO(whole[:at] + by + whole[at + len(by) :]))
            assert set(found.values()) <= {*FILES.values()}, at
        except PhotoError as error:
            said.add(str(error))
    assert said == {NOT_A_ZIP, NOT_INSIDE}


def test_a_list_of_the_largest_numbers_is_a_sentence():
    end = struct.pack("<4s4xHHLLH", b"PK\x05\x06", 1, 1, 2**32 - 1, 2**32 - 1, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 2**64 - 1, 1)
    for data in (end, locator + end, b"PK\x06\x06" + bytes(52) + locator + end):
        with pytest.raises(PhotoError, match=NOT_A_ZIP):
            unpacked(io.BytesIO(data))
