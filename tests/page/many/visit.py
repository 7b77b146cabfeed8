"""What a person does on the tab of many photos, and what they see there."""

import csv
import io

from playwright.sync_api import expect

DONE = ".many[data-photos=done]"


def opened(page):
    page.get_by_role("tab", name="Many photos").click()
    return page


def choose(page, *files):
    page.set_input_files("#photos .files", files)


def said(page, sentence: str) -> None:
    expect(page.locator("#photos .summary")).to_have_text(sentence, timeout=60_000)


def cards(page) -> dict[str, str]:
    """The photos that are shown, in their order: file → what it is."""
    shown = page.locator("#photos .grid li:not([hidden])")
    return dict(zip(shown.locator("p").all_text_contents(), shown.locator("b").all_text_contents(), strict=True))


def taken(page, name: str, path):
    """What the button of that name gives, saved there."""
    with page.expect_download() as download:
        page.locator(f"#photos .{name}").click()
    download.value.save_as(path)
    return path


def rows(path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
