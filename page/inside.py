"""For the curious: a photo through the network, layer by layer, and what was measured of it."""

import re

import gradio as gr

from model.labels import NONE_OF_THESE
from model.photo import PhotoError
from model.predictor import DEFAULT, SHIPPED, Predictor
from model.steps import mosaic, steps
from page import choice, words
from page.served import Served
from page.uploads import Upload, read

CARD = SHIPPED[DEFAULT].with_name("README.md")
PICTURES_AT = CARD.with_name("card")
NOTHING = gr.update(value=None, visible=False)  # an empty gallery has a name that its role does not allow
LINK = re.compile(r"\[([^]]*)\]\((?!http)([^)]*)\)")  # to a file beside the card
PICTURES = {
    "confusion-matrix": "Confusion matrix: rows are the true classes, columns what they were called",
    "reliability": "Reliability: how sure, and how often right",
    "coverage": "Accuracy on the photos that it is surest of, by their share",
    "scores": "Scores of the ten classes and of other things",
}


def step_through(predictor: Predictor, photo: Upload) -> tuple[dict, list, str]:
    """A picture of what each layer gives, the logits with their softmax, and a sentence where there is none."""
    if photo is None:
        return NOTHING, [], ""
    try:
        found = steps(predictor.network, predictor.see(read(photo))[:1])
    except PhotoError as error:
        return NOTHING, [], str(error)
    pictures = []
    for number, step in enumerate(found):
        shape = " × ".join(str(length) for length in step.output.shape)
        pictures.append((mosaic(step.output), f"{number}. {step.name}: {shape}"))
    z = found[-1].output
    names = [*predictor.labels, NONE_OF_THESE][: len(z)]
    columns = zip(names, z.tolist(), z.softmax(dim=0).tolist(), strict=True)
    rows = [[name, round(logit, 3), round(share, 4)] for name, logit, share in columns]
    return gr.update(value=pictures, visible=True), rows, ""


def card(space: str = "") -> str:
    """The shipped network's card as the page shows it: its pictures stand below it, its links lead to the source.

    space: where that is to be seen, the Space that this is, USER/NAME; without one the links are words.
    """
    lines = CARD.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("!["))
    source = rf"[\1](https://huggingface.co/spaces/{space}/blob/main/model/\2)" if space else r"\1"
    return LINK.sub(source, text)


def record(predictor: Predictor) -> str:
    """Markdown: what a checkpoint says of its own training, for one that has no card."""
    about = predictor.checkpoint.about
    try:
        figures = [
            f"| {words.in_markdown(on)} | {scores['accuracy']:.4f} | {scores['ece']:.4f} |"
            for on, scores in about["scores"].items()
        ]
        learned_from = words.in_markdown(about.get("data", {}).get("name", "data that it does not name"))
    except (AttributeError, LookupError, TypeError, ValueError):  # a checkpoint may say of itself what it likes
        figures = []
    if not figures:
        return f"The checkpoint of {predictor.model} does not say what was measured of it."
    head = [f"{predictor.model}, learned from {learned_from}; what its checkpoint says of itself:", ""]
    return "\n".join([*head, "| on | right | calibration error |", "|---|---|---|", *figures])


def figure(name: str, caption: str) -> str:
    """HTML: one of the card's pictures with its caption."""
    address = f"gradio_api/file={PICTURES_AT.as_posix()}/{name}.png"
    return f'<figure><img src="{address}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'


def build(served: Served) -> None:
    """The tab's components and their events, in the Blocks that are open."""
    gr.set_static_paths([PICTURES_AT])  # served from where they lie, not copied with the uploads
    gr.Markdown("## Step through the network\nA photo goes in on the left; click through what each layer makes of it.")
    with gr.Row():
        with gr.Column(scale=1):
            photo = gr.Image(label="Photo", sources=["upload", "clipboard"], height=300, elem_id="photo-inside")
            network = choice.build(served, "network-inside")
            said = gr.Markdown(elem_id="note-inside")
        with gr.Column(scale=2):
            gallery = gr.Gallery(
                label="Layer by layer", columns=4, height=420, object_fit="contain", visible=False, elem_id="layers"
            )
            table = gr.Dataframe(
                headers=["class", "logit", "softmax"],
                datatype=["str", "number", "number"],
                label="Logits and their softmax, before calibration",
                interactive=False,
                elem_id="logits",
            )

    def stepped(photo: Upload, network: str) -> tuple:
        return step_through(served.named(network), photo)

    events = [photo.change, network.change]
    shown = [gallery, table, said]
    gr.on(events, stepped, [photo, network], shown, preprocess=False, api_visibility="private")
    answering = served.predictors[served.default]
    with gr.Accordion("What was measured", open=False, elem_id="card"):
        if answering.path == SHIPPED[DEFAULT]:
            gr.Markdown(card(served.space))
            gr.HTML("".join(figure(name, caption) for name, caption in PICTURES.items()), elem_id="figures")
        else:
            gr.Markdown(record(answering))
