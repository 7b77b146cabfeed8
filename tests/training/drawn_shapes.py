"""Photos drawn on the spot, of shapes that a network can be taught, alone or in folders."""

from pathlib import Path

from PIL import Image, ImageDraw

SHAPES = {
    "disc": (60, 60, 140, 140),
    "bar": (20, 85, 180, 115),
    "post": (85, 20, 115, 180),
    "frame": (30, 30, 170, 170),
}


def drawn(kind: str, number: int) -> Image.Image:
    """One of SHAPES, a little elsewhere and in another grey for each number; RGB."""
    photo = Image.new("RGB", (200, 200), (200 + number % 7, 205, 210 - number % 5))
    draw, move = ImageDraw.Draw(photo), number * 7 % 23 - 11
    left, top, right, bottom = (edge + move for edge in SHAPES[kind])
    grey = 40 + number * 5 % 60
    if kind == "disc":
        draw.ellipse((left, top, right, bottom), fill=(grey, grey, grey))
    elif kind == "frame":
        draw.rectangle((left, top, right, bottom), outline=(grey, grey, grey), width=16)
    else:
        draw.rectangle((left, top, right, bottom), fill=(grey, grey, grey))
    return photo


def put(folder: Path, kind: str, count: int, name: str = "", first: int = 0) -> None:
    """So many photos of a kind into a folder of that name."""
    place = folder / (name or kind)
    place.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        drawn(kind, number).save(place / f"{number}.png")
