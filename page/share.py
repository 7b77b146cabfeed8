"""An answer to share: its words travel in the part of the link that no server is told, and the photo stays."""

import gradio as gr

from page import look, words


def build(elem_id: str) -> gr.HTML:
    """The button beside an answer, and the place for one that somebody shared, in the Blocks that are open."""
    template = f"""
<div class="given" hidden>
  {words.element("p", "share.given", 'class="whence"')}<p class="what"></p><p class="sure"></p>
</div>
<p class="give">{words.element("button", "share.give", 'type="button"')} <span role="status"></span></p>"""
    return gr.HTML(html_template=template, js_on_load=look.text("share.js"), apply_default_css=False, elem_id=elem_id)
