"""The choice of network: what is served, and nothing to be seen where there is no choice."""

import gradio as gr

from page import words
from page.served import Served


def build(served: Served, elem_id: str) -> gr.Radio:
    """The control, in the Blocks that are open; its value is a name of `served.predictors`."""
    names = [(words.network(name), name) for name in served.predictors]
    return gr.Radio(names, value=served.default, label="Network", visible=len(names) > 1, elem_id=elem_id)
