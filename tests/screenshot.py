"""Takes the README's picture of the page, from the real one.

python -m tests.screenshot [FILE]
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

import app

ROOT = Path(__file__).parent.parent


def main(target: Path) -> None:
    """Serve the app, show it the sneaker, and photograph the page into `target`."""
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1120, "height": 980})
        page.goto(url)
        page.set_input_files("#photo input[type=file]", ROOT / "examples" / "sneaker.jpg")
        expect(page.locator("#answer h2")).to_have_text("Sneaker", timeout=20_000)
        expect(page.locator("#seen img")).to_be_visible()
        expect(page.locator("#why img")).to_be_visible()
        page.wait_for_timeout(1000)  # until the bars have grown to their length
        page.screenshot(path=target, full_page=True)
        browser.close()
    app.demo.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples" / "page.png")
