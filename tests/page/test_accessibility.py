"""Everything by keyboard, at every width, light and dark; and what axe-core finds."""

import shutil

import pytest

from page import words
from tests.page.test_languages import LOCALES
from tests.support import ROOT
from tests.training.drawn_shapes import put

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
expect = sync_api.expect
TABS = ("One photo", "Many photos", "Teach", "How it works")


WINDOWS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
BOTH_ONCE = [("light", "desk"), ("dark", "phone")]  # each scheme and each window; their other pairs take long
OTHERS = [pytest.param(*pair, marks=pytest.mark.slow) for pair in (("dark", "desk"), ("light", "phone"))]


def turn_to(page, tab: str) -> None:
    """Where not all tabs have room, Gradio puts some behind a menu."""
    page.wait_for_timeout(200)  # which of them, is settled anew after each turn
    if not page.get_by_role("tab", name=tab).count():
        page.locator(".overflow-menu > button").click()
        page.locator(".overflow-dropdown button", has_text=tab).click()
    else:
        page.get_by_role("tab", name=tab).click()


def findings(page, tab: str) -> list[str]:
    """What axe-core finds there, of whatever weight."""
    turn_to(page, tab)
    page.wait_for_timeout(400)  # colours pass into each other
    found = axe.Axe().run(page).response["violations"]
    return [f"{tab}: {rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def found_on_a_visit(page, tabs, windows, lesson) -> list[str]:
    """What it finds on each tab, at each size, before anything was asked, and after."""

    def found_now(when: str) -> list[str]:
        found = []
        for window in windows:
            page.set_viewport_size(window)
            found += [f"{when}, {window['width']} px, {finding}" for tab in tabs for finding in findings(page, tab)]
        return found

    found = found_now("before")
    examples = ROOT / "examples"
    page.set_input_files("#photos .files", [examples / "bag.jpg", examples / "coat.jpg", ROOT / "README.md"])
    page.set_input_files("#photo input[type=file]", examples / "sneaker.jpg")
    expect(page.locator("#why img")).to_have_count(1)
    expect(page.locator(".many[data-photos=done]")).to_have_count(1)
    page.locator("#curious > button").dispatch_event("click")
    teach(page, lesson)
    follow(page)
    return found + found_now("after")


def teach(page, lesson) -> None:
    """Load that zip, learn, and ask about a photo; the tab was opened before."""
    page.set_input_files("#teach .zip_file", lesson)
    expect(page.locator(".teach[data-teach=ready]")).to_have_count(1)
    page.locator("#teach summary").dispatch_event("click")
    page.locator("#teach .learn").dispatch_event("click")
    expect(page.locator(".teach[data-teach=learned]")).to_have_count(1)
    page.set_input_files("#teach .single", ROOT / "examples" / "bag.jpg")
    expect(page.locator("#teach .asked tbody tr")).to_have_count(2)


def follow(page) -> None:
    """Follow a photo to its answer; the tab was opened before."""
    page.set_input_files("#photo-inside input[type=file]", ROOT / "examples" / "bag.jpg")
    expect(page.locator("#inside .changes tbody tr")).not_to_have_count(0)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A zip to teach two classes from, with photos in it that are put wrong or cannot be read, and some of no class."""
    folder = tmp_path_factory.mktemp("lesson")
    for kind, name in (("disc", "disc"), ("bar", "bar"), ("frame", "none")):
        put(folder, kind, 4, name=name)
    put(folder, "post", 2, name="disc", first=10)
    (folder / "bar" / "notes.jpg").write_bytes(b"hello, this is not a photo")
    return shutil.make_archive(str(folder), "zip", folder)


@pytest.mark.parametrize(("scheme", "window"), [*BOTH_ONCE, *OTHERS])
def test_axe_finds_nothing(open_page, scheme, window, lesson):
    size = WINDOWS[window]
    found = found_on_a_visit(open_page(color_scheme=scheme, viewport=size), TABS, [size], lesson)
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", sorted(set(words.languages()) - {words.ENGLISH}))
def test_axe_finds_nothing_in_any_language(open_page, language, scheme, lesson):
    page = open_page(color_scheme=scheme, locale=LOCALES[language])
    tabs = [words.say(key, language) for key in ("tab.one", "tab.many", "tab.teach", "tab.inside")]
    found = found_on_a_visit(page, tabs, WINDOWS.values(), lesson)
    assert not found, "\n".join(found)


def test_axe_finds_what_is_wrong(page):
    """The test above can fail."""
    page.evaluate("document.querySelector('main').prepend(new Image())")
    assert any("image-alt" in finding for finding in findings(page, TABS[0]))


# 640 px: a desk of 1280 at 200 %; 320 px: at 400 %, as WCAG 2.2 has it (1.4.10, Reflow).
@pytest.mark.parametrize("width", [320, 390, 640, 1400])
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_nothing_runs_over_the_edge(open_page, width, scheme, lesson):
    page = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    examples = ROOT / "examples"
    page.set_input_files("#photo input[type=file]", examples / "dress.jpg")
    expect(page.locator("#answer h2")).to_have_text("A dress")
    turn_to(page, "Many photos")
    page.set_input_files("#photos .files", [examples / "dress.jpg", ROOT / "README.md"])
    expect(page.locator(".many[data-photos=done]")).to_have_count(1)
    turn_to(page, "Teach")
    teach(page, lesson)
    turn_to(page, "How it works")
    follow(page)
    for tab in TABS:
        turn_to(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab
    dark = page.evaluate("document.body.classList.contains('dark')")
    assert dark == (scheme == "dark")


def test_who_wants_nothing_to_move_sees_nothing_move(open_page):
    moves = "document.getAnimations().some((one) => one.effect.getComputedTiming().activeDuration > 10)"
    page = open_page(reduced_motion="reduce")
    page.set_input_files("#photo input[type=file]", ROOT / "examples" / "dress.jpg")
    for _ in range(20):
        assert not page.evaluate(moves)
        page.wait_for_timeout(50)
    page.evaluate("document.body.animate([{opacity: 1}, {opacity: 0}], 5000)")
    assert page.evaluate(moves), "what moves is seen"


def test_many_photos_by_keyboard_alone(page):
    page.get_by_role("tab", name="Many photos").click()
    expect(page.locator("#photos .csv")).to_be_disabled()  # once its script has run
    page.on("filechooser", lambda _: None)  # else it is not listened for until after the key was pressed
    page.locator("#photos .choose").focus()
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Enter")
    chosen.value.set_files([ROOT / "examples" / "bag.jpg", ROOT / "examples" / "coat.jpg"])
    expect(page.locator(".many[data-photos=done]")).to_be_visible()
    page.locator("#photos .again").focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.ariaLabel?.includes('bag.jpg')"):
            break
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "What is on bag.jpg?"
    page.keyboard.type("San")
    page.keyboard.press("Enter")
    card = page.locator("#photos .grid button", has_text="Sandal")
    expect(card).to_be_focused()
    expect(card).to_contain_text("put right by you")


def test_an_example_by_keyboard_alone(open_page):
    page = open_page()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.querySelector('img')?.alt") == "Trousers or jeans":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#answer h2")).to_have_text("Trousers or jeans")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#curious') !== null"):
            break
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#network') !== null"):
            break
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#seen img")).to_have_attribute("alt", "The photo in 28 by 28 grey pixels, inverted")
