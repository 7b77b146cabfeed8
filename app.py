"""The page and its API: a photo goes to the Predictor, its prediction comes back."""

import os
from dataclasses import asdict
from pathlib import Path
from urllib.request import urlopen

# Set before Gradio is imported, which is when it looks: it would report each start to a host of its own.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from gradio.utils import get_upload_folder, is_in_or_equal
from PIL import Image

from model.photo import MAX_BYTES, PhotoError, open_photo, to_picture
from model.predictor import Prediction, Predictor

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.jpg"))
UPLOADS_KEPT = 600  # seconds
SEEN_SIDE = 280  # px: ten for each pixel of the network's picture

INTRODUCTION = """# Garment Classifier
Show me a photo of one garment and read what it is."""
SCOPE = """I know ten kinds: {labels}. I learned them from small grey shop pictures, and a photo reaches me as the small
picture shown here. So I can tell a single garment that lies on white or light paper, is darker than the paper and fills
the picture; busy backgrounds, people and white garments mislead me. Photos are deleted after ten minutes."""
NOT_RECOGNISED = "This does not look like one of my ten kinds of garment: take the answer with care."

Upload = dict | None  # what gr.Image sends: a file of this server under "path", or a data: URL under "url"

predictor = Predictor()


def predict(photo: Upload) -> dict[str, float]:
    """Classify one photo of a garment: each of the ten classes with its probability, together 1."""
    return _prediction_or_error(photo).probabilities


def inspect(photo: Upload) -> dict:
    """Classify one photo of a garment and say more: label, probabilities, recognised, score, model.

    recognised tells whether the photo shows one of the ten classes at all; the higher score, the surer that is.
    """
    return asdict(_prediction_or_error(photo))


def answer(photo: Upload) -> tuple[dict[str, float] | None, str, Image.Image | None]:
    """What the page shows: the probabilities, a sentence where there is something to say, what the network sees."""
    if photo is None:
        return None, "", None
    try:
        x = predictor.see(_open(photo))
    except PhotoError as error:
        return None, str(error), None
    [prediction] = predictor.predict_tensor(x.unsqueeze(0))
    seen = to_picture(x).resize((SEEN_SIDE, SEEN_SIDE), Image.Resampling.NEAREST)
    return prediction.probabilities, "" if prediction.recognised else NOT_RECOGNISED, seen


def _prediction_or_error(photo: Upload) -> Prediction:
    try:
        return predictor.predict(_open(photo))
    except PhotoError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _open(photo: Upload) -> Image.Image:
    """The sender's own bytes, read in one way however they came. Raises PhotoError, one sentence."""
    path, url = (photo.get("path"), photo.get("url") or "") if photo else (None, "")
    # Gradio keeps foreign paths out only of requests that say they hold a file; others reach this line unchecked.
    if path and is_in_or_equal(path, get_upload_folder()):
        return open_photo(path)
    if not url.startswith("data:"):
        raise PhotoError("There is no photo: upload one, or send it as a data: URL.")
    try:
        with urlopen(url) as data:
            contents = data.read()
    except ValueError as error:
        raise PhotoError("This data: URL is damaged: send the photo again.") from error
    return open_photo(contents)


with gr.Blocks(title="Garment Classifier", delete_cache=(UPLOADS_KEPT, UPLOADS_KEPT)) as demo:
    gr.Markdown(INTRODUCTION)
    with gr.Row():
        with gr.Column():
            photo = gr.Image(
                label="Photo",
                sources=["upload", "webcam", "clipboard"],
                # The rear camera of a phone, and not mirrored: a garment's buttons have a side.
                webcam_options=gr.WebcamOptions(
                    mirror=False, constraints={"video": {"facingMode": {"ideal": "environment"}}}
                ),
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
            probabilities = gr.Label(label="What it is", num_top_classes=len(predictor.labels), elem_id="answer")
            note = gr.Markdown(elem_id="note")
    with gr.Row():
        with gr.Column():
            seen = gr.Image(
                label="What the network sees",
                height=SEEN_SIDE + 40,
                buttons=[],
                interactive=False,
                format="png",
                alt_text="The photo in 28 by 28 grey pixels, inverted",
                elem_id="seen",
            )
        with gr.Column():
            gr.Markdown(SCOPE.format(labels=", ".join(predictor.labels)))
    with gr.Row(visible=False):  # what programs call; the page itself has no use for these controls
        report = gr.JSON()
        ask_predict, ask_inspect = gr.Button(), gr.Button()

    # preprocess=False: Gradio's own reading drops transparency, clips 16 bits and answers a bad file with "Error".
    photo.change(answer, photo, [probabilities, note, seen], preprocess=False, api_visibility="private")
    ask_predict.click(predict, photo, probabilities, preprocess=False, api_name="predict")
    ask_inspect.click(inspect, photo, report, preprocess=False, api_name="inspect")


def launch(**options):
    """Serve the page and the API; options go to `demo.launch`, whose values are returned."""
    return demo.launch(max_file_size=MAX_BYTES, run_history=False, footer_links=["api"], **options)


if __name__ == "__main__":
    launch()
