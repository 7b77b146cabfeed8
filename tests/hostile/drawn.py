"""Pictures, requests and checkpoints that nobody thought of: Hypothesis draws them, mostly by damaging whole ones.

Beside each kind stands its judge: it says how the thing was answered, or raises AssertionError. The tests draw a few,
`python -m tests.tools.fuzz` as many as it has time for.
"""

import math
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import httpx
import torch
from hypothesis import strategies as st
from PIL import Image

from model.archive import CheckpointError
from model.decoding import PhotoError
from model.photo import open_photo
from model.predictor import Predictor
from tests.hostile.asking import ask, data_url, is_a_sentence
from tests.hostile.checkpoints import contents, saved, tiny
from tests.support import encoded

HEAD = 300  # bytes, in which most of what a file says of itself stands
LARGEST = 3_000_000  # bytes of a damaged file
NUMBERS = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 2**63 - 1, 2**64 - 1)


def _pictures() -> list[bytes]:
    """A picture in each form that is read, and in the forms that a form has."""
    large = Image.effect_mandelbrot((300, 200), (-2, -1.5, 1, 1.5), 90).convert("RGB")
    small, clear = large.resize((40, 30)), large.resize((40, 30)).convert("RGBA")
    cmyk, palette, deep = large.convert("CMYK"), small.convert("P"), Image.new("I;16", (40, 30), 30_000)
    ways = [
        (large, "JPEG", {}), (large, "JPEG", {"progressive": True}), (cmyk, "JPEG", {}), (small, "PNG", {}),
        (palette, "PNG", {"transparency": 3}), (deep, "PNG", {}), (clear, "PNG", {}), (small, "WEBP", {}),
        (clear, "WEBP", {"lossless": True}), (small, "WEBP", {"save_all": True, "append_images": [small.rotate(9)]}),
        (large, "HEIF", {}), (large, "AVIF", {"speed": 10}), (palette, "GIF", {"transparency": 3}),
        (palette, "GIF", {"save_all": True, "append_images": [palette.rotate(9)]}), (palette, "BMP", {}),
        (small, "TIFF", {}), (small, "TIFF", {"compression": "tiff_lzw"}), (large, "TIFF", {"compression": "jpeg"}),
    ]  # fmt: skip
    return [encoded(picture, form, **options) for picture, form, options in ways]


@st.composite
def damaged(draw, whole: list[bytes]) -> bytes:
    """One of these files after up to eight accidents, most of them near its beginning."""
    data = bytearray(draw(st.sampled_from(whole)))
    for _ in range(draw(st.integers(1, 2) | st.integers(1, 8))):
        at = draw(st.integers(0, min(len(data), HEAD)) | st.integers(0, len(data)))
        length = draw(st.integers(1, 40) | st.integers(1, max(1, len(data))))
        what = draw(st.sampled_from(["bytes", "number", "cut", "lost", "again", "another's"]))
        if what == "bytes":
            data[at : at + length] = draw(st.binary(min_size=1, max_size=8))
        elif what == "number":
            size = draw(st.sampled_from([1, 2, 4, 8]))
            number = draw(st.sampled_from(NUMBERS)) % 2 ** (8 * size)
            data[at : at + size] = number.to_bytes(size, draw(st.sampled_from(["little", "big"])))
        elif what == "cut":
            del data[at:]
        elif what == "lost":
            del data[at : at + length]
        elif what == "again":
            times = draw(st.integers(1, 3) | st.integers(1, 3000))
            data[at:at] = data[at : at + length] * min(times, LARGEST // length)
        else:
            data[at:] = draw(st.sampled_from(whole))[at:]
        del data[LARGEST:]
    return bytes(data)


def with_sums(data: bytes) -> bytes:
    """A PNG whose chunks have the right sums again: with wrong ones no reader looks further. Others as they are."""
    head = b"\x89PNG\r\n\x1a\n"
    if not data.startswith(head):
        return data
    mended, at = bytearray(head), len(head)
    while at + 12 <= len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        body = data[at + 4 : at + 8 + length]
        mended += data[at : at + 4] + body + struct.pack(">I", zlib.crc32(body))
        at += length + 12
    return bytes(mended)


WHOLE = _pictures()
pictures = damaged(WHOLE).flatmap(lambda data: st.sampled_from([data, with_sums(data)]))


def judge_picture(data: bytes) -> str:
    try:
        photo = open_photo(data)
    except PhotoError as error:
        assert is_a_sentence(str(error)), str(error)
        return "a sentence"
    assert photo.mode == "RGB" and min(photo.size) > 0
    photo.resize((8, 8)).tobytes()
    return "an answer"


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=9,
)
tensors = st.sampled_from([torch.zeros(0), torch.ones(3), torch.tensor(math.nan), torch.ones(2, 2, dtype=torch.int64)])


@st.composite
def changed_checkpoints(draw) -> bytes:
    """A checkpoint of ours that holds, in up to three places, what it should not; its sum is right where it can be."""
    network = tiny()
    said = contents(network)
    for _ in range(draw(st.integers(1, 3))):
        inside = draw(st.sampled_from([said, *(value for value in said.values() if isinstance(value, dict) and value)]))
        key = draw(st.sampled_from(sorted(inside, key=str)))
        inside[key] = draw(anything | tensors | st.sampled_from(NUMBERS))
    with suppress(Exception):  # of what is odd enough there is no sum, and the old one stays
        said = contents(network, **{key: value for key, value in said.items() if key != "sum"})
    return saved(said)


checkpoints = changed_checkpoints() | damaged([saved(contents(tiny()))])


def judge_checkpoint(data: bytes, folder: Path) -> str:
    path = folder / "model.pt"
    path.write_bytes(data)
    try:
        predictor = Predictor(path)
    except CheckpointError as error:
        assert is_a_sentence(str(error).replace(str(path), "The file")), str(error)
        return "a sentence"
    probabilities = predictor.predict(Image.new("RGB", (60, 60), (90, 20, 40))).probabilities
    assert math.isclose(sum(probabilities.values()), 1, abs_tol=1e-3), probabilities
    return "an answer"


photos = (st.sampled_from(WHOLE) | pictures.filter(lambda data: len(data) < 100_000)).map(data_url)
files = st.fixed_dictionaries(
    {},
    optional={
        "path": plain | st.sampled_from(["/etc/passwd", "a\0b", "..", "", "/", "https://example.com/a.jpg"]),
        "url": photos.map(lambda photo: photo["url"])
        | plain
        | st.sampled_from(["data:,%41", "data:;base64,=", "http://127.0.0.1:9/", "file:///etc/passwd"]),
        "meta": st.just({"_type": "gradio.FileData"}) | anything,
        "orig_name": anything,
        "size": anything,
        "is_stream": anything,
    },
)
values = photos | files | anything
data = (
    st.lists(values | st.lists(values, max_size=6), max_size=4)
    | st.tuples(photos)
    | st.tuples(st.lists(photos | files))
)
bodies = st.fixed_dictionaries(
    {"data": data}, optional={"session_hash": st.text(max_size=20) | plain, "event_data": anything}
) | st.dictionaries(st.sampled_from(["data", "event_id", "fn_index", "simple_format"]), anything, max_size=3)
calls = st.tuples(st.sampled_from(["predict", "inspect", "inspect_many", "answer_many", "answer_zip"]), bodies)


def judge_call(call: tuple[str, dict], api: str, client: httpx.Client) -> str:
    """call: (endpoint, the body of its request). api: the address of the API. Every answer is one, or a sentence."""
    event, said = ask(client, api, *call)
    if event == "complete":
        return "an answer"
    assert is_a_sentence(said), said
    return "a sentence"
