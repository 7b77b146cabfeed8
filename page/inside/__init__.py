"""For the curious: a photo through the network, layer by layer, and what was measured of it."""

import re
from html import escape

import gradio as gr

from model.labels import NONE_OF_THESE
from model.photo import PhotoError
from model.predictor import DEFAULT, SHIPPED, Predictor
from model.steps import mosaic, steps
from page import choice, words
from page.language import told
from page.served import Served
from page.uploads import Upload, read

CARD = SHIPPED[DEFAULT].with_name("README.md")
PICTURES_AT = CARD.with_name("card")
NOTHING = gr.update(value=None, visible=False)  # an empty gallery has a name that its role does not allow
LINK = re.compile(r"\[([^]]*)\]\((?!http)([^)]*)\)")  # to a file beside the card
PICTURES = ("confusion-matrix", "reliability", "coverage", "scores")
COLUMNS = ("inside.column.class", "inside.column.logit", "inside.column.softmax")


def step_through(predictor: Predictor, photo: Upload, language: str = words.ENGLISH) -> tuple[dict, dict, str]:
    """A picture of what each layer gives, the logits with their softmax, and a sentence where there is none."""
    if photo is None:
        return NOTHING, NOTHING, ""
    try:
        found = steps(predictor.network, predictor.see(read(photo))[:1])
    except PhotoError as error:
        return NOTHING, NOTHING, words.error(error, language)
    pictures = []
    for number, step in enumerate(found):
        shape = " × ".join(str(length) for length in step.output.shape)
        pictures.append((mosaic(step.output), f"{number}. {words.translated(step.name, language)}: {shape}"))
    z = found[-1].output
    names = [*predictor.labels, NONE_OF_THESE][: len(z)]
    columns = zip(names, z.tolist(), z.softmax(dim=0).tolist(), strict=True)
    rows = [[words.short(name, language), round(logit, 3), round(share, 4)] for name, logit, share in columns]
    table = {"headers": [words.say(key, language) for key in COLUMNS], "data": rows}
    return gr.update(value=pictures, visible=True), gr.update(value=table, visible=True), ""


def card(space: str = "") -> str:
    """The shipped network's card as the page shows it: its pictures stand below it, its links lead to the source.

    space: where that is to be seen, the Space that this is, USER/NAME; without one the links are words.
    """
    lines = CARD.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("!["))
    source = rf"[\1](https://huggingface.co/spaces/{space}/blob/main/model/\2)" if space else r"\1"
    return LINK.sub(source, text)


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


def build(served: Served, language: gr.HTML) -> None:
    """The tab's components and their events, in the Blocks that are open."""
    gr.set_static_paths([PICTURES_AT])  # served from where they lie, not copied with the uploads
    gr.HTML(words.element("h2", "inside.title") + words.element("p", "inside.text"), elem_classes="said")
    with gr.Row():
        with gr.Column(scale=1):
            sources = ["upload", "clipboard"]
            photo = gr.Image(label=words.label("photo.label"), sources=sources, height=300, elem_id="photo-inside")
            network = choice.build(served, "network-inside", language)
            said = gr.Markdown(elem_id="note-inside")
        with gr.Column(scale=2):
            grid = {"columns": 4, "height": 420, "object_fit": "contain"}
            gallery = gr.Gallery(label=words.label("inside.layers"), visible=False, elem_id="layers", **grid)
            table = gr.Dataframe(
                datatype=["str", "number", "number"],
                label=words.label("inside.logits"),
                interactive=False,
                visible=False,
                elem_id="logits",
            )

    def stepped(photo: Upload, network: str, language: str) -> tuple:
        return step_through(served.named(network), photo, language)

    events = [photo.change, network.change, language.submit]
    asked, shown = [photo, network, language], [gallery, table, said]
    gr.on(events, stepped, asked, shown, js=told(asked), preprocess=False, api_visibility="private")
    answering = served.predictors[served.default]
    with gr.Accordion(words.label("inside.measured"), open=False, elem_id="card"):
        if answering.path == SHIPPED[DEFAULT]:
            # In English whatever the page is in, which a voice must know.
            gr.Markdown(f'<div lang="en">\n\n{card(served.space)}\n\n</div>')
            gr.HTML("".join(map(figure, PICTURES)), elem_id="figures")
        else:
            gr.HTML(record(answering), elem_classes="said")
