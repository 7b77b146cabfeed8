"""Zips of anybody's making: their list of files, and one file at a time, whatever the zip says of itself.

The standard library's reader holds the whole list in memory, half a kilobyte a file, and unpacks what it is told to.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from model.decoding import PhotoError
from model.limits import MAX_BYTES

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
END, END_SIZE, MOST_COMMENT = b"PK\x05\x06", 22, 65_535
LOCATOR, LOCATOR_SIZE, LONG_END = b"PK\x06\x07", 20, b"PK\x06\x06"  # of a list that takes 64 bits
LONG_FIELDS, ABSENT = 1, 0xFFFFFFFF  # where a number that takes 64 bits stands, and what stands in its place
STORED, DEFLATED = 0, 8  # other methods may ask for gigabytes to unpack a few bytes
ENCRYPTED, IN_UTF_8 = 0x1, 0x800
PIECE = 65_536  # bytes unpacked at once

NOT_A_ZIP = "This zip is damaged, or is none: pack it again, or send the photos themselves."
TOO_MANY_FILES = "There are too many files in this zip: send the photos themselves."
NOT_INSIDE = "This photo cannot be taken out of the zip: send it by itself."


@dataclass(frozen=True)
class Entry:
    """A file in a zip, or a folder, whose name ends in "/".

    checksum: of its bytes unpacked. packed: how many bytes it has in the zip. at: where there its own head begins.
    """

    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    at: int


@dataclass(frozen=True)
class Directory:
    """A zip's list of files. start, length: in bytes. shift: of all that stands in the zip, by what is before it."""

    start: int
    length: int
    shift: int


def directory(file: BinaryIO, most: int | None = None) -> Directory:
    """Where the list of files lies. most: bytes of it; one that takes 64 bits has more than any such number.

    Raises PhotoError, one sentence, for what is no zip and for a longer list, and OSError.
    """
    size = file.seek(0, 2)
    begin = file.seek(max(0, size - END_SIZE - MOST_COMMENT))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise PhotoError(NOT_A_ZIP)
    length, start = struct.unpack_from("<LL", tail, at + 12)
    end = begin + at
    file.seek(max(0, end - LOCATOR_SIZE))
    is_long = file.read(LOCATOR_SIZE).startswith(LOCATOR)
    if most is not None and (is_long or length > most):
        raise PhotoError(TOO_MANY_FILES)
    if is_long:
        file.seek(end - LOCATOR_SIZE)
        (end,) = struct.unpack("<8xQ4x", file.read(LOCATOR_SIZE))
        file.seek(min(end, size))
        record = file.read(56)
        if len(record) < 56 or not record.startswith(LONG_END):
            raise PhotoError(NOT_A_ZIP)
        length, start = struct.unpack_from("<QQ", record, 40)
    if end - length - start < 0:
        raise PhotoError(NOT_A_ZIP)
    return Directory(end - length, length, end - length - start)


def entries(file: BinaryIO, listed: Directory) -> Iterator[Entry]:
    """What a zip's list names, one at a time. Raises PhotoError, one sentence, where it is damaged, and OSError."""
    at, end = listed.start, listed.start + listed.length
    while at < end:
        file.seek(at)  # who reads on may have moved the file in between
        head = file.read(46)
        if len(head) < 46 or not head.startswith(CENTRAL):
            raise PhotoError(NOT_A_ZIP)
        flags, method, checksum, packed, size = struct.unpack_from("<HH4xLLL", head, 8)
        of_name, of_extra, of_comment = struct.unpack_from("<HHH", head, 28)
        (local,) = struct.unpack_from("<L", head, 42)
        name, extra = file.read(of_name), file.read(of_extra)
        at += 46 + of_name + of_extra + of_comment
        if len(name) + len(extra) < of_name + of_extra or at > end:
            raise PhotoError(NOT_A_ZIP)
        packed, local = _long(extra, size, packed, local)
        text = name.decode("utf-8" if flags & IN_UTF_8 else "cp437", "replace").replace("\\", "/")
        yield Entry(text, flags, method, checksum, packed, local + listed.shift)


def _long(extra: bytes, size: int, packed: int, local: int) -> tuple[int, int]:
    """(packed, local), from where they stand in 64 bits if they do."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == LONG_FIELDS:
            field = extra[at + 4 : at + 4 + length]
            values = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            if size == ABSENT:
                next(values, None)
            packed = next(values, packed) if packed == ABSENT else packed
            return packed, next(values, local) if local == ABSENT else local
        at += 4 + length
    return packed, local


def take_out(file: BinaryIO, entry: Entry, most: int = MAX_BYTES) -> bytes:
    """The entry's bytes, unpacked; no more than `most` + 1 of them, by which it is seen that there are more.

    Raises PhotoError, one sentence, for what is encrypted, damaged or packed in another way, or cannot be read.
    """
    if entry.flags & ENCRYPTED or entry.method not in (STORED, DEFLATED):
        raise PhotoError(NOT_INSIDE)
    try:
        file.seek(entry.at)
        signature, of_name, of_extra = struct.unpack("<4s22xHH", file.read(30))
        file.seek(of_name + of_extra, 1)
        data = (_stored if entry.method == STORED else _inflated)(file, entry.packed, most + 1)
    except (OSError, OverflowError, ValueError, struct.error, zlib.error) as error:
        raise PhotoError(NOT_INSIDE) from error
    if signature != LOCAL or (len(data) <= most and zlib.crc32(data) != entry.checksum):
        raise PhotoError(NOT_INSIDE)
    return data


def _stored(file: BinaryIO, packed: int, most: int) -> bytes:
    return file.read(min(packed, most))


def _inflated(file: BinaryIO, packed: int, most: int) -> bytes:
    unpack, data = zlib.decompressobj(-zlib.MAX_WBITS), bytearray()
    while packed > 0 and len(data) < most and not unpack.eof:
        piece = file.read(min(packed, PIECE))
        if not piece:
            break
        packed -= len(piece)
        data += unpack.decompress(piece, most - len(data))
    return bytes(data)
