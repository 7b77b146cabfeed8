"""No single picture takes more than 3 seconds of processor or 700 MB, and each is a photo or a sentence."""

import json
import os
import random
import subprocess
import sys

import pytest
from PIL import Image

from model.decoding import PhotoError, decode
from model.limits import COSTLY, UNGUARDED
from model.photo import open_photo
from tests.hostile.pictures import MADE_TO_HURT, gif_of_comments, jpeg_of_scans
from tests.support import EXAMPLES, ROOT, encoded

SECONDS, MEGABYTES = 3, 700
WATCHED = """
import json, os, sys
from pathlib import Path
from model.guard import decode
from model.decoding import PhotoError

data = sys.stdin.buffer.read()

def memory(of):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(of)) / 1e3

before, rest = os.times(), memory("VmRSS")
try:
    said = list(decode(data).size)
except PhotoError as error:
    said = str(error)
after = os.times()
print(json.dumps({
    "said": said,
    "seconds": sum(after[:4]) - sum(before[:4]),
    "megabytes": memory("VmHWM") - rest,
    "left": memory("VmRSS") - rest,
}))
"""


def cost(data: bytes) -> dict:
    """What decoding takes, in a process that does nothing else, and in those that it starts."""
    ran = subprocess.run([sys.executable, "-c", WATCHED], input=data, capture_output=True, cwd=ROOT, timeout=60)
    assert ran.returncode == 0, ran.stderr.decode()
    return json.loads(ran.stdout)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("make", "answered"), MADE_TO_HURT.values(), ids=MADE_TO_HURT)
def test_a_picture_made_to_hurt_costs_no_more_than_a_photo_may(make, answered):
    found = cost(make())
    assert found["seconds"] < SECONDS and found["megabytes"] < MEGABYTES, found
    assert isinstance(found["said"], list) is answered, found
    if not answered:
        assert found["said"].endswith(".") and "\n" not in found["said"]
        assert found["left"] < 50


def test_what_hurts_does_so_without_the_limits(monkeypatch):
    """The test above can fail: a tenth of its scans take half a second by themselves."""
    data = jpeg_of_scans(7000, 7000, 600)
    with pytest.raises(PhotoError, match="too long"):
        decode(data)
    monkeypatch.setattr("model.decoding.MOST_SECONDS", 1e9)
    before = os.times()
    decode(data)
    after = os.times()
    assert sum(after[:2]) - sum(before[:2]) > 0.5


def test_a_guarded_photo_is_the_same_as_one_read_at_once():
    photo = Image.effect_noise((700, 500), 90).convert("RGB")
    for form in ("BMP", "TIFF", "GIF"):
        data = encoded(photo, form)
        assert len(data) > UNGUARDED
        assert open_photo(data).tobytes() == decode(data).tobytes(), form


def test_a_guarded_file_says_what_is_wrong_with_it():
    with pytest.raises(PhotoError, match="not a photo that can be read"):
        open_photo(b"GIF8" + bytes(UNGUARDED))
    with pytest.raises(PhotoError) as caught:
        open_photo(gif_of_comments(3_000_000))
    assert str(caught.value) != COSTLY and str(caught.value).endswith(".")


def test_photos_as_cameras_make_them_are_read():
    large = Image.open(EXAMPLES / "bag.jpg").convert("RGB").resize((8000, 6000))
    for options in ({}, {"progressive": True}, {"progressive": True, "exif": _with_thumbnail()}):
        assert open_photo(encoded(large, "JPEG", quality=90, **options)).width == 1000
    assert open_photo(encoded(large.resize((12000, 9000)), "JPEG", quality=85)).width == 1500, "108 megapixels"


def _with_thumbnail() -> bytes:
    thumbnail = encoded(Image.new("RGB", (160, 120)), "JPEG")
    return b"Exif\0\0" + thumbnail


@pytest.mark.parametrize("read", [decode, open_photo])
def test_what_libtiff_thinks_of_a_damaged_file_stays_out_of_the_log(capfd, read):
    """Of one that is decoded in this process, the first, it does not: the test can fail."""
    data = encoded(Image.effect_noise((90, 90), 90).convert("RGB"), "TIFF", compression="tiff_lzw")
    assert len(data) < UNGUARDED
    with pytest.raises(PhotoError):
        read(data[:8] + b"\xff" + random.Random(0).randbytes(2000) + data[2009:])
    assert (capfd.readouterr().err == "") is (read is open_photo)
