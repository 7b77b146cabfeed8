"""How long a person waits, in a real browser: `python -m tests.tools.page_speed`.

From the photo's arrival in the page to its answer on it, for a 12-megapixel JPEG, and over an uplink of 1.5 Mbit/s,
made small by the browser and whole; and from the arrival of a hundred phone photos to the last row of their table.
"""

import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from PIL import Image
from playwright.sync_api import Page, expect

from tests.support import ROOT
from tests.tools.browser import opened
from tests.tools.latency import drawn_photo

EXAMPLES = sorted((ROOT / "examples").glob("*.jpg"))
ROUNDS = 15
UPLINK = 1.5e6  # bit/s
PHONE = (960, 1280)  # px, as phones send photos in messages


def one(page: Page, photo: Path) -> float:
    """Seconds from the photo's arrival to its answer."""
    started = time.perf_counter()
    page.set_input_files("#photo input[type=file]", photo)
    page.wait_for_selector("#answer h2")
    seconds = time.perf_counter() - started
    expect(page.locator("#why img")).to_be_visible()
    page.get_by_label("Remove the photo").click()
    expect(page.locator("#answer h2")).to_have_count(0)
    return seconds


def over_a_phone(page: Page, photo: Path, whole: bool) -> float:
    """Seconds, over an uplink of 1.5 Mbit/s, from the photo's arrival to its answer."""
    if whole:
        page.add_init_script("window.createImageBitmap = undefined")
        page.reload()
        page.wait_for_selector("#photo input[type=file]", state="attached")
    limits = {"offline": False, "latency": 40, "downloadThroughput": 1e6, "uploadThroughput": UPLINK / 8}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", limits)
    return one(page, photo)


def many(page: Page, photos: list[Path]) -> float:
    """Seconds from the photos' arrival to the sentence over their table."""
    page.get_by_role("tab", name="Many photos").click()
    started = time.perf_counter()
    page.set_input_files("#photos .files", photos)
    expect(page.locator("#photos .summary")).to_contain_text(f"of {len(photos)} photos answered", timeout=120_000)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    with opened() as open_page, tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.jpg"
        large.write_bytes(drawn_photo())
        hundred = [Path(folder) / f"{number:03}.jpg" for number in range(100)]
        for number, path in enumerate(hundred):
            example = EXAMPLES[number % len(EXAMPLES)]
            Image.open(example).convert("RGB").resize(PHONE).save(path, quality=90)
        page = open_page(viewport={"width": 1200, "height": 1000})
        one(page, large)
        times = [one(page, large) for _ in range(ROUNDS)]
        tenth = quantiles(times, n=10)[-1]
        print(f"12 megapixels, {ROUNDS} times: median {median(times):.2f} s, nine in ten within {tenth:.2f} s")
        small, whole = (over_a_phone(open_page(), large, whole) for whole in (False, True))
        print(f"over {UPLINK / 1e6:g} Mbit/s: made small {small:.1f} s, whole {whole:.1f} s, {whole / small:.1f} times")
        print(f"100 photos of {PHONE[0]} x {PHONE[1]} px: {many(page, hundred):.1f} s")


if __name__ == "__main__":
    main()
