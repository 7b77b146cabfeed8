"""The language of the visitor's page, as events take it, and what Gradio does not say anew by itself at a switch."""

import json
from collections.abc import Sequence

import gradio as gr

from page import words

FOLLOW = """
const follow = () => trigger("change");
follow();
document.addEventListener("language", () => { follow(); trigger("submit"); });
"""


def build() -> gr.HTML:
    """What stands for the language in an event, in the Blocks that are open; nothing of it is seen.

    change: the page stands, or was switched; submit: it was switched. As an input, the last one of an event that has
    `told` as its js, it is a code of `words.languages()`; what a program sends in its place is for `words.known`.
    """
    return gr.HTML(words.ENGLISH, html_template="", js_on_load=FOLLOW, apply_default_css=False, elem_id="language")


def told(inputs: Sequence) -> str:
    """The js of an event with these inputs, which fills in the last one of them, the language."""
    return f"(...values) => [...values.slice(0, {len(inputs) - 1}), window.language()]"


def say_choices(language: gr.HTML, control: gr.Radio | gr.Dropdown, how: str, values: Sequence[str]) -> None:
    """Offer these values by what they are called in the page's language. how: a function of say.js, value → words."""
    _update(language, control, f"choices: {json.dumps(values)}.map((value) => [{how}(value), value])")


def say_tab(language: gr.HTML, tab: gr.Tab, key: str) -> None:
    """Call the tab so in the page's language: by itself Gradio does this to the one that is open alone."""
    _update(language, tab, f"label: say({json.dumps(key)})")


def _update(language: gr.HTML, component: gr.blocks.Block, what: str) -> None:
    js = f"() => ({{ __type__: 'update', {what} }})"
    language.change(None, None, component, js=js, api_visibility="private")
