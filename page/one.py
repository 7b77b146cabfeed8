"""One photo: what it is, how sure, what the network sees, and why."""

from pathlib import Path

import gradio as gr
from PIL import Image
from torch import Tensor

from model.photo import PhotoError, to_picture
from model.predictor import Predictor
from page import choice, feedback, words
from page.ask import AT_ONCE, Ask
from page.served import Served
from page.uploads import Upload, read

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.jpg"))
PICTURE_SIDE = 280  # px, at most: the network's picture is enlarged by a whole number
WAITING = '<div class="answer waiting"><p>The answer appears here as soon as there is a photo.</p></div>'
# The rear camera of a phone, and not mirrored: a garment's buttons have a side.
CAMERA = gr.WebcamOptions(mirror=False, constraints={"video": {"facingMode": {"ideal": "environment"}}})


def answer(predictor: Predictor, photo: Upload) -> tuple[str, gr.Image | None, None]:
    """What the page shows of a photo: the answer in HTML, and what the network sees.

    And nothing for "Why" as yet: it takes longer than the rest, so `explain` brings it afterwards.
    """
    if photo is None:
        return WAITING, None, None
    try:
        x = predictor.see(read(photo))
    except PhotoError as error:
        return words.problem(str(error)), None, None
    [prediction] = predictor.predict_tensor(x.unsqueeze(0))
    return words.answer(prediction), gr.Image(look_through(x), alt_text=words.seen(*x.shape[:2])), None


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
    with gr.Row():
        with gr.Column():
            photo = gr.Image(
                label="Photo",
                sources=["upload", "webcam", "clipboard"],
                webcam_options=CAMERA,
                buttons=["fullscreen"],
                height=400,
                elem_id="photo",
            )
            gr.Examples(
                [[path] for path in EXAMPLES],
                inputs=photo,
                example_labels=[path.stem.capitalize() for path in EXAMPLES],
                label="Or try one of these",
            )
        with gr.Column():
            said = gr.HTML(WAITING, apply_default_css=False, elem_id="answer")
            network = choice.build(served, "network")
            feedback.build(served, photo)
    with gr.Row():
        seen = _picture("What the network sees", "seen", format="png")
        why = _picture("Why", "why", alt_text="The photo in light grey, coloured where the answer hangs on it")
    most = max(len(predictor.labels) for predictor in served.predictors.values())
    with gr.Row(visible=False):  # what programs call; the page itself has no use for these controls
        probabilities, report = gr.Label(num_top_classes=most), gr.JSON()
        ask_predict, ask_inspect = gr.Button(), gr.Button()

    def shown(photo: Upload, network: str) -> tuple:
        return answer(served.named(network), photo)

    def explained(photo: Upload, network: str) -> Image.Image | None:
        return explain(served.named(network), photo)

    # preprocess=False: Gradio's own reading drops transparency, clips 16 bits and answers a bad file with "Error".
    asked = [photo, network]
    events = [photo.change, network.change]
    private = {"preprocess": False, "api_visibility": "private"}
    answered = gr.on(events, shown, asked, [said, seen, why], concurrency_limit=AT_ONCE, **private)
    # Not the default, "once", which would leave out the photo that comes while the one before is being explained.
    answered.then(explained, asked, why, trigger_mode="always_last", concurrency_limit=AT_ONCE, **private)
    ask.offer(ask.predict, ask_predict, asked, probabilities)
    ask.offer(ask.inspect, ask_inspect, asked, report)


def _picture(label: str, elem_id: str, **options) -> gr.Image:
    return gr.Image(label=label, height=PICTURE_SIDE + 40, buttons=[], interactive=False, elem_id=elem_id, **options)
