"""For the curious: a photo through the network, layer by layer, and what was measured of it."""

import os
import re
from pathlib import Path

import gradio as gr

from model.networks import logits
from model.photo import PhotoError
from model.predictor import DEFAULT
from model.steps import mosaic, steps
from page.ask import labels, predictors
from page.one import NETWORKS
from page.uploads import Upload, read

MODEL = Path(__file__).parents[1] / "model"
CARD = MODEL / "README.md"
PICTURES_AT = MODEL / "card"
NOTHING = gr.update(value=None, visible=False)  # an empty gallery has a name that its role does not allow
LINK = re.compile(r"\[([^]]*)\]\((?!http)([^)]*)\)")  # to a file beside the card
PICTURES = {
    "confusion-matrix": "Confusion matrix: rows are the true classes, columns what they were called",
    "reliability": "Reliability: how sure, and how often right",
    "coverage": "Accuracy on the photos that it is surest of, by their share",
    "scores": "Scores of the ten classes and of other things",
}


def step_through(photo: Upload, network: str) -> tuple[dict, list, str]:
    """A picture of what each layer gives, the logits with their softmax, and a sentence where there is none."""
    if photo is None:
        return NOTHING, [], ""
    predictor = predictors[network]
    try:
        x = predictor.see(read(photo))
    except PhotoError as error:
        return NOTHING, [], str(error)
    pictures = []
    for number, step in enumerate(steps(predictor.network, x)):
        shape = " × ".join(str(length) for length in step.output.shape)
        pictures.append((mosaic(step.output), f"{number}. {step.name}: {shape}"))
    z = logits(predictor.network, x.unsqueeze(0))[0]
    names = [*labels, "none of these"][: len(z)]
    rows = [
        [name, round(a, 3), round(b, 4)] for name, a, b in zip(names, z.tolist(), z.softmax(0).tolist(), strict=True)
    ]
    return gr.update(value=pictures, visible=True), rows, ""


def card() -> str:
    """The model card as the page shows it: its pictures stand below it, its links lead to the source of this Space."""
    lines = CARD.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("!["))
    space = os.environ.get("SPACE_ID")
    source = rf"[\1](https://huggingface.co/spaces/{space}/blob/main/model/\2)" if space else r"\1"
    return LINK.sub(source, text)


def figure(name: str, words: str) -> str:
    """HTML: one of the card's pictures with its caption."""
    address = f"gradio_api/file={PICTURES_AT.as_posix()}/{name}.png"
    return f'<figure><img src="{address}" alt="{words}"><figcaption>{words}</figcaption></figure>'


def build() -> None:
    """The tab's components and their events, in the Blocks that are open."""
    gr.set_static_paths([PICTURES_AT])  # served from where they lie, not copied with the uploads
    gr.Markdown("## Step through the network\nA photo goes in on the left; click through what each layer makes of it.")
    with gr.Row():
        with gr.Column(scale=1):
            photo = gr.Image(label="Photo", sources=["upload", "clipboard"], height=300, elem_id="photo-inside")
            network = gr.Radio(NETWORKS, value=DEFAULT, label="Network", elem_id="network-inside")
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
    events = [photo.change, network.change]
    shown = [gallery, table, said]
    gr.on(events, step_through, [photo, network], shown, preprocess=False, api_visibility="private")
    with gr.Accordion("What was measured", open=False, elem_id="card"):
        gr.Markdown(card())
        gr.HTML("".join(figure(name, words) for name, words in PICTURES.items()), elem_id="figures")
