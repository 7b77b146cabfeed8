"""An answer's link opens in a fresh browser, says where it is from, and brings no markup."""

from urllib.parse import urlsplit

import pytest

from tests.support import EXAMPLES

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def test_an_answer_is_shared_without_its_photo(page, open_page, app_url):
    page.set_input_files("#photo input[type=file]", EXAMPLES / "bag.jpg")
    expect(page.locator("#answer h2")).to_have_text("A bag")
    sure = page.locator("#answer .sure").text_content()
    page.evaluate("delete Navigator.prototype.share")  # as on a desk without it
    page.get_by_role("button", name="Share the answer").click()
    expect(page.locator("#shared [role=status]")).to_have_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    parts = urlsplit(link)
    assert link.startswith(app_url) and parts.fragment and not parts.query and len(link) < 300
    fresh = open_page(link)
    expect(fresh.locator("#shared .whence")).to_have_text("Shared with you, not checked:")
    expect(fresh.locator("#shared .what")).to_have_text("A bag")
    expect(fresh.locator("#shared .sure")).to_have_text(sure)
    expect(fresh.locator("#answer")).to_be_hidden()
    fresh.set_input_files("#photo input[type=file]", EXAMPLES / "dress.jpg")
    expect(fresh.locator("#answer h2")).to_have_text("A dress")
    expect(fresh.locator("#shared .what")).to_be_hidden()


def test_whatever_a_link_brings_is_text_and_short(open_page, app_url):
    page = open_page(f"{app_url}#what=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&sure={'long' * 200}")
    expect(page.locator("#shared .what")).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator("#shared .what img").count() == 0
    assert len(page.locator("#shared .sure").text_content()) == 200


def test_without_one_there_is_nothing(page):
    expect(page.locator("#shared .given")).to_be_hidden()
