"""What was measured: the shipped network's card, or what another checkpoint says of its own training."""

import re
from html import escape

import gradio as gr

from model.predictor import DEFAULT, SHIPPED, Predictor
from page import words
from page.served import Served

CARD = SHIPPED[DEFAULT].with_name("README.md")
PICTURES_AT = CARD.with_name("card")
LINK = re.compile(r"\[([^]]*)\]\((?!http)([^)]*)\)")  # to a file beside the card
PICTURES = ("confusion-matrix", "reliability", "coverage", "scores")


def text(space: str = "") -> str:
    """The shipped network's card as the page shows it: its pictures stand below it, its links lead to the source.

    space: where that is to be seen, the Space that this is, USER/NAME; without one the links are words.
    """
    lines = CARD.read_text(encoding="utf-8").splitlines()
    said = "\n".join(line for line in lines if not line.startswith("!["))
    source = rf"[\1](https://huggingface.co/spaces/{space}/blob/main/model/\2)" if space else r"\1"
    return LINK.sub(source, said)


def record(predictor: Predictor) -> str:
    """HTML: what a checkpoint says of its own training, for one that has no card."""
    about = predictor.checkpoint.about
    try:
        figures = [
            f"<tr><td>{escape(on)}</td><td>{scores['accuracy']:.4f}</td><td>{_measured(scores)}</td></tr>"
            for on, scores in about["scores"].items()
        ]
        data = about.get("data", {}).get("name", "")
        key, data = ("inside.record.head", {"data": "" + data}) if data else ("inside.record.unnamed", {})
    except (AttributeError, LookupError, TypeError, ValueError):  # a checkpoint may say of itself what it likes
        figures = []
    if not figures:
        return words.element("p", "inside.record.none", model=predictor.model)
    head = "".join(words.element("th", f"inside.record.{column}") for column in ("on", "right", "ece"))
    return (
        words.element("p", key, model=predictor.model, **data)
        + f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(figures)}</tbody></table>"
    )


def _measured(scores: dict) -> str:
    """The calibration error; of so few photos that it says nothing, a dash."""
    return f"{scores['ece']:.4f}" if "ece" in scores else "–"


def figure(name: str) -> str:
    """HTML: one of the card's pictures with its caption."""
    key, address = f"inside.figure.{name}", f"gradio_api/file={PICTURES_AT.as_posix()}/{name}.png"
    caption = words.element("figcaption", key)
    return f'<figure><img src="{address}" {words.called(key, "alt")}>{caption}</figure>'


def build(served: Served) -> None:
    """The fold's components, in the Blocks that are open."""
    gr.set_static_paths([PICTURES_AT])  # served from where they lie, not copied with the uploads
    answering = served.predictors[served.default]
    with gr.Accordion(words.label("inside.measured"), open=False, elem_id="card"):
        if answering.path == SHIPPED[DEFAULT]:
            # In English whatever the page is in, which a voice must know.
            gr.Markdown(f'<div lang="en">\n\n{text(served.space)}\n\n</div>')
            gr.HTML("".join(map(figure, PICTURES)), elem_id="figures")
        else:
            gr.HTML(record(answering), elem_classes="said")
