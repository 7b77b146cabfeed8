"""A thousand photos of 3 MB in a real browser: `python -m tests.tools.many_speed`.

Prints the seconds from their arrival in the page to the first answers and to the last, what the server takes of memory
and disk meanwhile, and how long it still works after Stop, and after its visitor has closed the tab.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.support import EXAMPLES
from tests.tools.serving import Server

SIDES = 4000, 3000
NOISE, QUALITY = 40, 85  # of which 3 MB come
DISTINCT = 10  # photos that are drawn; the others have the same bytes under other names
TICK, WORKING = 0.1, 0.4  # seconds; of a core: with nothing to do it takes 0.06


def drawn(folder: Path, count: int) -> list[Path]:
    """As many JPEG files of 12 megapixels and 3 MB."""
    for number, example in enumerate(sorted(EXAMPLES.glob("*.jpg"))[:DISTINCT]):
        photo = Image.open(example).convert("RGB").resize(SIDES)
        noise = Image.effect_noise(SIDES, NOISE).convert("RGB")
        Image.blend(photo, noise, 0.2).save(folder / f"{number:04}.jpg", quality=QUALITY)
    for number in range(DISTINCT, count):
        (folder / f"{number:04}.jpg").hardlink_to(folder / f"{number % DISTINCT:04}.jpg")
    return sorted(folder.glob("*.jpg"))


def opened(browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.goto(url)
    page.get_by_role("tab", name="Many photos").click()
    return page


def choose(page: Page, photos: list[Path]) -> None:
    page.set_input_files("#photos .files", photos)


def works_on_for(server: Server) -> float:
    """Seconds until the server is idle."""
    started = last = time.perf_counter()
    used = server.seconds
    while (now := time.perf_counter()) - last < 2:
        time.sleep(TICK)
        before, used = used, server.seconds
        if used - before > WORKING * TICK:
            last = now + TICK
    return last - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--port", type=int, default=7871)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as uploads,
        sync_playwright() as playwright,
    ):
        photos = drawn(Path(folder), options.photos)
        size = photos[0].stat().st_size / 1e6
        with Server(options.port, uploads) as server:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = opened(browser, server.url)
            choose(page, photos[:DISTINCT])  # the network's first answers take longer
            page.wait_for_selector(".many[data-photos=done]", timeout=60_000)
            page.close()
            works_on_for(server)
            page, before = opened(browser, server.url), server.megabytes
            server.forget_most()
            started = time.perf_counter()
            choose(page, photos)
            given = time.perf_counter() - started
            page.wait_for_selector("#photos .grid li")
            first = time.perf_counter() - started
            page.wait_for_selector(".many[data-photos=done]", timeout=600_000)
            last = time.perf_counter() - started
            print(f"{len(photos)} photos of {size:.1f} MB (handed to the page in {given:.2f} s): first answers after")
            print(f"{first:.2f} s, all after {last:.0f} s: {page.locator('#photos .summary').inner_text()}")
            print(
                f"server: {before:.0f} MB before, at most {server.most_megabytes:.0f} MB, {server.megabytes:.0f} MB "
                f"after; {server.on_disk / 1e6:.0f} MB of uploads on disk"
            )
            page.close()
            for how in ("Stop", "a closed tab"):
                page = opened(browser, server.url)
                choose(page, photos)
                page.wait_for_selector("#photos .grid li:nth-child(40)")
                if how == "Stop":
                    page.locator("#photos .stop").click()
                    page.wait_for_selector(".many[data-photos=done]")
                else:
                    page.close()
                print(f"after {how} the server works on for {works_on_for(server):.2f} s")
            browser.close()


if __name__ == "__main__":
    main()
