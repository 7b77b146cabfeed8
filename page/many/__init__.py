"""Many photos: opened in the browser, asked about a few at a time, looked through, and taken away sorted."""

from html import escape

import gradio as gr

from model.decoding import PhotoError
from model.limits import MAX_BYTES
from page import choice, look, words
from page.ask import AT_ONCE, Answer, Ask
from page.data_url import data_url
from page.many.zips import photos
from page.served import Served
from page.uploads import Upload

MOST = 1000  # photos at once on the page
MOST_OF_ZIP = 16  # of them in a request, out of a zip
PHOTOS_AND_ZIPS = "image/*,.heic,.heif,.zip"
SCRIPTS = ("ask.js", "cards.js", "many.js")  # each uses those before it


def said(answer: Answer, with_picture: bool) -> dict:
    """What the page needs to know of a photo, as JSON: label, probability in 0..1, recognised, or an error.

    error, values: a sentence's key, and what to put into it. picture: the photo, small, as a data: URL, if asked for.
    """
    if answer.error:
        return words.refusal(answer.error)
    prediction = answer.prediction
    probability = round(prediction.probabilities[prediction.label], 4)
    about = {"label": prediction.label, "probability": probability, "recognised": prediction.recognised}
    return about | ({"picture": data_url(answer.thumbnail, "JPEG", quality=80)} if with_picture else {})


def build(served: Served, ask: Ask) -> None:
    """The tab's components and their events, in the Blocks that are open."""
    script = "\n".join(look.text(f"many/{name}") for name in SCRIPTS)
    gr.HTML(html_template=_template(served), js_on_load=script, apply_default_css=False, elem_id="photos")
    with gr.Row(visible=False):  # what the script calls, and what programs call
        files = gr.File(label="Photos", file_count="multiple", file_types=["image"])
        network = choice.for_programs(served)
        zip_file, places, pictures = gr.File(), gr.JSON(), gr.Checkbox()
        report, ask_many, ask_page, ask_zip = gr.JSON(), gr.Button(), gr.Button(), gr.Button()

    def answer_many(files: list[Upload], network: str, pictures: bool) -> list[dict]:
        return [said(answer, pictures is True) for answer in ask.answers(files, network)]

    def answer_zip(file: Upload, places: list[int], network: str) -> list[dict]:
        if not isinstance(places, list) or not all(type(place) is int for place in places[:MOST_OF_ZIP]):
            raise gr.Error("Say which of the zip's files, by their places in its list.", print_exception=False)
        try:
            with photos(file, places[:MOST_OF_ZIP]) as sources:
                return [said(answer, with_picture=True) for answer in ask.of_sources(sources, network)]
        except PhotoError as error:
            return [words.refusal(error) for _ in places[:MOST_OF_ZIP]]

    ask.offer(ask.inspect_many, ask_many, [files, network], report)
    private = {"preprocess": False, "api_visibility": "private", "concurrency_limit": AT_ONCE}
    ask_page.click(answer_many, [files, network, pictures], report, api_name="answer_many", **private)
    ask_zip.click(answer_zip, [zip_file, places, network], report, api_name="answer_zip", **private)


def _template(served: Served) -> str:
    def button(key: str, look: str = "") -> str:
        return words.element("button", key, f'type="button" class="{key.removeprefix("many.")}{look}"')

    def option(name: str) -> str:
        labels, selected = escape("|".join(served.predictors[name].labels)), " selected" * (name == served.default)
        return words.network_option(name, f'data-labels="{labels}"{selected}')

    networks = "".join(map(option, served.predictors))
    choice = " hidden" * (len(served.predictors) == 1)
    accept = f'accept="{PHOTOS_AND_ZIPS}" tabindex="-1"'
    numbers = f'data-most="{MOST}" data-most-bytes="{MAX_BYTES}" data-fairly="{words.FAIRLY}"'
    return f"""
<div class="many workspace" data-photos="none" {numbers}>
  <div class="place">
    {words.element("p", "many.hint", most=MOST)}
    <p class="buttons">{button("many.choose", " chief")}{button("many.choose_folder")}{button("many.again")}</p>
  </div>
  <input type="file" class="files" multiple {accept} {words.called("many.choose")}>
  <input type="file" class="folder" webkitdirectory tabindex="-1" {words.called("many.choose_folder")}>
  <p class="left_out" role="alert"></p>
  <div class="running">
    <progress class="bar" max="1" value="0" {words.called("many.bar")}></progress>
    <span class="so_far"></span>{button("many.stop")}
  </div>
  <p class="trouble" role="alert"></p>
  <p class="summary" role="status"></p>
  <p class="buttons going">{button("many.go_on")}</p>
  <div class="looking">
    <label>{words.element("span", "many.show")} <select class="filter"></select></label>
    <label><input type="checkbox" class="unsure_first"> {words.element("span", "many.unsure_first")}</label>
    <span class="buttons">{button("many.csv")}{button("many.zip")}</span>
  </div>
  <ul class="grid"></ul>
  <details class="network"{choice}>
    {words.element("summary", "curious.label")}
    <label>{words.element("span", "choice.label")} <select>{networks}</select></label>
  </details>
</div>"""
