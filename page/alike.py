"""It looked like these: the pictures that the network learned from and finds nearest to a photo."""

import base64
import io
from collections.abc import Sequence
from html import escape

from PIL import Image

from model.neighbours import Neighbour, Neighbours
from model.pictures import SIDE
from page import words

ENLARGED = 3  # times, by the browser: a picture of 28 px is a stamp on a phone


def listed(found: Sequence[Neighbour], of: Neighbours, language: str = words.ENGLISH) -> str:
    """HTML: the pictures in their order, each with its class and distance, and how far to trust them."""
    shares = [words.per_cent(share, language) for share in (min(of.right.values()), max(of.right.values()))]
    text = words.say("alike.text", language, count=len(of.places))
    right = words.say("alike.right", language, least=shares[0], most=shares[1])
    return (
        f'<div class="alike"><p>{escape(text)}</p><ol>{"".join(_item(one, language) for one in found)}</ol>'
        f"<p>{escape(right)}</p></div>"
    )


def _item(one: Neighbour, language: str) -> str:
    side, name = SIDE * ENLARGED, escape(words.short(one.label, language))
    distance = f"{one.distance:.2f}".replace(".", words.say("number.point", language))
    return (
        f'<li><img src="{_address(one.picture)}" width="{side}" height="{side}" alt="">'
        f"<span>{name}</span> <span>{distance}</span></li>"
    )


def _address(picture: Image.Image) -> str:
    """A data URL: a picture of 28 px is smaller than a request for it."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
