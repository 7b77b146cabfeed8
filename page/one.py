"""One photo: what it is, how sure, what the network sees, and why."""

from pathlib import Path

import gradio as gr
from PIL import Image
from torch import Tensor

from model.photo import PhotoError, to_picture
from model.predictor import Predictor
from page import choice, feedback, picker, share, words
from page.ask import AT_ONCE, Ask
from page.served import Served
from page.uploads import Upload, read

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.jpg"))
PICTURE_SIDE = 280  # px, at most: the network's picture is enlarged by a whole number
NOTHING_YET = "", "", None, None


def answer(predictor: Predictor, photo: Upload) -> tuple[str, str, gr.Image | None, None]:
    """What the page shows of a photo: the answer and all classes, in HTML, and what the network sees.

    And nothing for "Why" as yet: it takes longer than the rest, so `explain` brings it afterwards.
    """
    if photo is None:
        return NOTHING_YET
    try:
        x = predictor.see(read(photo))
    except PhotoError as error:
        return words.problem(str(error)), "", None, None
    [prediction] = predictor.predict_tensor(x.unsqueeze(0))
    seen = gr.Image(look_through(x), alt_text=words.seen(*x.shape[:2]))
    return words.answer(prediction), words.all_classes(prediction), seen, None


def look_through(x: Tensor) -> Image.Image:
    """What the network sees, (V, S, S), enlarged by a whole number; other views than the first half as large beside it.

    Mode L.
    """
    side = x.shape[-1] * max(1, PICTURE_SIDE // x.shape[-1])
    first = to_picture(x[:1]).resize((side, side), Image.Resampling.NEAREST)
    others = [to_picture(view[None]).resize((side // 2, side // 2), Image.Resampling.BOX) for view in x[1:]]
    sheet = Image.new("L", (side + len(others[:1]) * (side // 2), side))
    sheet.paste(first)
    for row, other in enumerate(others):
        sheet.paste(other, (side, row * (side // 2)))
    return sheet


def explain(predictor: Predictor, photo: Upload) -> Image.Image | None:
    """The heat map over the photo; nothing where `answer` has said why there is none."""
    try:
        return predictor.explain(read(photo)) if photo else None
    except PhotoError:
        return None


def build(served: Served, ask: Ask) -> None:
    """The tab's components and their events, in the Blocks that are open."""
    with gr.Column(elem_id="one"):
        share.build("shared")
        photo = picker.build("photo", EXAMPLES)
        said = gr.HTML(apply_default_css=False, elem_id="answer")
        why = _picture("Why", "why", alt_text="The photo in light grey, coloured where the answer hangs on it")
        feedback.build(served, photo)
        with gr.Accordion("For the curious", open=False, elem_id="curious"):
            network = choice.build(served, "network")
            everything = gr.HTML(apply_default_css=False, elem_id="all")
            seen = _picture("What the network sees", "seen", format="png")
    most = max(len(predictor.labels) for predictor in served.predictors.values())
    with gr.Row(visible=False):  # what programs call; the page itself has no use for these controls
        sent, probabilities, report = gr.Image(label="Photo"), gr.Label(num_top_classes=most), gr.JSON()
        ask_predict, ask_inspect = gr.Button(), gr.Button()

    def shown(photo: Upload, network: str) -> tuple:
        return answer(served.named(network), photo)

    def explained(photo: Upload, network: str) -> Image.Image | None:
        return explain(served.named(network), photo)

    # preprocess=False: Gradio's own reading drops transparency, clips 16 bits and answers a bad file with "Error".
    # show_progress: the tab says that the answer is awaited; a cover over each of its parts would flicker.
    asked = [photo, network]
    private = {
        "preprocess": False,
        "api_visibility": "private",
        "concurrency_limit": AT_ONCE,
        "show_progress": "hidden",
    }
    answered = gr.on([photo.change, network.change], shown, asked, [said, everything, seen, why], **private)
    answered.success(js=picker.ARRIVED, api_visibility="private")
    answered.failure(js=picker.FAILED, api_visibility="private")
    # Not the default, "once", which would leave out the photo that comes while the one before is being explained.
    answered.then(explained, asked, why, trigger_mode="always_last", **private)
    ask.offer(ask.predict, ask_predict, [sent, network], probabilities)
    ask.offer(ask.inspect, ask_inspect, [sent, network], report)


def _picture(label: str, elem_id: str, **options) -> gr.Image:
    return gr.Image(label=label, height=PICTURE_SIDE + 40, buttons=[], interactive=False, elem_id=elem_id, **options)
