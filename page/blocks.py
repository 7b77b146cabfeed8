"""The whole page: its tabs, built from what is served."""

from collections import Counter

import gradio as gr

from page import inside, many, one, words
from page.ask import Ask
from page.calls import Page
from page.health import Health
from page.queue import PatientQueue
from page.served import Served

UPLOADS_KEPT, SWEPT_EVERY = 600, 60  # seconds
INTRODUCTION = """# Garment Classifier
Show me a photo of one garment and read what it is."""
SCOPE = """I know ten kinds: {labels}. An ordinary phone photo of one garment will do. Other garments, such as hats,
shorts and skirts, I try to tell apart from my ten. All that reaches me are the small grey pictures shown here. *Why* is
coloured where the answer hangs on the photo: the deeper the colour, the less sure I am when that part is covered.
Photos are deleted after ten minutes."""
OF_THE_TUTORIAL = "The tutorial's network knows shop pictures alone: show it a dark garment on white paper."


def build(served: Served) -> Page:
    """The page and its API, ready to be launched."""
    ask = Ask(served)
    with Page(title="Garment Classifier", delete_cache=(SWEPT_EVERY, UPLOADS_KEPT)) as blocks:
        gr.Markdown(INTRODUCTION)
        with gr.Tab("One"):
            one.build(served, ask)
            scope = SCOPE.format(labels=words.in_markdown(", ".join(served.labels)))
            gr.Markdown(f"{scope} {OF_THE_TUTORIAL}" if "mlp" in served.predictors else scope)
            if served.said:
                gr.Markdown(words.in_markdown(served.said), elem_id="source")
        with gr.Tab("Many"):
            many.build(served, ask)
        with gr.Tab("Inside"):
            inside.build(served)
    blocks.present = Counter()
    blocks.health = Health(blocks, served.predictors[served.default])
    blocks._queue = PatientQueue(blocks)
    blocks.api_open = False  # else /gradio_api/run and /gradio_api/api go past the queue
    return blocks
