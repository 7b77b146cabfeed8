"""The whole page: its tabs, built from what is served."""

from collections import Counter

import gradio as gr

from page import inside, language, many, one, teach, words
from page.ask import Ask
from page.calls import Page
from page.disk import sweep_safely
from page.health import Health
from page.inside import card
from page.learn import section
from page.queue import PatientQueue
from page.served import Served

UPLOADS_KEPT, SWEPT_EVERY = 540, 60  # seconds: gone within ten minutes


def build(served: Served) -> Page:
    """The page and its API, ready to be launched."""
    ask = Ask(served)
    with Page(title="Garment Classifier", delete_cache=(SWEPT_EVERY, UPLOADS_KEPT)) as blocks:
        blocks.present = Counter()
        spoken = language.build()
        introduction = words.element("h1", "intro.title") + words.element("p", "intro.text")
        gr.HTML(introduction, elem_id="intro")
        with _tab("tab.one", spoken):
            one.build(served, ask, spoken)
            if served.said:
                gr.HTML(words.element("p", served.said.key, **served.said.values), elem_classes="said")
        with _tab("tab.many", spoken):
            many.build(served, ask)
        blocks.teaching = None
        if served.teachable:
            with _tab("tab.teach", spoken):
                blocks.teaching = teach.build(served)
        with _tab("tab.inside", spoken):
            gr.HTML(_scope(served), elem_classes="said")
            inside.build(served)
            blocks.learning = section.build(blocks.present) if served.learns else None
            card.build(served)
    sweep_safely(blocks)
    blocks.health = Health(blocks, served.predictors[served.default])
    blocks._queue = PatientQueue(blocks)
    blocks.api_open = False  # else /gradio_api/run and /gradio_api/api go past the queue
    return blocks


def _tab(key: str, spoken: gr.HTML) -> gr.Tab:
    tab = gr.Tab(words.label(key))
    language.say_tab(spoken, tab, key)
    return tab


def _scope(served: Served) -> str:
    """HTML: what the classifier knows, what it looks at, and what becomes of a photo."""
    keys = ["scope.why", "scope.small", *(["scope.tutorial"] if "mlp" in served.predictors else [])]
    said = [words.element("span", "scope.kinds", labels=list(served.labels))]
    return f"<p>{' '.join([*said, *(words.element('span', key) for key in keys)])}</p>"
