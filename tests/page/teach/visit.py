"""What a person does on the tab where one teaches, and what they see there."""

import io
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support import encoded
from tests.training.drawn_shapes import drawn


def opened(page: Page) -> Page:
    page.get_by_role("tab", name="Teach").click()
    expect(page.locator("#teach .card .name")).to_have_count(2)
    return page


def photos(kind: str, count: int, first: int = 0) -> list[dict]:
    """Files as a chooser takes them: "disc 0.png" and so on."""
    numbers = range(first, first + count)
    return [
        {"name": f"{kind} {number}.png", "mimeType": "image/png", "buffer": encoded(drawn(kind, number))}
        for number in numbers
    ]


def give(page: Page, place: int, files: list, name: str | None = None) -> None:
    """Give these files to the card at that place, and the card a name; the last one, folded away, is that of none."""
    card = page.locator("#teach .card").nth(place)
    if not card.is_visible():
        page.locator("#teach summary").click()
    if name is not None:
        card.locator(".name").fill(name)
    with page.expect_file_chooser() as chosen:
        card.locator(".choose").click()
    chosen.value.set_files(files)


def state(page: Page, *states: str) -> None:
    one_of = ",".join(f".teach[data-teach={one}]" for one in states)
    expect(page.locator(one_of)).to_have_count(1, timeout=40_000)


def learn(page: Page) -> None:
    page.locator("#teach .learn").click()
    state(page, "learned")


def ask(page: Page, file: dict, answer: str) -> None:
    page.set_input_files("#teach .single", [file])
    expect(page.locator("#teach .answer h3")).to_have_text(answer)
    expect(page.locator("#teach .asked tbody tr").first).to_be_visible()


def taken(page: Page, name: str, path: Path) -> Path:
    """What the button of that name gives, saved there."""
    with page.expect_download() as download:
        page.locator(f"#teach .{name}").click()
    download.value.save_as(path)
    return path


def packed(folders: dict[str, list[dict]]) -> dict:
    """A zip, as a chooser takes it: a folder for each class."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for folder, files in folders.items():
            for file in files:
                archive.writestr(f"{folder}/{file['name']}".lstrip("/"), file["buffer"])
    return {"name": "lesson.zip", "mimeType": "application/zip", "buffer": buffer.getvalue()}
