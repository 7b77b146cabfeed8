"""The app: `python app.py` serves the page and its API; `--mcp` makes a tool for language models of it too."""

import os
import sys
from importlib.util import find_spec

# Set before Gradio is imported, which is when it looks: it would report each start to a host of its own.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from model.photo import MAX_BYTES
from page import inside, look, many, one
from page.ask import labels, source

UPLOADS_KEPT = 600  # seconds
INTRODUCTION = """# Garment Classifier
Show me a photo of one garment and read what it is."""
SCOPE = """I know ten kinds: {labels}. An ordinary phone photo of one garment will do. Other garments, such as hats,
shorts and skirts, I try to tell apart from my ten. All that reaches me is the small grey picture shown here. *Why* is
coloured where the answer hangs on the photo: the deeper the colour, the less sure I am when that part is covered. The
tutorial's network knows shop pictures alone: show it a dark garment on white paper. Photos are deleted
after ten minutes."""


class Page(gr.Blocks):
    """Blocks for whose API trailing parameters are optional in plain HTTP too, not in Gradio's own clients alone."""

    def validate_inputs(self, block_fn, inputs):
        inputs += [block.value for block in block_fn.inputs[len(inputs) :]]
        super().validate_inputs(block_fn, inputs)


with Page(title="Garment Classifier", delete_cache=(UPLOADS_KEPT, UPLOADS_KEPT)) as demo:
    gr.Markdown(INTRODUCTION)
    with gr.Tab("One"):
        one.build()
        gr.Markdown(SCOPE.format(labels=", ".join(labels)))
        if source.said:
            gr.Markdown(source.said, elem_id="source")
    with gr.Tab("Many"):
        many.build()
    with gr.Tab("Inside"):
        inside.build()


def launch(prevent_thread_lock: bool = False, mcp: bool = False, **options):
    """Serve the page, the API and /healthz; options go to `demo.launch`, whose values are returned."""
    served = demo.launch(
        theme=look.THEME,
        css=look.CSS,
        js=look.SCRIPT,
        max_file_size=MAX_BYTES,
        run_history=False,
        footer_links=["api"],
        mcp_server=mcp and find_spec("mcp") is not None,
        prevent_thread_lock=True,
        **options,
    )
    served[0].add_api_route("/healthz", lambda: {"status": "ok"})
    if not prevent_thread_lock:
        demo.block_thread()
    return served


if __name__ == "__main__":
    launch(mcp="--mcp" in sys.argv[1:] or os.environ.get("GARMENT_MCP") == "1")
