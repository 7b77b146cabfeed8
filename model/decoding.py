"""A file's bytes to the photo as a person sees it, or to one sentence why there is none. Needs no torch."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from io import BytesIO

from PIL import ExifTags, Image, ImageOps
from pillow_heif import register_heif_opener

from model.limits import (
    COSTLY,
    MAX_BYTES,
    MAX_PIXELS,
    MIN_SIDE,
    MOST_MEMORY,
    MOST_OBLONG,
    MOST_READS,
    MOST_SECONDS,
    TOO_MANY_BYTES,
    TOO_MANY_PIXELS,
    cost,
    too_oblong_or_small,
)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "GIF", "BMP", "TIFF", "AVIF")  # JPEG includes the MPO of some phones
READING_SIDE = 512  # px: a JPEG is decoded at the smallest of 1, 1/2, 1/4, 1/8 that keeps both sides this long

register_heif_opener()


class PhotoError(ValueError):
    """A photo that cannot be read; its text is one sentence for the person who sent it.

    template, values: the sentence before the values were put into it, so that it can be said in another language.
    """

    def __init__(self, template: str, **values: object):
        super().__init__(template.format(**values))
        self.template, self.values = template, values


class _File(BytesIO):
    """A file that ends a decoder which asks for it in too many small pieces."""

    reads = 0

    def read(self, *size: int) -> bytes:
        self.reads += 1
        if self.reads > MOST_READS:
            raise OSError("too many parts")
        return super().read(*size)


Turn = Callable[[float], AbstractContextManager]  # the seconds that a photo takes → what they are spent in
NO_TURN: Turn = nullcontext


def decode(data: bytes, turn: Turn = NO_TURN) -> Image.Image:
    """The photo upright, first frame, on white where it is transparent; mode RGB. Raises PhotoError, one sentence.

    turn: told the seconds that decoding will take, at most, returns the context in which it is done.
    """
    image, seconds = _opened(data)
    with turn(seconds):
        try:
            image.load()
        except Exception as error:
            raise PhotoError("This photo is damaged or cut off; send it again or choose another.") from error
        with suppress(Exception):  # a damaged EXIF block says nothing about the pixels, so they are used as they are
            if image.getexif().get(ExifTags.Base.Orientation, 1) != 1:  # else it would be copied
                image = ImageOps.exif_transpose(image)
        try:
            return _to_rgb(image)
        except Exception as error:
            raise PhotoError(
                "The colours of this photo ({mode}) cannot be read; save it as JPEG or PNG.", mode=image.mode
            ) from error


def _opened(data: bytes) -> tuple[Image.Image, float]:
    """(what its header tells, the seconds that decoding it takes, at most)."""
    if not data:
        raise PhotoError("This file is empty; choose a photo.")
    if len(data) > MAX_BYTES:
        raise too_many_bytes(len(data))
    # Pillow's decoders raise nearly any exception on a malformed file, hence the two wide nets.
    try:
        image = Image.open(_File(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise PhotoError(
            "This file is not a photo that can be read; use a JPEG, PNG, WebP, HEIC, GIF, BMP, TIFF or AVIF picture."
        ) from error
    width, height = image.size
    if too_oblong_or_small(width, height):
        raise PhotoError(
            "This photo has {width} × {height} pixels: send one of at least {least} each way, and at most {oblong} "
            "times as long as wide.",
            width=width,
            height=height,
            least=MIN_SIDE,
            oblong=MOST_OBLONG,
        )
    form = "JPEG" if image.format == "MPO" else image.format
    scans = _scans(data, image) if form == "JPEG" else 1
    seconds, memory = cost(form, len(data), width * height, scans, len(image.getbands()))
    image.draft(None, (READING_SIDE, READING_SIDE))
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    if seconds > MOST_SECONDS or memory > MOST_MEMORY:
        raise PhotoError(COSTLY)
    return image, seconds


def too_many_bytes(size: int) -> PhotoError:
    """What a file of that many is refused with."""
    return PhotoError(TOO_MANY_BYTES, size=f"{size / 10**6:.0f}", most=MAX_BYTES // 10**6)


def _too_many_pixels() -> PhotoError:
    return PhotoError(TOO_MANY_PIXELS, most=MAX_PIXELS // 10**6)


SCAN = b"\xff\xda"  # no picture's data hold these two bytes together


def _scans(data: bytes, image: Image.Image) -> int:
    """How many passes over the whole picture a JPEG asks for; 1 where it can be read from top to bottom."""
    first = 2
    while data[first : first + 2] not in (SCAN, b""):  # past the tables, and past the thumbnail that may be in one
        first += 2 + int.from_bytes(data[first + 2 : first + 4], "big")
    of_all = data[first + 4 : first + 5] == bytes([len(image.getbands())])
    if of_all and not image.info.get("progressive"):
        return 1
    return data.count(SCAN, first) or data.count(SCAN)  # the second where something odd led past the first one


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        image = _to_eight_bits(image)
    if image.has_transparency_data:
        image = _smaller(image if image.mode == "RGBA" else image.convert("RGBA"))
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    # Let go of its file and of its decoder, which holds two pictures more of a WebP. Pillow's own ways to do so copy
    # 12 megapixels in the time in which it decodes a tenth of a PNG.
    return image._new(image.im) if image.mode == "RGB" else image.convert("RGB")


def _smaller(image: Image.Image) -> Image.Image:
    """As a JPEG would be: laying 50 megapixels on paper takes four times their memory."""
    factor = min(image.size) // (2 * READING_SIDE)
    return image.reduce(factor) if factor > 1 else image


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Modes I;16, I and F (16-bit, 32-bit, float) → L; converting them directly would clip at 255."""
    if image.mode.startswith("I;16"):
        white = 65535
    else:  # these carry no scale of their own: the smallest usual white that holds the brightest pixel
        brightest = image.getextrema()[1]
        white = next((w for w in (1, 255, 65535) if brightest <= w), brightest)
    return image.convert("F").point(lambda value: value * (255 / white) + 0).convert("L")
