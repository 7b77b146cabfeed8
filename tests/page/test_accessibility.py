"""Everything by keyboard, at every width, light and dark; and what axe-core finds."""

import pytest

from tests.support import ROOT

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
expect = sync_api.expect
TABS = ("One photo", "Many photos", "How it works")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page, scheme):
    page = open_page(color_scheme=scheme)
    page.set_input_files("#photo input[type=file]", ROOT / "examples" / "sneaker.jpg")
    expect(page.locator("#why img")).to_be_visible()
    for tab in TABS:
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(500)
        found = axe.Axe().run(page).response["violations"]
        serious = [
            f"{tab}: {rule['id']}: {node['html'][:200]}"
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]
        assert not serious, "\n".join(serious)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1400, "light"), (1400, "dark")])
def test_nothing_runs_over_the_edge(open_page, width, scheme):
    page = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.set_input_files("#photo input[type=file]", ROOT / "examples" / "dress.jpg")
    expect(page.locator("#answer h2")).to_have_text("A dress")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    dark = page.evaluate("document.body.classList.contains('dark')")
    assert dark == (scheme == "dark")


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
