"""The button "That is wrong": who presses it says what the photo shows, and may let it be kept."""

import gradio as gr

from model.labels import NONE_OF_THESE
from model.photo import PhotoError
from page import words
from page.language import say_choices, told
from page.served import Served
from page.store import FeedbackError
from page.uploads import Upload, read


def tell(served: Served, photo: Upload, label: str | None, consent: bool, language: str = words.ENGLISH) -> str:
    """Keep the photo under its right class; → the sentence to show."""
    if photo is None:
        return words.say("feedback.no_photo", language)
    if label not in [*served.labels, NONE_OF_THESE]:  # it names a folder, and a program could send any name
        return words.say("feedback.no_class", language)
    if consent is not True:
        return words.say("feedback.no_consent", language)
    try:
        served.store.keep(read(photo), "" if label == NONE_OF_THESE else label)
    except (FeedbackError, PhotoError) as error:
        return words.error(error, language)
    return words.say("feedback.thanks", language)


def build(served: Served, photo: gr.HTML, language: gr.HTML) -> None:
    """The controls and their event, in the Blocks that are open; none where nothing is kept."""
    if served.store is None:
        return
    labels = [*served.labels, NONE_OF_THESE]
    with gr.Accordion(words.label("feedback.label"), open=False, elem_id="feedback"):
        label = gr.Dropdown(labels, value=None, label=words.label("feedback.class"), elem_id="right-class")
        consent = gr.Checkbox(label=words.label("feedback.consent"), elem_id="consent")
        send = gr.Button(words.label("feedback.send"), elem_id="tell")
        said = gr.Markdown(elem_id="thanks")

    def answer(photo: Upload, label: str | None, consent: bool, language: str) -> str:
        return tell(served, photo, label, consent, language)

    say_choices(language, label, "sayClass", labels)
    asked = [photo, label, consent, language]
    send.click(answer, asked, said, js=told(asked), preprocess=False, api_visibility="private")
    photo.change(lambda: (None, False, ""), None, [label, consent, said], api_visibility="private")
    language.submit(None, None, said, js="() => ''", api_visibility="private")  # what was said in another language
