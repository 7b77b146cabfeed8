"""How many photos come in: folders, zips, those that the server has to open, and what is dropped."""

import shutil
import zipfile

import pytest
from PIL import Image

from model.predictor import Predictor
from tests.support import EXAMPLES as ROOM

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.many.visit import cards, choose, opened, said, taken

EXAMPLES = sorted(ROOM.glob("*.jpg"))
OPENED_BY_THE_SERVER = "delete window.DecompressionStream"


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A zip as phones and desks make them: folders, other letters, what a system puts beside, one photo as it was."""
    path = tmp_path_factory.mktemp("packed") / "photos.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for example in EXAMPLES[:4]:
            archive.write(example, f"Größen/{example.name}")
        archive.writestr("stored.jpg", EXAMPLES[4].read_bytes(), zipfile.ZIP_STORED)
        archive.writestr("Größen/größer.png", b"none")
        archive.writestr("Größen/read me.txt", b"what is no photo is not asked about")
        archive.writestr("__MACOSX/Größen/._bag.jpg", b"x")
        archive.writestr(".hidden.jpg", b"x")
    return path


def test_a_folder_brings_its_photos_and_nothing_else(many_photos, tmp_path):
    (tmp_path / "deeper").mkdir()
    shutil.copy(EXAMPLES[0], tmp_path / "deeper" / "one.jpg")
    shutil.copy(EXAMPLES[1], tmp_path / "other.jpg")
    shutil.copy(EXAMPLES[2], tmp_path / ".hidden.jpg")
    (tmp_path / "notes.txt").write_text("no photo")
    many_photos.set_input_files("#photos .folder", tmp_path)
    said(many_photos, "2 of 2 photos answered.")
    assert list(cards(many_photos)) == ["one.jpg", "other.jpg"]


@pytest.mark.parametrize("whole", [False, True], ids=["opened in the browser", "opened by the server"])
def test_a_zip_brings_its_photos(open_page, app_url, packed, tmp_path, whole):
    page = open_page()
    if whole:
        page.add_init_script(OPENED_BY_THE_SERVER)
        page.goto(app_url)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/call/answer_" in request.url else None)
    choose(opened(page), packed)
    said(page, "5 of 6 photos answered. Could not be read: 1.")
    assert any("answer_zip" in url for url in sent) == whole
    shown = cards(page)
    predictor = Predictor()
    for example in EXAMPLES[:4]:
        label = predictor.predict(Image.open(example).convert("RGB")).label
        assert label.split("/")[0].split("-")[0].lower() in shown[example.name].lower()
    assert "not a photo that can be read" in shown["größer.png"] and "stored.jpg" in shown
    assert page.locator("#photos .grid img").evaluate_all("all => all.every((one) => one.naturalWidth > 50)")
    with zipfile.ZipFile(taken(page, "zip", tmp_path / "out.zip")) as archive:
        assert archive.testzip() is None and len(archive.namelist()) == 5
        inside = {name.split("/")[1]: archive.read(name) for name in archive.namelist()}
    assert inside[EXAMPLES[0].name] == EXAMPLES[0].read_bytes() and inside["stored.jpg"] == EXAMPLES[4].read_bytes()


def test_zips_that_cannot_be_opened_are_said_and_stop_nothing(open_page, app_url, tmp_path):
    page = open_page()
    page.add_init_script(OPENED_BY_THE_SERVER)
    page.goto(app_url)
    (tmp_path / "damaged.zip").write_bytes(b"PK, and nothing more")
    with zipfile.ZipFile(tmp_path / "nothing.zip", "w") as archive:
        archive.writestr("notes.txt", b"no photo")
    with zipfile.ZipFile(tmp_path / "large.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", EXAMPLES[0].read_bytes())
        archive.writestr("filler.bin", bytes(31_000_000), zipfile.ZIP_STORED)
    choose(opened(page), *sorted(tmp_path.glob("*.zip")), EXAMPLES[0])
    said(page, "1 of 4 photos answered. Could not be read: 3.")
    shown = cards(page)
    assert shown["damaged.zip"].startswith("This zip is damaged") and "no photos" in shown["nothing.zip"]
    assert "larger than the 30 MB" in shown["large.zip"]


def test_a_zip_that_swells_is_given_up_in_the_browser(many_photos, tmp_path):
    path = tmp_path / "swells.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", bytes(100_000_000))
    size = (100_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (1000).to_bytes(4, "little")))
    choose(many_photos, path)
    said(many_photos, "0 of 1 photos answered. Could not be read: 1.")
    assert "could not be opened" in cards(many_photos)["a.jpg"]


def test_photos_are_dropped_and_more_than_a_thousand_are_cut(many_photos):
    drop = """async (count) => {
        const blob = await (await fetch(document.querySelector(".example img").src)).blob();
        const data = new DataTransfer();
        for (let number = 0; number < count; number++) data.items.add(new File([blob], `${number}.jpg`));
        document.querySelector("#photos .place").dispatchEvent(
            new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    many_photos.evaluate(drop, 1003)
    expect(many_photos.locator("#photos .left_out")).to_contain_text("1003 photos: the first 1000 were taken")
    expect(many_photos.locator("#photos .grid li").first).to_be_visible()
    many_photos.locator("#photos .stop").click()
