"""How the page looks: quiet, legible, light or dark as the visitor's device has it."""

from html import escape
from pathlib import Path

import gradio as gr

from page import words

# The device's own letters: nothing to download, and what its owner reads well.
FONT = ["system-ui", "sans-serif"]
THEME = gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=FONT, font_mono=["ui-monospace", "monospace"]).set(
    button_primary_background_fill="*primary_700",
    button_primary_background_fill_hover="*primary_800",
    button_primary_text_color="white",
    body_text_color_subdued="*neutral_600",
    body_text_color_subdued_dark="*neutral_300",
    block_label_text_color="*neutral_700",
    block_label_text_color_dark="*neutral_200",
)
ROOM = Path(__file__).parent
ICON = ROOM / "icon.svg"
SCRIPTS = (
    "say.js",
    "made.js",
    "choose.js",
    "shrink.js",
    "paste.js",
    "lost.js",
    "api.js",
    "zip.js",
    "gather.js",
    "takeaway.js",
)


def text(name: str) -> str:
    """What stands in that file of this room: the style sheet, or a script."""
    return (ROOM / name).read_text(encoding="utf-8")


def style() -> str:
    """The style sheets of all rooms."""
    rooms = ("look.css", "many/many.css", "teach/teach.css", "inside/inside.css", "learn/learn.css")
    return "".join(map(text, rooms))


def head() -> str:
    """HTML for the page's head: what must be there before Gradio's own scripts run, and what several tabs use."""
    scripts = "".join(f"<script>{text(name)}</script>" for name in SCRIPTS)
    return f'<meta name="description" content="{escape(words.say("intro.text"))}">{scripts}'
