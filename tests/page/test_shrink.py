"""What leaves the browser: a small photo, upright, that says nothing beside what it shows, and has the same answer."""

import io
from pathlib import Path

import pytest
from gradio.utils import get_upload_folder
from PIL import Image

from model.photo import open_photo
from model.predictor import Predictor
from tests.support import EXAMPLES
from tests.tools.latency import drawn_photo

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
MOST = 640  # px


def arrived(name: str) -> bytes:
    """The bytes of the upload of that name that came last."""
    return max(Path(get_upload_folder()).rglob(name), key=lambda path: path.stat().st_mtime).read_bytes()


def with_place(data: bytes, **more) -> bytes:
    """The photo with a place, a date and a camera of its taking; it lies on its side, and says so."""
    photo = Image.open(io.BytesIO(data)).transpose(Image.Transpose.ROTATE_90)
    exif = photo.getexif()
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, "A phone", "2026:01:01 12:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", exif=exif, **more)
    return buffer.getvalue()


def send(page, name: str, data: bytes) -> bytes:
    """Choose that photo; → the bytes that the server got, once they are answered."""
    page.set_input_files("#photo input", {"name": name, "mimeType": "image/jpeg", "buffer": data})
    expect(page.locator("#why img")).to_be_visible()
    return arrived(name)


def test_of_12_megapixels_150_kb_leave_the_browser_without_the_place_of_taking(page):
    whole = with_place(drawn_photo(), quality=90)
    assert len(whole) > 2_000_000 and Image.open(io.BytesIO(whole)).getexif().get_ifd(0x8825)
    sent = send(page, "with-place.jpg", whole)
    photo = Image.open(io.BytesIO(sent))
    assert len(sent) <= 150_000 and b"Exif" not in sent and not photo.getexif()
    assert photo.size == (MOST, MOST * 3 // 4), "upright, whatever its file says"
    expect(page.locator("#answer h2")).to_have_text("A coat or jacket")


@pytest.mark.parametrize("missing", ["createImageBitmap", "HTMLCanvasElement.prototype.toBlob"])
def test_where_the_browser_cannot_the_photo_goes_whole(open_page, app_url, missing):
    page = open_page()
    page.add_init_script(f"window.{missing} = undefined")
    page.goto(app_url)
    whole = (EXAMPLES / "bag.jpg").read_bytes()
    assert send(page, f"whole-{missing[:4]}.jpg", whole) == whole


@pytest.mark.slow
def test_the_answers_are_those_of_the_whole_photos(page):
    predictor = Predictor()
    differences = []
    for path in sorted(EXAMPLES.glob("*.jpg")):
        sent = send(page, f"small-{path.name}", with_place(path.read_bytes(), quality=95))
        page.get_by_label("Remove the photo").click()
        expect(page.locator("#answer h2")).to_have_count(0)
        small, whole = predictor.predict(open_photo(sent)), predictor.predict(open_photo(path))
        assert small.label == whole.label, path.name
        differences += [abs(small.probabilities[label] - share) for label, share in whole.probabilities.items()]
    assert sum(differences) / len(differences) <= 0.01


def test_many_are_made_small_too(page):
    page.get_by_role("tab", name="Many photos").click()
    whole = with_place((EXAMPLES / "dress.jpg").read_bytes())
    photos = [{"name": f"many-{number}.jpg", "mimeType": "image/jpeg", "buffer": whole} for number in range(6)]
    page.set_input_files("#photos .files", photos)
    expect(page.locator("#photos .summary")).to_contain_text("6 of 6 photos answered", timeout=30_000)
    for number in range(6):
        photo = Image.open(io.BytesIO(arrived(f"many-{number}.jpg")))
        assert max(photo.size) <= MOST and not photo.getexif()
