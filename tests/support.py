"""What many tests need: where the tree and the browser are, and pictures as files."""

import io
import shutil
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
EXAMPLES = ROOT / "examples"


def chromium() -> str | None:
    """Where a Chromium is: best one that never has windows, which opens a page in half of the processor time."""
    return next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)


def encoded(image: Image.Image, format: str = "PNG", **options) -> bytes:
    """The picture as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
