"""What a person does on the tab that follows a photo, and the numbers that they read there."""

import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from model.photo import open_photo
from tests.support import EXAMPLES


def followed(page: Page, network: str = "resnet", photo: Path = EXAMPLES / "sneaker.jpg") -> Image.Image:
    """Give the tab a photo, and wait until the last of its steps is there; → the photo as the browser has sent it."""
    page.get_by_role("tab", name="How it works").click()
    choice = page.locator(f"#network-inside input[value={network}]")
    if choice.count():
        choice.check()
    with page.expect_response(lambda response: "/gradio_api/upload" in response.url) as sent:
        page.set_input_files("#photo-inside input[type=file]", photo)
    expect(page.locator(".inside[data-inside=shown]")).to_be_visible()
    expect(page.locator(".inside .changes tbody tr").first).to_be_visible()
    [path] = sent.value.json()
    return open_photo(path)


def step(page: Page, name: str) -> Locator:
    return page.locator(f".inside .step.{name}")


def numbers(text: str) -> list[float]:
    """All numbers of a text, as the page writes them in English."""
    return [float(one.replace("−", "-")) for one in re.findall(r"−?\d+(?:\.\d+)?(?:e[−+]?\d+)?", text)]


def rows(place: Locator, table: str) -> list[tuple[str, float]]:
    """What the rows of a table are called, and the last number of each."""
    found = place.locator(f"{table} tr:has(th[scope=row])")
    said = [(row.locator("th").inner_text(), row.locator("td").last.inner_text()) for row in found.all()]
    return [(name, numbers(text)[-1]) for name, text in said]
