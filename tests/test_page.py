"""The page as a person meets it: the real one, in a headless Chromium."""

import base64
import re
import shutil
import time

import pytest
from conftest import ROOT
from gradio_client import Client, handle_file
from PIL import Image

import app
from model.calibration import Calibration
from model.checkpoint import Checkpoint, save
from model.predictor import DEFAULT, SHIPPED, Predictor

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
EXAMPLES = ROOT / "examples"
expect = sync_api.expect
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser():
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if not executable:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, app_url):
    """The page, opened; at the end, no request of it has left this machine."""
    context = browser.new_context(viewport={"width": 1200, "height": 1000})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app_url.rstrip("/"))
    page = context.new_page()
    hosts = set()
    page.on("request", lambda request: hosts.add(re.sub(r"^\w+://([^/:]+).*$", r"\1", request.url)))
    page.goto(app_url)
    page.wait_for_selector("#photo input[type=file]", state="attached")
    yield page
    context.close()
    assert {host for host in hosts if not host.startswith(("data:", "blob:"))} <= {"127.0.0.1"}


def upload(page, file):
    page.set_input_files("#photo input[type=file]", file)


def natural_size(page, image) -> list[int]:
    return page.locator(image).evaluate("image => [image.naturalWidth, image.naturalHeight]")


def test_an_upload_is_answered_at_once(page):
    upload(page, EXAMPLES / "sneaker.jpg")
    answer = page.locator("#answer")
    expect(answer.locator("h2")).to_have_text("Sneaker")
    expect(answer.get_by_text("%")).to_have_count(10)
    expect(page.locator("#note")).to_have_text("")
    expect(page.locator("#seen img")).to_be_visible()
    side = Predictor().network.input_size
    width, height = natural_size(page, "#seen img")
    assert width == height and width % side == 0 and 140 < width <= 280
    expect(page.locator("#seen img")).to_have_attribute("alt", f"The photo in {side} by {side} grey pixels, inverted")


def test_the_reason_follows_the_answer(page, tmp_path):
    """A heat map over the photo, in the photo's own shape; and none of the last photo's stays."""
    Image.open(EXAMPLES / "sneaker.jpg").resize((300, 150)).save(tmp_path / "wide.png")
    upload(page, tmp_path / "wide.png")
    why = page.locator("#why img")
    expect(why).to_be_visible()
    expect(why).to_have_attribute("alt", re.compile("coloured where"))
    assert natural_size(page, "#why img") == [300, 150]
    page.get_by_label("Remove Image").click()
    expect(why).to_have_count(0)
    expect(page.locator("#seen img")).to_have_count(0)
    upload(page, EXAMPLES / "trouser.jpg")
    expect(why).to_be_visible()
    expect(page.locator("#note")).to_have_text("")


def test_a_photo_that_comes_while_another_is_explained_gets_its_own_reason(page, monkeypatch, tmp_path):
    explain = Predictor.explain
    monkeypatch.setattr(Predictor, "explain", lambda *asked: time.sleep(1) or explain(*asked))
    wide, high = tmp_path / "wide.png", tmp_path / "high.png"
    Image.open(EXAMPLES / "sneaker.jpg").resize((300, 150)).save(wide)
    Image.open(EXAMPLES / "dress.jpg").resize((150, 300)).save(high)
    upload(page, wide)
    expect(page.locator("#answer h2")).to_have_count(1)
    page.get_by_label("Remove Image").click()
    expect(page.locator("#answer h2")).to_have_count(0)
    upload(page, high)
    expect(page.locator("#answer h2")).to_have_count(1)
    page.wait_for_function("document.querySelector('#why img')?.naturalHeight === 300")


def test_another_network_answers_for_the_same_photo(page, app_url):
    chosen = page.locator("#network input:checked")
    assert chosen.get_attribute("value") == DEFAULT
    client = Client(app_url, verbose=False)
    upload(page, EXAMPLES / "shirt.jpg")
    reasons = set()
    for name, spoken in (("resnet", None), ("mlp", re.compile("tutorial's network")), ("resnet", "Photo network")):
        if spoken:
            page.get_by_label(spoken).check()
        side = Predictor(SHIPPED[name]).network.input_size
        expect(page.locator("#seen img")).to_have_attribute("alt", re.compile(f"{side} by {side} grey"))
        expected = client.predict(handle_file(EXAMPLES / "shirt.jpg"), name, api_name="/predict")
        for row in expected["confidences"]:
            shown = page.get_by_test_id(f"{row['label']}-confidence-set")
            expect(shown).to_contain_text(f"{row['confidence'] * 100:.0f}%")
        expect(page.locator("#why img")).to_be_visible()
        reasons.add(page.locator("#why img").get_attribute("src"))
    assert len(reasons) == 2, "each network has its own reasons, and gives them again"


def test_what_is_not_recognised_is_said_in_plain_words(page, monkeypatch, tmp_path):
    shipped = app.predictors[DEFAULT].checkpoint
    strict = Calibration(shipped.calibration.temperature, 1e9, shipped.calibration.knows_none)
    save(Checkpoint(shipped.network, strict), tmp_path / "strict.pt")
    monkeypatch.setitem(app.predictors, DEFAULT, Predictor(tmp_path / "strict.pt"))
    upload(page, EXAMPLES / "bag.jpg")
    expect(page.locator("#note")).to_have_text("This does not look like one of my ten kinds of garment.")
    expect(page.locator("#answer").get_by_text("%")).to_have_count(10)
    expect(page.locator("#why img")).to_be_visible()


def test_the_page_gives_the_api_s_answer(page, app_url, tmp_path):
    """For a photo that Gradio itself would read differently: black under its transparent parts."""
    photo = Image.open(EXAMPLES / "pullover.jpg").convert("RGB")
    photo.putalpha(photo.convert("L").point(lambda grey: 0 if grey > 235 else 255))
    photo.save(tmp_path / "see-through.png")
    client = Client(app_url, verbose=False)
    expected = client.predict(handle_file(tmp_path / "see-through.png"), api_name="/predict")
    upload(page, tmp_path / "see-through.png")
    expect(page.locator("#answer h2")).to_have_text(expected["label"])
    for row in expected["confidences"]:
        shown = page.get_by_test_id(f"{row['label']}-confidence-set")
        expect(shown).to_contain_text(f"{row['confidence'] * 100:.0f}%")


def test_another_photo_replaces_the_answer_and_clearing_empties_it(page):
    upload(page, EXAMPLES / "bag.jpg")
    expect(page.locator("#answer h2")).to_have_text("Bag")
    page.get_by_label("Remove Image").click()
    expect(page.locator("#answer h2")).to_have_count(0)
    upload(page, EXAMPLES / "dress.jpg")
    expect(page.locator("#answer h2")).to_have_text("Dress")


def test_an_example_is_one_click(page):
    page.get_by_role("button", name="Ankle-boot", exact=True).click()
    expect(page.locator("#answer h2")).to_have_text("Ankle-Boot")


def test_a_pasted_photo_is_answered(page):
    data = base64.b64encode((EXAMPLES / "trouser.jpg").read_bytes()).decode()
    page.evaluate(
        """async (data) => {
            const jpeg = await (await fetch(`data:image/jpeg;base64,${data}`)).blob();
            const canvas = document.createElement("canvas");
            const picture = await createImageBitmap(jpeg);
            [canvas.width, canvas.height] = [picture.width, picture.height];
            canvas.getContext("2d").drawImage(picture, 0, 0);
            const png = await new Promise((done) => canvas.toBlob(done, "image/png"));
            await navigator.clipboard.write([new ClipboardItem({"image/png": png})]);
        }""",
        data,
    )
    page.get_by_label("Paste from clipboard").click()
    expect(page.locator("#answer h2")).to_have_text("Trouser/Jeans")


def test_a_bad_file_gets_its_sentence_and_no_stale_answer(page, tmp_path):
    upload(page, EXAMPLES / "coat.jpg")
    expect(page.locator("#answer h2")).to_have_text("Coat")
    page.get_by_label("Remove Image").click()
    (tmp_path / "notes.jpg").write_bytes(b"hello, this is not a photo")
    upload(page, tmp_path / "notes.jpg")
    expect(page.locator("#note")).to_contain_text("This file is not a photo that can be read")
    expect(page.locator("#answer h2")).to_have_count(0)
    expect(page.locator("#why img")).to_have_count(0)
    upload_again = EXAMPLES / "coat.jpg"
    page.get_by_label("Remove Image").click()
    upload(page, upload_again)
    expect(page.locator("#answer h2")).to_have_text("Coat")
    expect(page.locator("#note")).to_have_text("")


def test_the_camera_is_offered(page):
    expect(page.get_by_label("Capture from camera")).to_be_visible()
