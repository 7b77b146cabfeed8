"""What many tests need: where the tree is, and pictures as files."""

import io
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
EXAMPLES = ROOT / "examples"


def encoded(image: Image.Image, format: str = "PNG", **options) -> bytes:
    """The picture as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
