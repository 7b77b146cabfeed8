"""Pictures made to hurt: small files that ask a decoder for much. Built from the formats' own parts, none kept."""

import struct
import zlib

from PIL import Image

from tests.support import encoded


def _segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_of_scans(width: int, height: int, scans: int, components: int = 1) -> bytes:
    """A progressive JPEG, black, whose scans each say of all blocks that nothing changes."""
    ids = range(1, components + 1)
    blocks = -(-width // 8) * -(-height // 8)
    frame = struct.pack(">BHHB", 8, height, width, components) + b"".join(bytes([i, 0x11, 0]) for i in ids)
    first = _segment(0xDA, bytes([components]) + b"".join(bytes([i, 0]) for i in ids) + bytes(3))
    first += bytes(blocks * components // 8 + 1)  # a block is one bit: no difference
    later = _segment(0xDA, bytes([1, 1, 0, 1, 63, 0])) + bytes(-(-blocks // 2**14) * 15 // 8 + 2)  # runs of 2¹⁴ blocks
    tables = _segment(0xDB, bytes(1) + bytes([1] * 64)) + _segment(0xC2, frame)
    tables += _segment(0xC4, b"\x00\x01" + bytes(15) + b"\x00") + _segment(0xC4, b"\x10\x01" + bytes(15) + b"\xe0")
    return b"\xff\xd8" + tables + first + later * scans + b"\xff\xd9"


def webp_of_nothing(width: int, height: int) -> bytes:
    """A lossless WebP whose every pixel takes no bit at all (five codes of one symbol each)."""
    bits = length = 0
    for value, count in [(width - 1, 14), (height - 1, 14), (0, 4), (0, 3), *[(0b0001, 4)] * 5]:
        bits |= value << length
        length += count
    data = b"\x2f" + bits.to_bytes(length // 8 + 5, "little")
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def jpeg_of_parts(count: int) -> bytes:
    """A small JPEG with that many empty comments before its picture."""
    whole = encoded(Image.new("RGB", (64, 64)), "JPEG")
    return whole[:2] + b"\xff\xfe\x00\x02" * count + whole[2:]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of_parts(side: int, length: int) -> bytes:
    """A grey PNG whose data come in chunks of `length` bytes."""
    data = zlib.compress(bytes((side + 1) * side), 0)
    parts = b"".join(_chunk(b"IDAT", data[at : at + length]) for at in range(0, len(data), length))
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + parts + _chunk(b"IEND", b"")


def gif_of_comments(count: int, each: int = 1) -> bytes:
    """A small GIF with that many comments, or one of so many pieces where `each` is 0."""
    whole = encoded(Image.new("P", (64, 64)), "GIF")
    picture = whole.index(b"\x2c", 13)
    comments = b"\x21\xfe\x01a\x00" * count if each else b"\x21\xfe" + b"\x01a" * count + b"\x00"
    return whole[:picture] + comments + whole[picture:]


def bmp_of_runs(side: int, runs: bytes) -> bytes:
    """A square BMP of a palette, run-length encoded."""
    body = runs + b"\0\1"
    head = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, len(body), 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 1078 + len(body), 0, 0, 1078) + head + bytes(1024) + body


def tiff_of_strips(width: int, height: int, strips: int) -> bytes:
    """A grey TIFF that says of each of its strips that it lies at the file's beginning."""
    at = 8 + 2 + 12 * 9 + 4
    single = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (277, 1), (278, 1)]
    entries = [(tag, 4, 1, value) for tag, value in single] + [(273, 4, strips, at), (279, 4, strips, at + 4 * strips)]
    directory = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    head = b"II*\0" + struct.pack("<IH", 8, len(entries)) + directory + bytes(4)
    return head + struct.pack("<I", 8) * strips + struct.pack("<I", width) * strips


PAPER = (8000, 6250)  # px: 50 megapixels
MADE_TO_HURT = {  # name → (what makes it, whether it may be answered)
    "a JPEG of 5,800 scans": (lambda: jpeg_of_scans(7000, 7000, 5800), False),
    "a JPEG of 100 scans": (lambda: jpeg_of_scans(7000, 7000, 100), True),
    "a JPEG of 5,000 scans, small": (lambda: jpeg_of_scans(1000, 1000, 5000), True),
    "a JPEG of four components": (lambda: jpeg_of_scans(7000, 7000, 10, 4), True),
    "a JPEG of 65,000 pixels a side": (lambda: jpeg_of_scans(65000, 65000, 1), False),
    "a JPEG of a million comments": (lambda: jpeg_of_parts(1_000_000), False),
    "a WebP of 46 bytes": (lambda: webp_of_nothing(7000, 7000), False),
    "a WebP of 30 megapixels": (lambda: webp_of_nothing(6000, 5000), True),
    "a PNG in pieces of 16 bytes": (lambda: png_of_parts(4000, 16), False),
    "a PNG of 50 megapixels with a transparent colour": (
        lambda: encoded(Image.new("P", PAPER), "PNG", transparency=0),
        True,
    ),
    "a PNG of 16 bits": (lambda: encoded(Image.new("I;16", PAPER), "PNG"), True),
    "a GIF of a million comments": (lambda: gif_of_comments(1_000_000), False),
    "a GIF of one comment in pieces": (lambda: gif_of_comments(2_000_000, 0), False),
    "a GIF with few enough comments to be read at once": (lambda: gif_of_comments(38_000), True),
    "a BMP of runs of one pixel": (lambda: bmp_of_runs(7000, b"\1\5" * 2_000_000), False),
    "a BMP of jumps": (lambda: bmp_of_runs(7000, b"\0\2\xff\xff" * 200), True),
    "a TIFF of two million strips": (lambda: tiff_of_strips(100, 100, 2_000_000), False),
    "a TIFF of a million rows": (lambda: tiff_of_strips(50_000, 1_000_000, 1_000_000), False),
    "a TIFF of strips, read at once": (lambda: tiff_of_strips(1000, 20_000, 20_000), True),
    "an AVIF of 50 megapixels": (lambda: encoded(Image.new("RGB", PAPER), "AVIF", speed=10), True),
    "a HEIC of 50 megapixels": (lambda: encoded(Image.new("RGB", PAPER), "HEIF"), True),
}
