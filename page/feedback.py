"""The button "That is wrong": who presses it says what the photo shows, and may let it be kept."""

import gradio as gr

from model.labels import NONE_OF_THESE
from model.photo import PhotoError
from page.served import Served
from page.store import FeedbackError
from page.uploads import Upload, read

CONSENT = "I took this photo, and it may be kept, without its place and date, to make this classifier better."


def tell(served: Served, photo: Upload, label: str | None, consent: bool) -> str:
    """Keep the photo under its right class; → the sentence to show."""
    if photo is None:
        return "There is no photo to speak of: upload one first."
    if label not in [*served.labels, NONE_OF_THESE]:  # it names a folder, and a program could send any name
        return "Say what it is: choose a class, or none of these."
    if consent is not True:
        return "Nothing was kept: tick the box if I may keep this photo."
    try:
        served.store.keep(read(photo), "" if label == NONE_OF_THESE else label)
    except (FeedbackError, PhotoError) as error:
        return str(error)
    return "Thank you; the photo is kept."


def build(served: Served, photo: gr.Image) -> None:
    """The controls and their event, in the Blocks that are open; none where nothing is kept."""
    if served.store is None:
        return
    with gr.Accordion("That is wrong", open=False, elem_id="feedback"):
        label = gr.Dropdown([*served.labels, NONE_OF_THESE], value=None, label="What it is", elem_id="right-class")
        consent = gr.Checkbox(label=CONSENT, elem_id="consent")
        send = gr.Button("Tell me", elem_id="tell")
        said = gr.Markdown(elem_id="thanks")

    def answer(photo: Upload, label: str | None, consent: bool) -> str:
        return tell(served, photo, label, consent)

    send.click(answer, [photo, label, consent], said, preprocess=False, api_visibility="private")
    photo.change(lambda: (None, False, ""), None, [label, consent, said], api_visibility="private")
