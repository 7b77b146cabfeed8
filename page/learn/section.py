"""The section's components and their events, in the Blocks that are open."""

from collections.abc import Mapping

import gradio as gr

from page import look
from page.learn.learning import MOST_RUNS, Learning
from page.learn.template import SCRIPTS, template


def build(present: Mapping[str, int]) -> Learning:
    """→ what is learned there. present: session → how many pages of it are open."""
    learning = Learning(present)
    script = "\n".join(look.text(name) for name in SCRIPTS)
    gr.HTML(html_template=template(), js_on_load=script, apply_default_css=False, elem_id="learn")
    with gr.Row(visible=False):  # what the script calls
        session, settings, single, photo, state = gr.Textbox(), gr.JSON(), gr.Checkbox(), gr.File(), gr.JSON()
        begin, go_on, ask = (gr.Button() for _ in range(3))
    private = {"preprocess": False, "api_visibility": "private", "concurrency_limit": MOST_RUNS}
    for button, question, asked, name in (
        (begin, learning.begin, [session, settings], "learn_begin"),
        (go_on, learning.go_on, [session, single], "learn_go_on"),
        (ask, learning.look, [session, photo], "learn_look"),
    ):
        button.click(question, asked, state, api_name=name, **private)
    return learning
