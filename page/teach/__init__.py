"""Classes of one's own: named and shown in the browser, learned here, and taken away."""

import inspect

import gradio as gr

from page import look
from page.served import Served
from page.teach.teaching import Teaching
from page.teach.template import SCRIPTS, template

LOOKING, ASKING = 2, 8  # requests at once; to open photos takes the processor from those who ask
LEARNING = 24  # more than may wait for a lesson, so that each is told where it stands


def build(served: Served) -> Teaching:
    """The tab's components and their events, in the Blocks that are open; → what is taught there.

    Called only where there is a network that can be taught.
    """
    teaching = Teaching(served.teachable.checkpoint)
    script = "\n".join(look.text(name) for name in SCRIPTS)
    can_keep = teaching.base.memory is not None
    gr.HTML(html_template=template(can_keep), js_on_load=script, apply_default_css=False, elem_id="teach")
    with gr.Row(visible=False):  # what the script calls, and what programs call
        files = gr.File(label="Photos", file_count="multiple", file_types=["image"])
        classes = gr.JSON(label="The class of each photo", value=[])
        keep = gr.Checkbox(label="Keep the classes that there are", value=False)
        lesson, photo, photos, report = gr.Textbox(), gr.File(), gr.JSON(), gr.JSON()
        ask_teach, ask_photos, ask_learn, ask_taught = (gr.Button() for _ in range(4))
    public = {"api_name": "teach", "api_description": inspect.getdoc(teaching.teach), "concurrency_limit": LOOKING}
    ask_teach.click(teaching.teach, [files, classes, keep], report, preprocess=False, **public)
    private = {"preprocess": False, "api_visibility": "private"}
    for button, question, asked, name, limit in (
        (ask_photos, teaching.photos, [lesson, files], "teach_photos", LOOKING),
        (ask_learn, teaching.learn, [lesson, photos, keep], "teach_learn", LEARNING),
        (ask_taught, teaching.ask, [lesson, photo], "teach_ask", ASKING),
    ):
        button.click(question, asked, report, api_name=name, concurrency_limit=limit, **private)
    return teaching
