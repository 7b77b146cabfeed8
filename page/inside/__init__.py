"""For the curious: a photo followed through the network, every number of it to those that it comes from."""

from collections.abc import Sequence

import gradio as gr
from gradio.components import Component

from page import look
from page.inside import numbers
from page.inside.template import SCRIPTS, template
from page.served import Served

AT_ONCE = 4  # requests of a question: each takes the processor from those who ask what a garment is


def build(served: Served) -> None:
    """The tab's steps and their events, in the Blocks that are open; what was measured is `page.inside.card`'s."""
    script = "\n".join(look.text(name) for name in SCRIPTS)
    gr.HTML(html_template=template(served), js_on_load=script, apply_default_css=False, elem_id="inside")
    with gr.Row(visible=False):  # what the script calls
        photo, network, answer = gr.File(), gr.Textbox(), gr.JSON()
        places = [gr.Number(precision=0) for _ in range(4)]

    def offer(question, name: str, asked: Sequence[Component]) -> None:
        private = {"preprocess": False, "api_visibility": "private", "concurrency_limit": AT_ONCE}
        answered = numbers.asked(served, question)
        gr.Button(visible=False).click(answered, [photo, network, *asked], answer, api_name=name, **private)

    offer(numbers.way, "inside_way", [])
    offer(numbers.neuron, "inside_neuron", places[:2])
    offer(numbers.point, "inside_point", places)
    offer(numbers.loss, "inside_loss", places[:1])
