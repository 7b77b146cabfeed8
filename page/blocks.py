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
INTRODUCTION = """# What garment is it?
Show me a photo of one garment and read what it is."""
SCOPE = """I know ten kinds: {labels}. An ordinary phone photo of one garment will do. Other garments, such as hats,
shorts and skirts, I try to tell apart from my ten. All that I look at are small grey pictures. *Why* is coloured where
the answer hangs on the photo: the deeper the colour, the less sure I am when that part is covered. Your browser makes a
photo small before it is sent; what it cannot open goes as it is, and is read here."""
OF_THE_TUTORIAL = "The tutorial's network knows shop pictures alone: show it a dark garment on white paper."


def build(served: Served) -> Page:
    """The page and its API, ready to be launched."""
    ask = Ask(served)
    with Page(title="Garment Classifier", delete_cache=(SWEPT_EVERY, UPLOADS_KEPT)) as blocks:
        gr.Markdown(INTRODUCTION, elem_id="intro")
        with gr.Tab("One photo"):
            one.build(served, ask)
            if served.said:
                gr.Markdown(words.in_markdown(served.said), elem_id="source")
        with gr.Tab("Many photos"):
            many.build(served, ask)
        with gr.Tab("How it works"):
            scope = SCOPE.format(labels=words.in_markdown(", ".join(served.labels)))
            gr.Markdown(f"{scope} {OF_THE_TUTORIAL}" if "mlp" in served.predictors else scope)
            inside.build(served)
    blocks.present = Counter()
    blocks.health = Health(blocks, served.predictors[served.default])
    blocks._queue = PatientQueue(blocks)
    blocks.api_open = False  # else /gradio_api/run and /gradio_api/api go past the queue
    return blocks
