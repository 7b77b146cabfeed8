"""A whole visit: its browser has nothing to complain of."""

import pytest

from tests.support import EXAMPLES, ROOT

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.teach.visit import packed, photos


def complaints(page) -> list[str]:
    """What the console is told from now on, of whatever weight, and what no script has caught."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    return said


def test_the_console_stays_empty(page):
    said = complaints(page)
    page.reload()
    page.locator("#photo .example").first.click()
    expect(page.locator("#why img")).to_be_visible()
    page.locator("#curious > button").click()
    page.get_by_label("Remove the photo").click()
    page.set_input_files("#photo input[type=file]", ROOT / "README.md")
    expect(page.locator("#answer .problem")).to_be_visible()
    page.get_by_role("tab", name="Many photos").click()
    page.set_input_files("#photos .files", [EXAMPLES / "bag.jpg", EXAMPLES / "coat.jpg", ROOT / "README.md"])
    expect(page.locator(".many[data-photos=done]")).to_be_visible()
    page.get_by_role("tab", name="Teach").click()
    page.set_input_files("#teach .zip_file", packed({"disc": photos("disc", 3), "bar": photos("bar", 3)}))
    page.locator("#teach .learn").click()
    expect(page.locator(".teach[data-teach=learned]")).to_be_visible()
    page.get_by_role("tab", name="How it works").click()
    page.locator("#inside .example").first.click()
    expect(page.locator("#inside .changes tbody tr")).not_to_have_count(0)
    page.wait_for_timeout(1500)
    assert said == []


def test_what_the_console_is_told_is_seen(page):
    """The test above can fail."""
    said = complaints(page)
    page.evaluate("setTimeout(() => { console.warn('odd'); missing(); })")
    page.wait_for_timeout(300)
    assert len(said) == 2 and "odd" in said[0] and "missing is not defined" in said[1]
