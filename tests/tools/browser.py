"""The app, served here, in a real browser: what photographs it and what times it begin with this."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

import app
from tests.support import chromium


@contextmanager
def opened() -> Iterator[Callable[..., Page]]:
    """A function that opens the page, with options for its browser's window; app and browser are closed afterwards."""
    url = app.launch(app.demo, app.parse([]), block=False, quiet=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])

        def page(**options) -> Page:
            opened = browser.new_page(**options)
            opened.goto(url)
            opened.wait_for_selector("#photo input[type=file]", state="attached")
            return opened

        yield page
        browser.close()
    app.demo.close()
