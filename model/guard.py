"""Decoding in a process of its own, which is ended when it takes too much, and keeps no other thread from its turn.

GIF, BMP and TIFF, whose headers do not tell what they cost: Pillow reads their parts in Python, and some in a time that
grows with the square of their number. AVIF, because Pillow holds the interpreter's lock for a part of it: 0.3 s for 12
megapixels. It takes a tenth of a second to start, so a GIF or a BMP too small to cost much is decoded at once. A TIFF
is not, because libtiff itself writes into the log what it thinks of a damaged one.
"""

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

from model.decoding import NO_TURN, PhotoError, Turn
from model.decoding import decode as decode_here
from model.limits import COSTLY, MAX_BYTES, UNGUARDED

TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
SECONDS = 2  # of processor, its start among them
SMALL = 0.2  # seconds that a file too small to cost much takes
MEMORY = 600_000_000  # bytes, beside the interpreter's own
PATIENCE = 20  # seconds of the clock, on a machine that has much else to do


def decode(data: bytes, turn: Turn = NO_TURN) -> Image.Image:
    """As `model.decoding.decode`, under guard where that may be needed."""
    if not _is_guarded(data):
        return decode_here(data, turn)
    command = [sys.executable, "-m", "model.guard"]
    try:
        with turn(SECONDS if len(data) > UNGUARDED else SMALL):
            ran = subprocess.run(
                command, input=data, capture_output=True, timeout=PATIENCE, cwd=Path(__file__).parents[1]
            )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise PhotoError(COSTLY) from error
    if ran.returncode == 2:
        said = json.loads(ran.stdout)
        raise PhotoError(said["template"], **said["values"])
    if ran.returncode:
        raise PhotoError(COSTLY)
    head, _, pixels = ran.stdout.partition(b"\n")
    return Image.frombytes("RGB", tuple(map(int, head.split())), pixels)


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


def _main() -> int:
    data = sys.stdin.buffer.read()
    _limit()
    try:
        photo = decode_here(data)
    except PhotoError as error:
        sys.stdout.buffer.write(json.dumps({"template": error.template, "values": error.values}).encode())
        return 2
    sys.stdout.buffer.write(b"%d %d\n" % photo.size + photo.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(_main())
