"""The page as a person meets it: the real one, in a headless Chromium."""

import base64
import re
import time

import pytest
import torch
from gradio_client import Client, handle_file
from PIL import Image

from model import neighbours
from model.calibration import Calibration
from model.checkpoint import Checkpoint, save
from model.photo import open_photo
from model.predictor import DEFAULT, SHIPPED, Predictor
from page import words
from page.blocks import build
from page.one import look_through
from page.served import Served, from_files
from tests.support import ROOT, encoded

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
EXAMPLES = ROOT / "examples"
expect = sync_api.expect
expect.set_options(timeout=20_000)


def upload(page, file):
    page.set_input_files("#photo input[type=file]", file)


def expect_confidences(page, expected: dict) -> None:
    """The table says what /predict says of the whole photo, within 3 per cent: the browser has made it smaller."""
    for row in expected["confidences"]:
        shown = page.locator("#all tr").filter(has=page.locator("th", has_text=re.compile(f"^{row['label']}$")))
        per_cent = float(shown.locator("td").last.text_content().removesuffix(" %"))
        assert per_cent == pytest.approx(row["confidence"] * 100, abs=3), row["label"]


def unfold(page) -> None:
    page.get_by_role("button", name="For the curious").click()


def natural_size(page, image) -> list[int]:
    return page.locator(image).evaluate("image => [image.naturalWidth, image.naturalHeight]")


def test_an_upload_is_answered_at_once(page):
    upload(page, EXAMPLES / "sneaker.jpg")
    answer = page.locator("#answer")
    unfold(page)
    expect(answer.locator("h2")).to_have_text("A sneaker")
    expect(page.locator("#all tbody tr")).to_have_count(10)
    expect(answer).to_contain_text(re.compile(r"I am (almost certain|fairly sure): \d\d\.\d %"))
    assert answer.get_attribute("aria-live") == "polite", "and it is read out"
    expect(page.locator("#seen img")).to_be_visible()
    network = Predictor().network
    width, height = natural_size(page, "#seen img")
    assert height % network.input_size == 0 and 140 < height <= 280
    assert width == height * (1.5 if network.views > 1 else 1)
    expect(page.locator("#seen img")).to_have_attribute("alt", words.seen(network.views, network.input_size))


def test_it_shows_what_the_photo_looked_like(page):
    """The nearest pictures, with their classes; those of the last photo, and of a network without any, are gone."""
    fold = page.locator("#alike")
    expect(fold).to_be_hidden()
    upload(page, EXAMPLES / "sneaker.jpg")
    fold.get_by_role("button", name="It looked like these").click()
    expect(fold.locator("li")).to_have_count(neighbours.SHOWN)
    predictor = Predictor()
    near = predictor.neighbours
    expected = predictor.alike(open_photo(EXAMPLES / "sneaker.jpg"))
    shown = fold.locator("li").all_text_contents()
    assert [text.split()[0] for text in shown] == [one.label for one in expected]
    distances = [float(text.split()[-1]) for text in shown]
    assert distances == pytest.approx([100 * one.distance for one in expected], abs=3)
    assert natural_size(page, "#alike li:first-child img") == [28, 28]
    expect(fold).to_contain_text(f"Of {len(near.places)} of the pictures")
    unfold(page)
    page.locator("#network").get_by_label("tutorial's network").check()
    expect(fold).to_be_hidden()
    page.locator("#network").get_by_label("Photo network").check()
    expect(fold.locator("li")).to_have_count(neighbours.SHOWN)
    page.get_by_label("Remove the photo").click()
    expect(fold).to_be_hidden()


def test_the_views_stand_beside_the_picture():
    x = torch.zeros(3, 96, 96)
    x[0], x[1], x[2] = 2, 1, 0.5
    shown = look_through(x)
    assert shown.size == (288, 192)
    assert [shown.getpixel(place) for place in ((100, 100), (200, 50), (200, 150))] == [255, 128, 64]
    assert look_through(x[:1]).size == (192, 192)


def test_the_reason_follows_the_answer(page, tmp_path):
    """A heat map over the photo, in the photo's own shape; and none of the last photo's stays."""
    Image.open(EXAMPLES / "sneaker.jpg").resize((300, 150)).save(tmp_path / "wide.png")
    upload(page, tmp_path / "wide.png")
    why = page.locator("#why img")
    expect(why).to_be_visible()
    expect(why).to_have_attribute("alt", re.compile("coloured where"))
    assert natural_size(page, "#why img") == [300, 150]
    page.get_by_label("Remove the photo").click()
    expect(why).to_have_count(0)
    expect(page.locator("#seen img")).to_have_count(0)
    upload(page, EXAMPLES / "trouser.jpg")
    expect(why).to_be_visible()


def test_a_photo_that_comes_while_another_is_explained_gets_its_own_reason(page, monkeypatch, tmp_path):
    explain = Predictor.explain
    monkeypatch.setattr(Predictor, "explain", lambda *asked: time.sleep(1) or explain(*asked))
    wide, high = tmp_path / "wide.png", tmp_path / "high.png"
    Image.open(EXAMPLES / "sneaker.jpg").resize((300, 150)).save(wide)
    Image.open(EXAMPLES / "dress.jpg").resize((150, 300)).save(high)
    upload(page, wide)
    expect(page.locator("#answer h2")).to_have_count(1)
    page.get_by_label("Remove the photo").click()
    expect(page.locator("#answer h2")).to_have_count(0)
    upload(page, high)
    expect(page.locator("#answer h2")).to_have_count(1)
    page.wait_for_function("document.querySelector('#why img')?.naturalHeight === 300")


def test_another_network_answers_for_the_same_photo(page, app_url):
    client = Client(app_url, verbose=False)
    upload(page, EXAMPLES / "shirt.jpg")
    unfold(page)
    assert page.locator("#network input:checked").get_attribute("value") == DEFAULT
    reasons = set()
    for name, spoken in (("resnet", None), ("mlp", re.compile("tutorial's network")), ("resnet", "Photo network")):
        if spoken:
            page.get_by_label(spoken).check()
        network = Predictor(SHIPPED[name]).network
        alt = words.seen(network.views, network.input_size)
        expect(page.locator("#seen img")).to_have_attribute("alt", alt)
        expected = client.predict(handle_file(EXAMPLES / "shirt.jpg"), name, api_name="/predict")
        expect_confidences(page, expected)
        expect(page.locator("#why img")).to_be_visible()
        reasons.add(page.locator("#why img").get_attribute("src"))
    assert len(reasons) == 2, "each network has its own reasons, and gives them again"


def test_what_is_not_recognised_is_said_in_plain_words(serve, open_page, tmp_path):
    shipped = Predictor().checkpoint
    strict = Calibration(shipped.calibration.temperature, 1e9, shipped.calibration.knows_none)
    save(Checkpoint(shipped.network, strict), tmp_path / "strict.pt")
    page = open_page(serve(build(Served(from_files([str(tmp_path / "strict.pt")])))))
    upload(page, EXAMPLES / "bag.jpg")
    said = "This does not look like any kind that I know. The nearest is a bag."
    expect(page.locator("#answer h2")).to_have_text(said)
    expect(page.locator("#answer .help")).to_contain_text("come closer")
    unfold(page)
    expect(page.locator("#all tbody tr")).to_have_count(10)
    expect(page.locator("#why img")).to_be_visible()


def test_the_page_gives_the_api_s_answer(page, app_url, tmp_path):
    """For a photo that Gradio itself would read differently: black under its transparent parts."""
    photo = Image.open(EXAMPLES / "pullover.jpg").convert("RGB")
    photo.putalpha(photo.convert("L").point(lambda grey: 0 if grey > 235 else 255))
    photo.save(tmp_path / "see-through.png")
    client = Client(app_url, verbose=False)
    expected = client.predict(handle_file(tmp_path / "see-through.png"), api_name="/predict")
    upload(page, tmp_path / "see-through.png")
    expect(page.locator("#answer h2")).to_have_text("A pullover")
    unfold(page)
    expect_confidences(page, expected)


def test_another_photo_replaces_the_answer_and_clearing_empties_it(page):
    upload(page, EXAMPLES / "bag.jpg")
    expect(page.locator("#answer h2")).to_have_text("A bag")
    page.get_by_label("Remove the photo").click()
    expect(page.locator("#answer h2")).to_have_count(0)
    upload(page, EXAMPLES / "dress.jpg")
    expect(page.locator("#answer h2")).to_have_text("A dress")


def test_an_example_is_one_click(page):
    page.get_by_role("button", name="An ankle boot", exact=True).click()
    expect(page.locator("#answer h2")).to_have_text("An ankle boot")


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
    page.get_by_role("button", name="Paste one").click()
    expect(page.locator("#answer h2")).to_have_text("Trousers or jeans")


def test_a_bad_file_gets_its_sentence_and_no_stale_answer(page, tmp_path):
    upload(page, EXAMPLES / "coat.jpg")
    expect(page.locator("#answer h2")).to_have_text("A coat or jacket")
    page.get_by_label("Remove the photo").click()
    (tmp_path / "notes.jpg").write_bytes(b"hello, this is not a photo")
    upload(page, tmp_path / "notes.jpg")
    expect(page.locator("#answer .problem")).to_contain_text("This file is not a photo that can be read")
    expect(page.locator("#answer h2")).to_have_count(0)
    expect(page.locator("#why img")).to_have_count(0)
    upload_again = EXAMPLES / "coat.jpg"
    page.get_by_label("Remove the photo").click()
    upload(page, upload_again)
    expect(page.locator("#answer h2")).to_have_text("A coat or jacket")
    expect(page.locator("#answer .problem")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "contents", "sentence"),
    [
        ("notes.jpg", b"hello, this is not a photo", "This file is not a photo that can be read"),
        ("empty.png", b"", "This file is empty; choose a photo."),
        ("cut-off.png", encoded(Image.new("RGB", (400, 400), "teal"))[:200], "damaged or cut off"),
    ],
)
def test_each_bad_file_gets_its_sentence(page, tmp_path, name, contents, sentence):
    (tmp_path / name).write_bytes(contents)
    upload(page, tmp_path / name)
    expect(page.locator("#answer .problem")).to_contain_text(sentence)
