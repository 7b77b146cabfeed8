"""The place for a photo: taken, chosen, dropped or pasted, or one of the examples; small once it is there."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import gradio as gr

from page import look, words

ARRIVED, FAILED = (
    f"() => {{ document.getElementById('one').dataset.answer = '{how}'; }}" for how in ("here", "failed")
)


def build(elem_id: str, examples: Sequence[Path]) -> gr.HTML:
    """The control, in the Blocks that are open; its value is an `Upload`.

    examples: photos whose files' names say what they show; all in one folder.
    """
    gr.set_static_paths([examples[0].parent])  # served from where they lie, not copied with the uploads
    pictures = "".join(_example(path) for path in examples)
    template = f"""
<div class="place">
  <p class="buttons">
    <button type="button" class="take">Take a photo</button>
    <button type="button" class="choose">Choose a photo</button>
    <button type="button" class="paste">Paste one</button>
  </p>
  <p class="or">or drop one here</p>
</div>
<div class="shown">
  <img alt="Your photo"><button type="button" class="remove" aria-label="Remove the photo">×</button>
  <p class="buttons">
    <button type="button" class="take">Take another</button>
    <button type="button" class="choose">Choose another</button>
  </p>
</div>
<p class="problem" role="alert"></p>
<div class="failed" role="alert">
  <p>{escape(words.NO_ANSWER)}</p>
  <p class="buttons"><button type="button" class="again">Try again</button></p>
</div>
<input type="file" accept="image/*,.heic,.heif" aria-label="Photo" tabindex="-1">
<div class="examples">
  <p>Or try one of these:</p><ul>{pictures}</ul>
  <p class="privacy">{escape(words.PRIVACY)}</p>
</div>"""
    return gr.HTML(
        html_template=template,
        js_on_load=look.text("picker.js"),
        apply_default_css=False,
        elem_id=elem_id,
        elem_classes="picker",
        label="Photo",
    )


def _example(path: Path) -> str:
    address, name = f"gradio_api/file={path.as_posix()}", escape(words.example(path.stem))
    picture = f'<img src="{address}" alt="{name}" width="72" height="72">'
    return f'<li><button type="button" class="example" data-name="{escape(path.stem)}">{picture}</button></li>'
