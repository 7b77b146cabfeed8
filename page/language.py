"""The language of the visitor's page, as events take it, and what Gradio does not say anew by itself at a switch."""

import json
from collections.abc import Sequence

import gradio as gr

from page import words

# The first time is silent but for the value: nothing that a request said stands there yet.
FOLLOW = """
props.value = window.language();
document.addEventListener("language", ({ detail }) => { props.value = detail; trigger("submit"); });
"""


def build() -> gr.HTML:
    """The control, unseen, in the Blocks that are open; once the page stands its value is one of `words.languages()`.

    change: the value is another than English at the start, or was switched; submit: it was switched.
    """
    return gr.HTML(words.ENGLISH, html_template="", js_on_load=FOLLOW, apply_default_css=False, elem_id="language")


def say_choices(language: gr.HTML, control: gr.Radio | gr.Dropdown, how: str, values: Sequence[str]) -> None:
    """Offer these values by what they are called in the page's language. how: a function of say.js, value → words."""
    choices = f"{json.dumps(values)}.map((value) => [{how}(value), value])"
    js = f"() => ({{ __type__: 'update', choices: {choices} }})"
    language.change(None, None, control, js=js, api_visibility="private")
