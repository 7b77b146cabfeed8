"""One photo: what it is, how sure, what the network sees, and why."""

from pathlib import Path

import gradio as gr
from PIL import Image

from model.photo import PhotoError, to_picture
from model.predictor import DEFAULT
from page import feedback, words
from page.ask import inspect, labels, predict, predictors
from page.uploads import Upload, read

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.jpg"))
PICTURE_SIDE = 280  # px, at most: the network's picture is enlarged by a whole number
NETWORKS = [("Photo network", "resnet"), ("The tutorial's network (784-256-64-10)", "mlp")]
WAITING = '<div class="answer waiting"><p>The answer appears here as soon as there is a photo.</p></div>'
# The rear camera of a phone, and not mirrored: a garment's buttons have a side.
CAMERA = gr.WebcamOptions(mirror=False, constraints={"video": {"facingMode": {"ideal": "environment"}}})


def answer(photo: Upload, network: str) -> tuple[str, gr.Image | None, None]:
    """What the page shows of a photo: the answer in HTML, and what the network sees.

    And nothing for "Why" as yet: it takes longer than the rest, so `explain` brings it afterwards.
    """
    if photo is None:
        return WAITING, None, None
    predictor = predictors[network]
    try:
        x = predictor.see(read(photo))
    except PhotoError as error:
        return words.problem(str(error)), None, None
    [prediction] = predictor.predict_tensor(x.unsqueeze(0))
    side = x.shape[-1]
    enlarged = to_picture(x).resize([side * max(1, PICTURE_SIDE // side)] * 2, Image.Resampling.NEAREST)
    seen = gr.Image(enlarged, alt_text=f"The photo in {side} by {side} grey pixels, inverted")
    return words.answer(prediction), seen, None


def explain(photo: Upload, network: str) -> Image.Image | None:
    """The heat map over the photo; nothing where `answer` has said why there is none."""
    try:
        return predictors[network].explain(read(photo)) if photo else None
    except PhotoError:
        return None


def build() -> None:
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
            network = gr.Radio(NETWORKS, value=DEFAULT, label="Network", elem_id="network")
            feedback.build(photo)
    with gr.Row():
        seen = _picture("What the network sees", "seen", format="png")
        why = _picture("Why", "why", alt_text="The photo in light grey, coloured where the answer hangs on it")
    with gr.Row(visible=False):  # what programs call; the page itself has no use for these controls
        probabilities, report = gr.Label(num_top_classes=len(labels)), gr.JSON()
        ask_predict, ask_inspect = gr.Button(), gr.Button()

    # preprocess=False: Gradio's own reading drops transparency, clips 16 bits and answers a bad file with "Error".
    asked = [photo, network]
    shown = [said, seen, why]
    events = [photo.change, network.change]
    answered = gr.on(events, answer, asked, shown, preprocess=False, api_visibility="private")
    # Not the default, "once", which would leave out the photo that comes while the one before is being explained.
    answered.then(explain, asked, why, preprocess=False, trigger_mode="always_last", api_visibility="private")
    ask_predict.click(predict, asked, probabilities, preprocess=False, api_name="predict")
    ask_inspect.click(inspect, asked, report, preprocess=False, api_name="inspect")


def _picture(label: str, elem_id: str, **options) -> gr.Image:
    return gr.Image(label=label, height=PICTURE_SIDE + 40, buttons=[], interactive=False, elem_id=elem_id, **options)
