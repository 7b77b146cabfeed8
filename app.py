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
from model.predictor import DEFAULT, SHIPPED, Prediction, Predictor

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.jpg"))
UPLOADS_KEPT = 600  # seconds
PICTURE_SIDE = 280  # px, at most: the network's picture is enlarged by a whole number
NETWORKS = [("Photo network", "resnet"), ("The tutorial's network (784-256-64-10)", "mlp")]

INTRODUCTION = """# Garment Classifier
Show me a photo of one garment and read what it is."""
SCOPE = """I know ten kinds: {labels}. An ordinary phone photo of one garment will do. Other garments, such as hats,
shorts and skirts, I try to tell apart from my ten. All that reaches me is the small grey picture shown here. *Why* is
coloured where the answer hangs on the photo: the deeper the colour, the less sure I am when that part is covered. The
tutorial's network knows shop pictures alone: show it a dark garment on white paper. Photos are deleted after ten
minutes."""
NOT_RECOGNISED = "This does not look like one of my ten kinds of garment."

Upload = dict | None  # what gr.Image sends: a file of this server under "path", or a data: URL under "url"

predictors = {name: Predictor(path) for name, path in SHIPPED.items()}
labels = predictors[DEFAULT].labels


def predict(photo: Upload, network: str = DEFAULT) -> dict[str, float]:
    """Classify one photo of a garment: each of the ten classes with its probability, together 1.

    network: "resnet", made for photos, or "mlp", the tutorial's.
    """
    return _prediction_or_error(photo, network).probabilities


def inspect(photo: Upload, network: str = DEFAULT) -> dict:
    """Classify one photo of a garment and say more: label, probabilities, recognised, score, model.

    recognised tells whether the photo shows one of the ten classes at all; the higher score, the surer that is.
    network: "resnet", made for photos, or "mlp", the tutorial's.
    """
    return asdict(_prediction_or_error(photo, network))


def answer(photo: Upload, network: str) -> tuple[dict[str, float] | None, str, gr.Image | None, None]:
    """What the page shows: the probabilities, a sentence where there is something to say, what the network sees.

    And nothing for "Why" as yet: it takes longer than the rest, so `explain` brings it afterwards.
    """
    if photo is None:
        return None, "", None, None
    predictor = predictors[network]
    try:
        x = predictor.see(_open(photo))
    except PhotoError as error:
        return None, str(error), None, None
    [prediction] = predictor.predict_tensor(x.unsqueeze(0))
    side = x.shape[-1]
    enlarged = to_picture(x).resize([side * max(1, PICTURE_SIDE // side)] * 2, Image.Resampling.NEAREST)
    seen = gr.Image(enlarged, alt_text=f"The photo in {side} by {side} grey pixels, inverted")
    return prediction.probabilities, "" if prediction.recognised else NOT_RECOGNISED, seen, None


def explain(photo: Upload, network: str) -> Image.Image | None:
    """The heat map over the photo; nothing where `answer` has said why there is none."""
    try:
        return predictors[network].explain(_open(photo)) if photo else None
    except PhotoError:
        return None


def _prediction_or_error(photo: Upload, network: str) -> Prediction:
    if network not in list(predictors):  # a list, because a program may send what has no hash
        names = ", ".join(predictors)
        raise gr.Error(f"There is no network {network!r}; there are: {names}.", print_exception=False)
    try:
        return predictors[network].predict(_open(photo))
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


class Page(gr.Blocks):
    """Blocks for whose API trailing parameters are optional in plain HTTP too, not in Gradio's own clients alone."""

    def validate_inputs(self, block_fn, inputs):
        inputs += [block.value for block in block_fn.inputs[len(inputs) :]]
        super().validate_inputs(block_fn, inputs)


with Page(title="Garment Classifier", delete_cache=(UPLOADS_KEPT, UPLOADS_KEPT)) as demo:
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
            probabilities = gr.Label(label="What it is", num_top_classes=len(labels), elem_id="answer")
            note = gr.Markdown(elem_id="note")
            network = gr.Radio(NETWORKS, value=DEFAULT, label="Network", elem_id="network")
    with gr.Row():
        with gr.Column():
            seen = gr.Image(
                label="What the network sees",
                height=PICTURE_SIDE + 40,
                buttons=[],
                interactive=False,
                format="png",
                elem_id="seen",
            )
        with gr.Column():
            why = gr.Image(
                label="Why",
                height=PICTURE_SIDE + 40,
                buttons=["fullscreen"],
                interactive=False,
                alt_text="The photo in light grey, coloured where the answer hangs on it",
                elem_id="why",
            )
    gr.Markdown(SCOPE.format(labels=", ".join(labels)))
    with gr.Row(visible=False):  # what programs call; the page itself has no use for these controls
        report = gr.JSON()
        ask_predict, ask_inspect = gr.Button(), gr.Button()

    # preprocess=False: Gradio's own reading drops transparency, clips 16 bits and answers a bad file with "Error".
    asked = [photo, network]
    answered = gr.on(
        [photo.change, network.change],
        answer,
        asked,
        [probabilities, note, seen, why],
        preprocess=False,
        api_visibility="private",
    )
    # Not the default, "once", which would leave out the photo that comes while the one before is being explained.
    answered.then(explain, asked, why, preprocess=False, trigger_mode="always_last", api_visibility="private")
    ask_predict.click(predict, asked, probabilities, preprocess=False, api_name="predict")
    ask_inspect.click(inspect, asked, report, preprocess=False, api_name="inspect")


def launch(**options):
    """Serve the page and the API; options go to `demo.launch`, whose values are returned."""
    return demo.launch(max_file_size=MAX_BYTES, run_history=False, footer_links=["api"], **options)


if __name__ == "__main__":
    launch()
