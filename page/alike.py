"""It looked like these: the pictures that the network learned from and finds nearest to a photo."""

from PIL import Image

from model.neighbours import Neighbour, Neighbours
from model.pictures import SIDE
from model.predictor import Predictor
from page import words
from page.data_url import data_url

ENLARGED = 3  # times, by the browser: a picture of 28 px is a stamp on a phone


def listed(predictor: Predictor, photo: Image.Image) -> str:
    """HTML: the pictures, nearest first, each with its class and distance, and how far to trust them; say.js says it.

    "" where it is not known what this network finds photos like.
    """
    of = predictor.neighbours
    return _listed(predictor.alike(photo), of) if of else ""


def _listed(found: list[Neighbour], of: Neighbours) -> str:
    least, most = (round(100 * share) for share in (min(of.right.values()), max(of.right.values())))
    return (
        f'<div class="alike">{words.element("p", "alike.text", count=len(of.places))}'
        f"<ol>{''.join(map(_item, found))}</ol>{words.element('p', 'alike.right', least=least, most=most)}</div>"
    )


def _item(one: Neighbour) -> str:
    side = SIDE * ENLARGED
    return (
        f'<li><img src="{data_url(one.picture)}" width="{side}" height="{side}" alt="">'
        f"{words.element('span', f'class.short.{one.label}')} <span>{round(100 * one.distance)}</span></li>"
    )
