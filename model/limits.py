"""What a photo may cost: bytes, pixels, and what decoding it takes, told from its header before it is decoded.

The seconds are of one core of the machine that the README names; what no header tells runs under `model.guard`.
"""

from dataclasses import dataclass

MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000  # as decoded: a JPEG of more is read at a fraction of its size
MIN_SIDE = 16  # px: a garment on fewer is a smudge of which any class could be said
MOST_OBLONG = 20  # times as long as wide
MOST_SECONDS = 2.5
MOST_MEMORY = 600_000_000  # bytes
UNGUARDED = 200_000  # bytes of a file in a form of whose cost the header does not tell
MOST_READS = 200_000  # of a decoder from the file: one for a few bytes takes longer than the bytes

COSTLY = "This photo takes too long or too much memory to decode: save it as an ordinary JPEG."
TOO_MANY_PIXELS = "This photo has too many pixels; the limit is {most} megapixels: make it smaller."
TOO_MANY_BYTES = "This file has {size} MB; the limit is {most} MB: send a smaller photo."


@dataclass(frozen=True)
class Cost:
    """Of decoding: seconds for each MB of the file and for each megapixel, bytes for each pixel."""

    seconds_per_mb: float
    seconds_per_megapixel: float
    bytes_per_pixel: float


# Measured at 50 megapixels of one colour and at noise of the highest quality, whichever is dearer.
COSTS = {
    "JPEG": Cost(0.015, 0.003, 0),  # decoded small
    "PNG": Cost(0.02, 0.03, 9),
    "WEBP": Cost(0.12, 0.022, 16),
    "HEIF": Cost(0.12, 0.026, 8),
    "AVIF": Cost(0.14, 0.022, 10),
}
ANY_OTHER = Cost(0.02, 0.03, 9)
PROGRESSIVE = 0.075  # seconds for each MB of a JPEG in scans
SCAN = 0.00013  # seconds for each megapixel of one of its scans, even an empty one


def too_oblong_or_small(width: int, height: int) -> bool:
    """width and height: in pixels."""
    return min(width, height) < MIN_SIDE or max(width, height) > MOST_OBLONG * min(width, height)


def cost(form: str, size: int, pixels: int, scans: int = 1, components: int = 3) -> tuple[float, float]:
    """What decoding takes, at most: (seconds of a core, bytes of memory).

    form: in Pillow's words. size: the file's, in bytes. pixels: as in its header. scans: of a JPEG; where there are
    several, it keeps two bytes of each of its components for each pixel until the last.
    """
    of_form = COSTS.get(form, ANY_OTHER)
    seconds = of_form.seconds_per_mb * size / 1e6 + of_form.seconds_per_megapixel * pixels / 1e6
    if form != "JPEG" or scans == 1:
        return seconds, of_form.bytes_per_pixel * pixels
    return seconds + PROGRESSIVE * size / 1e6 + SCAN * scans * pixels / 1e6, 2 * components * pixels
