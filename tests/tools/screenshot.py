"""Takes the README's pictures of the real page, on a desk and on a phone: `python -m tests.tools.screenshot`."""

import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.page.teach import visit
from tests.support import ROOT
from tests.tools.browser import opened

TAUGHT = {"For the feet": ("ankle-boot", "sandal", "sneaker"), "For above": ("shirt", "t-shirt", "pullover", "coat")}
SCREENS = {"page": {"width": 1120, "height": 900}, "page-phone": {"width": 390, "height": 844}}


def main(folder: Path) -> None:
    """Serve the app and photograph the page into `folder`: the sneaker, a file a screen; many photos; a lesson."""
    with opened() as open_page:
        for name, viewport in SCREENS.items():
            page = open_page(viewport=viewport)
            page.set_input_files("#photo input[type=file]", ROOT / "examples" / "sneaker.jpg")
            expect(page.locator("#answer h2")).to_have_text("A sneaker", timeout=20_000)
            expect(page.locator("#why img")).to_be_visible()
            page.wait_for_timeout(1000)  # until nothing moves any more
            page.screenshot(path=folder / f"{name}.png", full_page=True)
        page = open_page(viewport=SCREENS["page"])
        page.get_by_role("tab", name="Many photos").click()
        page.set_input_files("#photos .files", sorted((ROOT / "examples").glob("*.jpg")))
        expect(page.locator(".many[data-photos=done]")).to_be_visible(timeout=20_000)
        page.wait_for_timeout(1000)
        page.screenshot(path=folder / "page-many.png", full_page=True)
        page = visit.opened(open_page(viewport=SCREENS["page"]))
        for place, (name, shown) in enumerate(TAUGHT.items()):
            visit.give(page, place, [ROOT / "examples" / f"{file}.jpg" for file in shown], name)
        visit.learn(page)
        page.set_input_files("#teach .single", [ROOT / "examples" / "dress.jpg"])
        expect(page.locator("#teach .asked tbody tr").first).to_be_visible()
        page.locator("footer").scroll_into_view_if_needed()  # pictures further down are loaded once they come near
        page.wait_for_timeout(1000)
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=folder / "page-teach.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples")
