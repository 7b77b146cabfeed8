"""The page as a person meets it: the real one, in a headless Chromium."""

import base64
import re
import shutil

import pytest
from conftest import ROOT
from gradio_client import Client, handle_file
from PIL import Image

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


def test_an_upload_is_answered_at_once(page):
    upload(page, EXAMPLES / "sneaker.jpg")
    answer = page.locator("#answer")
    expect(answer.locator("h2")).to_have_text("Sneaker")
    expect(answer.get_by_text("%")).to_have_count(10)
    expect(page.locator("#note")).to_have_text("")
    expect(page.locator("#seen img")).to_be_visible()
    assert page.locator("#seen img").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [280, 280]


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
    upload_again = EXAMPLES / "coat.jpg"
    page.get_by_label("Remove Image").click()
    upload(page, upload_again)
    expect(page.locator("#answer h2")).to_have_text("Coat")
    expect(page.locator("#note")).to_have_text("")


def test_the_camera_is_offered(page):
    expect(page.get_by_label("Capture from camera")).to_be_visible()
