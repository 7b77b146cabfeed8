"""Decoding in a process of its own, which is ended when it takes too much, and keeps no other thread from its turn.

GIF, BMP and TIFF, whose headers do not tell what they cost: Pillow reads their parts in Python, and some in a time that
grows with the square of their number. AVIF, because Pillow holds the interpreter's lock for a part of it: 0.3 s for 12
megapixels. It takes a tenth of a second to start, so a GIF or a BMP too small to cost much is decoded at once. A TIFF
is not, because libtiff itself writes into the log what it thinks of a damaged one.
"""

import json
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from threading import Timer

from PIL import Image

from model.decoding import NO_TURN, PhotoError, Turn
from model.decoding import decode as decode_here
from model.limits import COSTLY, MAX_BYTES, UNGUARDED

TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
SECONDS = 2  # of processor, its start among them
SMALL = 0.2  # seconds that a file too small to cost much takes
MEMORY = 600_000_000  # bytes, beside the interpreter's own
ROWS = 16  # of the decoded photo that are handed over in one piece
PIPE_SIZE = 1 << 18  # bytes: of the 64 kB that are usual, each handing over costs more than what it hands over
PATIENCE = 20  # seconds of the clock, on a machine that has much else to do


def decode(data: bytes, turn: Turn = NO_TURN) -> Image.Image:
    """As `model.decoding.decode`, under guard where that may be needed."""
    if not _is_guarded(data):
        return decode_here(data, turn)
    try:
        with turn(SECONDS if len(data) > UNGUARDED else SMALL):
            said, pixels = _asked(data)
    except OSError as error:  # it was ended before it had read the photo
        raise PhotoError(COSTLY) from error
    if "template" in said:
        raise PhotoError(said["template"], **said["values"])
    return Image.frombytes("RGB", said["size"], pixels)


def _asked(data: bytes) -> tuple[dict, bytes]:
    """(what the other process says of the photo, its pixels). Raises PhotoError or OSError where that was ended."""
    command = [sys.executable, "-m", "model.guard"]
    with Popen(
        command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, pipesize=PIPE_SIZE, cwd=Path(__file__).parents[1]
    ) as child:
        alarm = Timer(PATIENCE, child.kill)
        alarm.start()
        try:
            child.stdin.write(data)
            child.stdin.close()
            said = json.loads(child.stdout.readline() or "{}")
            width, height = said.get("size", (0, 0))
            pixels = child.stdout.read(3 * width * height)  # into one piece of memory: 50 megapixels are 150 MB
        finally:
            alarm.cancel()
    if child.returncode:
        raise PhotoError(COSTLY)
    return said, pixels


def _is_guarded(data: bytes) -> bool:
    if len(data) > MAX_BYTES:
        return False
    if data.startswith(TIFF) or data[4:12] == b"ftypavif":
        return True
    return data.startswith((b"GIF8", b"BM")) and len(data) > UNGUARDED


def _limit() -> None:
    try:
        import resource  # which not every system has
    except ImportError:
        return
    own = (
        int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() if sys.platform == "linux" else 0
    )
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if own:
        resource.setrlimit(resource.RLIMIT_AS, (own + MEMORY, own + MEMORY))


def _say(said: dict) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")


def _main() -> int:
    data = sys.stdin.buffer.read()
    _limit()
    try:
        photo = decode_here(data)
    except PhotoError as error:
        _say({"template": error.template, "values": error.values})
        return 0
    width, height = photo.size
    _say({"size": photo.size})
    for top in range(0, height, ROWS):  # all at once would be a copy more, whose pages cost more than the decoding
        sys.stdout.buffer.write(photo.crop((0, top, width, min(top + ROWS, height))).tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(_main())
