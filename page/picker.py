"""The place for a photo: taken, chosen, dropped or pasted, or one of the examples; small once it is there."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import gradio as gr

from page import look, words
from page.words import button

ARRIVED, FAILED = (
    f"() => {{ document.getElementById('one').dataset.answer = '{how}'; }}" for how in ("here", "failed")
)


def build(elem_id: str, examples: Sequence[Path]) -> gr.HTML:
    """The control, in the Blocks that are open; its value is an `Upload`.

    examples: photos whose files' names say what they show; all in one folder.
    """
    gr.set_static_paths({path.parent for path in examples})  # served from where they lie, not copied with the uploads
    pictures = "".join(map(example, examples))
    shown = f"{words.element('p', 'photo.examples')}<ul>{pictures}</ul>" if pictures else ""
    template = f"""
<div class="place">
  <p class="buttons">
    {button("take", "photo.take")}
    {button("choose", "photo.choose")}
    {button("paste", "photo.paste")}
  </p>
  {words.element("p", "photo.drop", 'class="or"')}
</div>
<div class="shown">
  <img {words.called("photo.yours", "alt")}>
  <button type="button" class="remove" {words.called("photo.remove")}>×</button>
  <p class="buttons">
    {button("take", "photo.take_another")}
    {button("choose", "photo.choose_another")}
  </p>
</div>
<p class="problem" role="alert"></p>
<div class="failed" role="alert">
  {words.element("p", "photo.no_answer")}
  <p class="buttons">{button("again", "photo.again")}</p>
</div>
<input type="file" accept="image/*,.heic,.heif" {words.called("photo.label")} tabindex="-1">
<div class="examples">
  {shown}
  {words.element("p", "photo.privacy", 'class="privacy"')}
</div>"""
    return gr.HTML(
        html_template=template,
        js_on_load=look.text("picker.js"),
        apply_default_css=False,
        elem_id=elem_id,
        elem_classes="picker",
        label="Photo",
    )


def example(path: Path) -> str:
    """HTML: an item of a list, a button with that photo on it, which `build` has made to be served."""
    address = f"gradio_api/file={path.as_posix()}"
    picture = f'<img src="{address}" {words.pictured(path.stem)} width="72" height="72">'
    return f'<li><button type="button" class="example" data-name="{escape(path.stem)}">{picture}</button></li>'
