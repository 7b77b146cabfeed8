"""A thousand photos of 3 MB in a real browser: `python -m tests.tools.many_speed`.

Prints the seconds from their arrival in the page to the first answers and to the last, what the server takes of memory
and disk meanwhile, and how long it still works after Stop, and after its visitor has closed the tab.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.support import EXAMPLES, chromium
from tests.tools.serving import Server

SIDES = 4000, 3000
NOISE, QUALITY = 40, 85  # of which 3 MB come
DISTINCT = 10  # photos that are drawn; the others have the same bytes under other names
TICK, WORKING = 0.1, 0.4  # seconds; of a core: with nothing to do it takes 0.06
IDLE_FOR = 2  # seconds
TIMES = 5


def drawn(folder: Path, count: int, sides: tuple[int, int] = SIDES) -> list[Path]:
    """As many JPEG files; unless told otherwise, of 12 megapixels and 3 MB."""
    for number, example in enumerate(sorted(EXAMPLES.glob("*.jpg"))[:DISTINCT]):
        photo = Image.open(example).convert("RGB").resize(sides)
        noise = Image.effect_noise(sides, NOISE).convert("RGB")
        Image.blend(photo, noise, 0.2).save(folder / f"{number:05}.jpg", quality=QUALITY)
    for number in range(DISTINCT, count):
        (folder / f"{number:05}.jpg").hardlink_to(folder / f"{number % DISTINCT:05}.jpg")
    return sorted(folder.glob("*.jpg"))


def opened(browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.goto(url)
    page.get_by_role("tab", name="Many photos").click()
    return page


def choose(page: Page, photos: list[Path]) -> None:
    page.set_input_files("#photos .files", photos)


def works_on_after(server: Server, act: Callable[[], None]) -> float:
    """Seconds from the start of `act` until the server is idle."""
    worked, ended = [time.perf_counter()], Event()

    def watch() -> None:
        used = server.seconds
        while not ended.wait(TICK):
            before, used = used, server.seconds
            if used - before > WORKING * TICK:
                worked.append(time.perf_counter())

    watching = Thread(target=watch)
    watching.start()
    started = time.perf_counter()
    act()
    while time.perf_counter() - worked[-1] < IDLE_FOR:
        time.sleep(TICK)
    ended.set()
    watching.join()
    return max(0, worked[-1] - started)


def stop(page: Page) -> None:
    page.locator("#photos .stop").click()


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
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = opened(browser, server.url)
            choose(page, photos[:DISTINCT])  # the network's first answers take longer
            page.wait_for_selector(".many[data-photos=done]", timeout=60_000)
            works_on_after(server, page.close)
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
            for how, act in (("Stop", stop), ("a closed tab", Page.close)):
                seconds = []
                for _ in range(TIMES):
                    page = opened(browser, server.url)
                    choose(page, photos)
                    page.wait_for_selector("#photos .grid li:nth-child(40)")
                    seconds.append(works_on_after(server, partial(act, page)))
                print(f"after {how} the server works on for {max(seconds):.2f} s at most, of {TIMES} times")
            browser.close()


if __name__ == "__main__":
    main()
