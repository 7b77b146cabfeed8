"""From a photo file to the network's input: opening it safely, then resize, grayscale, normalize, invert."""

from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from model.decoding import NO_TURN, PhotoError, Turn, too_many_bytes
from model.guard import decode
from model.limits import MAX_BYTES

MEAN = STD = 0.5


def open_photo(source: bytes | str | Path, turn: Turn = NO_TURN) -> Image.Image:
    """The photo as a person sees it: upright, first frame, on white where it is transparent; mode RGB.

    source: the file's bytes or its path. turn: as `decode` takes it. Raises PhotoError, one sentence, for anything that
    is not a readable photo, or that costs more to decode than `model.limits` lets a photo cost.
    """
    return decode(source if isinstance(source, bytes) else _read(Path(source)), turn)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise too_many_bytes(path.stat().st_size)
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise PhotoError("The photo's file cannot be opened; choose it again.") from error


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
    return to_network_space(greys(seen(photo, size), views))


def seen(photo: Image.Image, size: int) -> Image.Image:
    """The first of these, while it is in colour: what `transform` takes of a photo, RGB, size × size px."""
    resampling = Image.Resampling.BOX if min(photo.size) >= size else Image.Resampling.BILINEAR
    left, top, right, bottom = seen_box(*photo.size)
    inside = (max(0, left), max(0, top), min(photo.width, right), min(photo.height, bottom))
    width, height = (max(1, round(size / max(1, share))) for share in seen_share(*photo.size))
    small = photo.resize((width, height), resampling, box=inside).convert("RGB")
    pixels = torch.frombuffer(bytearray(small.tobytes()), dtype=torch.uint8).view(height, width, 3)
    rows, columns = (_within(size, length) for length in (height, width))
    square = pixels.index_select(0, rows).index_select(1, columns)
    return Image.frombytes("RGB", (size, size), square.numpy().tobytes())


def greys(picture: Image.Image, views: int = 1) -> Tensor:
    """The second: an RGB picture in grey, through these filters → uint8 (views, height, width), white at 255."""
    found = [picture.convert("L"), picture.getchannel("R"), picture.getchannel("B")][:views]
    pixels = torch.frombuffer(bytearray(b"".join(grey.tobytes() for grey in found)), dtype=torch.uint8)
    return pixels.view(views, picture.height, picture.width)


def _within(size: int, length: int) -> Tensor:
    """(size,): which of `length` pixels stands at each place, they in the middle, the first and last going on."""
    return (torch.arange(size) - (size - length) // 2).clip(0, length - 1)


def to_network_space(pixels: Tensor) -> Tensor:
    """Normalize, invert: a photo's grey values, uint8 in 0..255 of any shape → float32 in [0, 2], white at 0.

    Training data pass through here too, so that training and serving share one pixel space.
    """
    return 1 - (pixels.float() / 255 - MEAN) / STD


def to_picture(x: Tensor) -> Image.Image:
    """What the network sees, as a grey picture: (1, S, S) in [0, 2] → mode L, S × S px, white paper shown black."""
    pixels = (x.clip(0, 2) * 127.5).round().byte()
    return Image.frombytes("L", (pixels.shape[-1], pixels.shape[-2]), bytes(pixels.flatten().tolist()))
