"""An answer to share: its words travel in the part of the link that no server is told, and the photo stays."""

from html import escape

import gradio as gr

from page import look, words


def build(elem_id: str) -> gr.HTML:
    """The button beside an answer, and the place for one that somebody shared, in the Blocks that are open."""
    template = f"""
<div class="given" hidden><p class="whence">{escape(words.SHARED)}</p><p class="what"></p><p class="sure"></p></div>
<p class="give">
  <button type="button">{escape(words.SHARE)}</button> <span role="status" data-copied="{escape(words.COPIED)}"></span>
</p>"""
    return gr.HTML(html_template=template, js_on_load=look.text("share.js"), apply_default_css=False, elem_id=elem_id)
