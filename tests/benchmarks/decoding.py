"""A photo of 12 megapixels, from its bytes to what the network gets, against its decoder alone."""

from collections.abc import Iterator
from functools import cache, partial
from io import BytesIO
from pathlib import Path

from PIL import Image
from torch import Tensor

from model.decoding import READING_SIDE
from model.photo import open_photo
from model.predictor import Predictor
from tests.benchmarks.measuring import Line, in_turn
from tests.support import encoded
from tests.tools.latency import drawn_photo

ROUNDS = 9
GOAL = 1.15
OTHERS = {"PNG": {}, "WEBP": {"quality": 80}, "HEIF": {"quality": 60}}  # as phones and programs write them


@cache
def photos() -> dict[str, bytes]:
    """Format → the same drawn photo with a phone's grain, of 4032 × 3024 px."""
    jpeg = drawn_photo()
    drawn = Image.open(BytesIO(jpeg)).convert("RGB")
    return {"JPEG": jpeg, **{format: encoded(drawn, format, **options) for format, options in OTHERS.items()}}


def decoded(data: bytes, side: int) -> Image.Image:
    """What the library must do: the pixels, of a JPEG at the smallest scale that keeps both sides of `side` px."""
    image = Image.open(BytesIO(data))
    image.draft(None, (side, side))  # no other format's decoder can be told to make less
    image.load()
    return image


def measure(data_dir: Path) -> Iterator[Line]:
    """A line a format, and what the next smaller scale of a JPEG, which gives another answer, would take."""
    predictor = Predictor()
    limits = {format: partial(decoded, data, READING_SIDE) for format, data in photos().items()}
    limits["smaller"] = partial(decoded, photos()["JPEG"], READING_SIDE // 2)
    ours = {f"our {format}": partial(_seen, predictor, data) for format, data in photos().items()}
    taken = in_turn(limits | ours, ROUNDS)
    for format, data in photos().items():
        what = f"12 megapixels of {format} ({len(data) / 1e6:.1f} MB) → tensor"
        scale = " at a quarter" if format == "JPEG" else ""
        yield Line(what, f"its decoder alone{scale}", taken[f"our {format}"], taken[format], goal=GOAL)
    what = "12 megapixels of JPEG → tensor"
    yield Line(what, "its decoder alone at an eighth, for another answer", taken["our JPEG"], taken["smaller"])


def _seen(predictor: Predictor, data: bytes) -> Tensor:
    return predictor.see(open_photo(data))
