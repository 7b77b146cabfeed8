"""From a photo file to the network's input: opening it safely, then resize, grayscale, normalize, invert."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path

import torch
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener
from torch import Tensor
from torch.nn.functional import pad

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "GIF", "BMP", "TIFF", "AVIF")  # JPEG includes the MPO of some phones
MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000  # as decoded: a JPEG of more is read at a fraction of its size
MIN_SIDE = 16  # px: a garment on fewer is a smudge of which any class could be said
MOST_OBLONG = 20  # times as long as wide
READING_SIDE = 512  # px: a JPEG is decoded at the smallest of 1, 1/2, 1/4, 1/8 that keeps both sides this long
MEAN = STD = 0.5

register_heif_opener()

_TOO_MANY_PIXELS = f"This photo has too many pixels; the limit is {MAX_PIXELS // 10**6} megapixels: make it smaller."


class PhotoError(ValueError):
    """A photo that cannot be read; its text is one sentence for the person who sent it."""


def open_photo(source: bytes | str | Path) -> Image.Image:
    """The photo as a person sees it: upright, first frame, on white where it is transparent; mode RGB.

    source: the file's bytes or its path. Raises PhotoError, one sentence, for anything that is not a readable photo.
    """
    image = _decode(source if isinstance(source, bytes) else _read(Path(source)))
    with suppress(Exception):  # a damaged EXIF block says nothing about the pixels, so they are used as they are
        image = ImageOps.exif_transpose(image)
    try:
        return _to_rgb(image)
    except Exception as error:
        raise PhotoError(f"The colours of this photo ({image.mode}) cannot be read; save it as JPEG or PNG.") from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PhotoError(_too_many_bytes(path.stat().st_size))
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise PhotoError("The photo's file cannot be opened; choose it again.") from error


def _decode(data: bytes) -> Image.Image:
    if not data:
        raise PhotoError("This file is empty; choose a photo.")
    if len(data) > MAX_BYTES:
        raise PhotoError(_too_many_bytes(len(data)))
    # Pillow's decoders raise nearly any exception on a malformed file, hence the two wide nets.
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoError(_TOO_MANY_PIXELS) from error
    except Exception as error:
        raise PhotoError(
            "This file is not a photo that can be read; use a JPEG, PNG, WebP, HEIC, GIF, BMP, TIFF or AVIF picture."
        ) from error
    width, height = image.size
    if min(width, height) < MIN_SIDE or max(width, height) > MOST_OBLONG * min(width, height):
        raise PhotoError(
            f"This photo has {width} × {height} pixels: send one of at least {MIN_SIDE} each way, and at most "
            f"{MOST_OBLONG} times as long as wide."
        )
    image.draft(None, (READING_SIDE, READING_SIDE))
    if image.width * image.height > MAX_PIXELS:
        raise PhotoError(_TOO_MANY_PIXELS)
    try:
        image.load()
    except Exception as error:
        raise PhotoError("This photo is damaged or cut off; send it again or choose another.") from error
    return image


def _too_many_bytes(size: int) -> str:
    return f"This file has {size / 10**6:.0f} MB; the limit is {MAX_BYTES // 10**6} MB: send a smaller photo."


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        image = _to_eight_bits(image)
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    return image.convert("RGB")


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Modes I;16, I and F (16-bit, 32-bit, float) → L; converting them directly would clip at 255."""
    if image.mode.startswith("I;16"):
        white = 65535
    else:  # these carry no scale of their own: the smallest usual white that holds the brightest pixel
        brightest = image.getextrema()[1]
        white = next((w for w in (1, 255, 65535) if brightest <= w), brightest)
    return image.convert("F").point(lambda value: value * (255 / white) + 0).convert("L")


def seen_share(width: int, height: int) -> tuple[float, float]:
    """How much of a photo's width and of its height the transform takes: all of a square one's; above 1, beyond it.

    A square always, so that the garment keeps its shape: squashed, a dress is as short as a T-shirt. The one cut out of
    the photo loses hems and sleeves, the one around it is mostly its surroundings; this is half way from one to other.
    """
    aspect = min(width, height) / max(width, height)
    longer, shorter = aspect**0.5, aspect**-0.5
    return (longer, shorter) if width >= height else (shorter, longer)


def seen_box(width: int, height: int) -> tuple[float, float, float, float]:
    """The square that the transform takes, around a photo's middle: (left, top, right, bottom) in pixels."""
    across, down = seen_share(width, height)
    left, top = width * (1 - across) / 2, height * (1 - down) / 2
    return left, top, width - left, height - top


def transform(photo: Image.Image, size: int = 28, views: int = 1) -> Tensor:
    """Resize, grayscale, normalize, invert: an RGB photo of any size → (views, size, size) in [0, 2], white paper at 0.

    Of an oblong photo it takes `seen_box`; what lies beyond the photo is as its nearest pixel. views: 1, the photo in
    grey as the eye weighs its colours; 2 or 3, then as it is through a red filter, then through a blue one: a dark coat
    on a red cover is grey on grey to the eye, and stands out in one of these.

    BOX averages all the pixels under one, so a picture printed at a multiple of `size` comes back exactly. A smaller
    photo is enlarged smoothly: BOX would turn its pixels into squares with edges that no garment has.
    """
    resampling = Image.Resampling.BOX if min(photo.size) >= size else Image.Resampling.BILINEAR
    left, top, right, bottom = seen_box(*photo.size)
    inside = (max(0, left), max(0, top), min(photo.width, right), min(photo.height, bottom))
    width, height = (max(1, round(size / max(1, share))) for share in seen_share(*photo.size))
    small = photo.resize((width, height), resampling, box=inside).convert("RGB")
    greys = [small.convert("L"), small.getchannel("R"), small.getchannel("B")][:views]
    pixels = torch.frombuffer(bytearray(b"".join(grey.tobytes() for grey in greys)), dtype=torch.uint8)
    x = to_network_space(pixels.view(views, height, width))
    before, above = (size - width) // 2, (size - height) // 2
    return pad(x, (before, size - width - before, above, size - height - above), mode="replicate")


def to_network_space(pixels: Tensor) -> Tensor:
    """Normalize, invert: a photo's grey values, uint8 in 0..255 of any shape → float32 in [0, 2], white at 0.

    Training data pass through here too, so that training and serving share one pixel space.
    """
    return 1 - (pixels.float() / 255 - MEAN) / STD


def to_picture(x: Tensor) -> Image.Image:
    """What the network sees, as a grey picture: (1, S, S) in [0, 2] → mode L, S × S px, white paper shown black."""
    pixels = (x.clip(0, 2) * 127.5).round().byte()
    return Image.frombytes("L", (pixels.shape[-1], pixels.shape[-2]), bytes(pixels.flatten().tolist()))
