"""How a photo comes onto the page, on a desk and on a phone, and that nothing jumps when it does."""

import base64
import io

import pytest
from PIL import Image

from tests.support import EXAMPLES

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
PHONES = {"large": (390, 844), "small": (360, 640)}
DESK = {"desk": (1280, 800)}
SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
        .observe({type: "layout-shift"});
}"""


@pytest.fixture
def phone(open_page):
    """The page, opened on a phone of that size."""
    return lambda size: open_page(viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True)


def upload(page, name: str) -> None:
    page.set_input_files("#photo input[type=file]", EXAMPLES / f"{name}.jpg")


def in_view(page, selector: str) -> bool:
    return page.locator(selector).evaluate(
        "node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    )


@pytest.mark.parametrize("size", PHONES.values(), ids=PHONES)
def test_on_a_phone_the_answer_stands_there_without_scrolling(phone, size):
    page = phone(size)
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1], "one screen before any photo"
    assert in_view(page, "#photo .place .take") and in_view(page, "#photo .privacy")
    upload(page, "sneaker")
    expect(page.locator("#answer h2")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    assert in_view(page, "#answer h2") and in_view(page, "#answer .sure") and in_view(page, "#photo .shown img")


@pytest.mark.parametrize("size", [*PHONES.values(), *DESK.values()], ids=[*PHONES, *DESK])
def test_nothing_jumps_while_answer_and_reason_come(open_page, size):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    page.wait_for_timeout(500)
    page.evaluate(SHIFTS)
    upload(page, "pullover")
    expect(page.locator("#why img")).to_be_visible()
    page.wait_for_timeout(500)
    assert sum(page.evaluate("shifts")) <= 0.02


def test_what_jumps_is_seen(page):
    """The test above can fail."""
    page.evaluate(SHIFTS)
    page.evaluate("document.body.prepend(Object.assign(document.createElement('p'), {style: 'height: 300px'}))")
    page.wait_for_timeout(300)
    assert sum(page.evaluate("shifts")) > 0.02


def test_a_phone_s_own_camera_at_one_touch(phone):
    page = phone(PHONES["large"])
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Take a photo").tap()
    assert page.locator("#photo input").get_attribute("capture") == "environment"
    chosen.value.set_files(EXAMPLES / "coat.jpg")
    expect(page.locator("#answer h2")).to_have_text("A coat or jacket")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose another").tap()
    assert page.locator("#photo input").get_attribute("capture") is None
    chosen.value.set_files(EXAMPLES / "dress.jpg")
    expect(page.locator("#answer h2")).to_have_text("A dress")


def test_a_desk_has_no_camera_to_take_one_with(page):
    expect(page.get_by_role("button", name="Choose a photo")).to_be_visible()
    expect(page.get_by_role("button", name="Take a photo")).to_be_hidden()


def test_nothing_empty_stands_there_before_a_photo(page):
    for part in ("#answer", "#why", "#seen", "#curious", "#network"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("#photo .example")).to_have_count(10)


def test_a_dropped_photo_is_answered(page):
    data = base64.b64encode((EXAMPLES / "bag.jpg").read_bytes()).decode()
    page.evaluate(
        """async (data) => {
            const blob = await (await fetch(`data:image/jpeg;base64,${data}`)).blob();
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([blob], "bag.jpg", {type: "image/jpeg"}));
            const place = document.querySelector("#photo .place");
            for (const name of ["dragover", "drop"]) {
                place.dispatchEvent(new DragEvent(name, {dataTransfer, bubbles: true, cancelable: true}));
            }
        }""",
        data,
    )
    expect(page.locator("#answer h2")).to_have_text("A bag")


def test_a_link_opens_an_example(open_page, app_url):
    page = open_page(f"{app_url}?example=trouser")
    expect(page.locator("#answer h2")).to_have_text("Trousers or jeans")


def cut(route):
    route.abort()


def full(route):
    route.fulfill(status=503, json={"detail": "200 requests wait already: try again in 20 s."})


@pytest.mark.parametrize(
    ("request_", "answer"),
    [("upload", cut), ("upload", full), ("queue/join", full), ("queue/join", cut)],
    ids=["cut", "full", "queue", "cut in the queue"],
)
def test_without_an_answer_it_says_so_and_tries_again(page, request_, answer):
    page.evaluate("window.isStillHere = true")
    upload(page, "bag")
    expect(page.locator("#answer h2")).to_have_text("A bag")
    page.route(f"**/gradio_api/{request_}*", answer)
    upload(page, "dress")
    expect(page.locator("#photo .failed")).to_be_visible()
    expect(page.locator("#answer h2")).to_be_hidden()
    page.unroute(f"**/gradio_api/{request_}*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#answer h2")).to_have_text("A dress")
    expect(page.locator("#answer h2")).to_be_visible()
    expect(page.locator("#photo .failed")).to_be_hidden()
    page.wait_for_timeout(2500)  # in which Gradio would look for the server
    assert page.evaluate("window.isStillHere"), "the page was not loaded anew"


def test_where_the_answer_is_cut_off_the_page_stays(page):
    page.evaluate("window.isStillHere = true")
    page.route("**/gradio_api/queue/data*", cut)
    upload(page, "dress")
    expect(page.locator("#photo .failed")).to_be_visible()
    page.unroute("**/gradio_api/queue/data*")
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#answer h2")).to_have_text("A dress")
    assert page.evaluate("window.isStillHere")


def test_an_example_that_does_not_come_is_said(page):
    page.route("**/bag.jpg", lambda route: route.abort())
    page.locator('#photo .example[data-name="bag"]').click()
    expect(page.locator("#photo .problem")).to_contain_text("No answer came")
    page.unroute("**/bag.jpg")
    page.locator('#photo .example[data-name="bag"]').click()
    expect(page.locator("#answer h2")).to_have_text("A bag")
    expect(page.locator("#photo .problem")).to_be_hidden()


def test_of_two_photos_the_last_one_is_answered(page):
    held = []
    page.route("**/gradio_api/upload*", lambda route: held.append(route) if not held else route.continue_())
    upload(page, "bag")
    page.wait_for_timeout(300)
    upload(page, "dress")
    expect(page.locator("#answer h2")).to_have_text("A dress")
    held[0].continue_()
    page.wait_for_timeout(500)
    expect(page.locator("#answer h2")).to_have_text("A dress")


def test_the_fold_is_as_its_visitor_left_it(page):
    upload(page, "bag")
    fold = page.get_by_role("button", name="For the curious")
    expect(page.locator("#all table")).to_be_hidden()
    fold.click()
    expect(page.locator("#all table")).to_be_visible()
    page.reload()
    upload(page, "bag")
    expect(page.locator("#all table")).to_be_visible()


def test_a_photo_that_no_browser_opens_is_answered(page, tmp_path):
    """And shown by its name's text: the browser has no picture of it."""
    buffer = io.BytesIO()
    Image.open(EXAMPLES / "shirt.jpg").save(buffer, "HEIF")
    page.set_input_files("#photo input", {"name": "shirt.heic", "mimeType": "image/heic", "buffer": buffer.getvalue()})
    expect(page.locator("#answer h2")).to_have_text("A shirt")


def test_it_can_live_on_a_home_screen(page, app_url):
    """Its manifest is the page's own, and whole; and its icon is ours."""
    manifest = page.evaluate("async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()")
    assert manifest["name"] == "Garment Classifier" and manifest["display"] == "standalone"
    [icon] = manifest["icons"]
    shown = page.request.get(f"{app_url}{icon['src'].lstrip('/')}")
    assert shown.headers["content-type"].startswith("image/svg") and "#0f766e" in shown.text()
