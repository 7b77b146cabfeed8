"""One photo: what it is, how sure, what the network sees, and why."""

from pathlib import Path

import gradio as gr
from PIL import Image
from torch import Tensor

from model.photo import PhotoError, to_picture
from model.predictor import Predictor
from page import alike, choice, feedback, picker, share, words
from page.ask import AT_ONCE, Ask
from page.language import told
from page.served import Served
from page.uploads import Upload, read

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.jpg"))
PICTURE_SIDE = 280  # px, at most: the network's picture is enlarged by a whole number
NOTHING_YET = "", "", None, None, ""


def answer(predictor: Predictor, photo: Upload, language: str = words.ENGLISH) -> tuple:
    """What the page shows of a photo: the answer and all classes, in HTML, and what the network sees, a gr.Image.

    And nothing as yet for "Why" and what it looked like: these take longer, so `explain` brings them afterwards.
    """
    if photo is None:
        return NOTHING_YET
    try:
        x = predictor.see(read(photo))
    except PhotoError as error:
        return words.problem(words.error(error, language)), *NOTHING_YET[1:]
    [prediction] = predictor.predict_tensor(x.unsqueeze(0))
    seen = gr.Image(look_through(x), alt_text=words.seen(*x.shape[:2], language))
    return words.answer(prediction, language), words.all_classes(prediction, language), seen, *NOTHING_YET[3:]


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


def explain(predictor: Predictor, photo: Upload) -> tuple[Image.Image | None, str]:
    """(the heat map over the photo, what it looked like, in HTML); neither where `answer` has said what is wrong."""
    try:
        opened = read(photo) if photo else None
    except PhotoError:
        opened = None
    return (predictor.explain(opened), alike.listed(predictor, opened)) if opened else (None, "")


def build(served: Served, ask: Ask, language: gr.HTML) -> None:
    """The tab's components and their events, in the Blocks that are open."""
    with gr.Column(elem_id="one"):
        share.build("shared")
        photo = picker.build("photo", [path for path in EXAMPLES if words.class_of(path.stem) in served.labels])
        said = gr.HTML(apply_default_css=False, elem_id="answer")
        why = _picture("why.label", "why")
        feedback.build(served, photo, language)
        with gr.Accordion(words.label("curious.label"), open=False, elem_id="curious"):
            network = choice.build(served, "network", language)
            everything = gr.HTML(apply_default_css=False, elem_id="all")
            seen = _picture("seen.label", "seen", format="png")
        with gr.Accordion(words.label("alike.label"), open=False, visible=False, elem_id="alike") as fold:
            like = gr.HTML(apply_default_css=False)
    most = max(len(predictor.labels) for predictor in served.predictors.values())
    with gr.Row(visible=False):  # what programs call; the page itself has no use for these controls
        sent, probabilities, report = gr.Image(label="Photo"), gr.Label(num_top_classes=most), gr.JSON()
        ask_predict, ask_inspect, chosen = gr.Button(), gr.Button(), choice.for_programs(served)

    def shown(photo: Upload, network: str, language: str) -> tuple:
        return answer(served.named(network), photo, language)

    def said_anew(photo: Upload, network: str, language: str) -> tuple:
        *found, _, _ = answer(served.named(network), photo, language)
        return *found, gr.Image(alt_text=words.say("why.alt", language))

    def explained(photo: Upload, network: str, language: str) -> tuple:
        reason, likeness = explain(served.named(network), photo)
        reason = reason and gr.Image(reason, alt_text=words.say("why.alt", language))
        return reason, likeness, gr.update(visible=bool(likeness))

    # preprocess=False: Gradio's own reading drops transparency, clips 16 bits and answers a bad file with "Error".
    # show_progress: the tab says that the answer is awaited; a cover over each of its parts would flicker.
    asked, parts = [photo, network, language], [said, everything, seen, why, like]
    private = {
        "preprocess": False,
        "api_visibility": "private",
        "concurrency_limit": AT_ONCE,
        "show_progress": "hidden",
    }
    answered = gr.on([photo.change, network.change], shown, asked, parts, js=told(asked), **private)
    answered.success(js=picker.ARRIVED, api_visibility="private")
    answered.failure(js=picker.FAILED, api_visibility="private")
    # Not the default, "once", which would leave out the photo that comes while the one before is being explained.
    answered.then(explained, asked, [why, like, fold], js=told(asked), trigger_mode="always_last", **private)
    language.submit(said_anew, asked, parts[:-1], js=told(asked), **private)
    ask.offer(ask.predict, ask_predict, [sent, chosen], probabilities)
    ask.offer(ask.inspect, ask_inspect, [sent, chosen], report)


def _picture(key: str, elem_id: str, **options) -> gr.Image:
    look = {"height": PICTURE_SIDE + 40, "buttons": [], "interactive": False}
    return gr.Image(label=words.label(key), elem_id=elem_id, **look, **options)
