"""The choice of network: what is served, and nothing to be seen where there is no choice."""

import gradio as gr

from page import words
from page.language import say_choices
from page.served import Served


def build(served: Served, elem_id: str, language: gr.HTML | None = None) -> gr.Radio:
    """The control, in the Blocks that are open; its value is a name of `served.predictors`.

    language: as `page.language.build` gives it; without one, the networks are called by their English names.
    """
    names = [(words.network(name), name) for name in served.predictors]
    choice = gr.Radio(
        names, value=served.default, label=words.label("choice.label"), visible=len(names) > 1, elem_id=elem_id
    )
    if language is not None:
        say_choices(language, choice, "sayNetwork", list(served.predictors))
    return choice


def for_programs(served: Served) -> gr.Radio:
    """The same for a program, which is told of it in English, and never shown."""
    return gr.Radio(list(served.predictors), value=served.default, label="Network", visible=False)
