"""Takes the README's pictures of the real page, on a desk and on a phone: `python -m tests.screenshot`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

import app

ROOT = Path(__file__).parent.parent
SCREENS = {"page": {"width": 1120, "height": 900}, "page-phone": {"width": 390, "height": 844}}


def main(folder: Path) -> None:
    """Serve the app, show it the sneaker, and photograph the page into `folder`, a file a screen."""
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, viewport in SCREENS.items():
            page = browser.new_page(viewport=viewport)
            page.goto(url)
            page.wait_for_selector("#photo input[type=file]", state="attached")
            page.set_input_files("#photo input[type=file]", ROOT / "examples" / "sneaker.jpg")
            expect(page.locator("#answer h2")).to_have_text("A sneaker", timeout=20_000)
            expect(page.locator("#seen img")).to_be_visible()
            expect(page.locator("#why img")).to_be_visible()
            page.wait_for_timeout(1000)  # until nothing moves any more
            page.screenshot(path=folder / f"{name}.png", full_page=True)
        browser.close()
    app.demo.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples")
