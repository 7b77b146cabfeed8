"""Many photos: a gallery, a table to sort, and a CSV to take away."""

import csv
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import gradio as gr

from page import choice, words
from page.ask import AT_ONCE, MOST, Answer, Ask
from page.served import Served
from page.uploads import Upload

FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("file", "label", "probability", "recognised", "error")


def classify(ask: Ask, photos: list[Upload], network: str, on_photo: Callable[[int], None]) -> list[Answer]:
    """The answers to these photos; on_photo is told how many there are after each. Raises as `Ask.answers` does."""
    found = []
    for answer in ask.answers(photos, network):
        found.append(answer)
        on_photo(len(found))
    return found


def row(answer: Answer) -> list:
    """The columns of one photo: its probability in 0..1 to four digits; nothing but the error where there is one."""
    if answer.prediction is None:
        return [answer.file, "", "", "", answer.error]
    prediction = answer.prediction
    probability = round(prediction.probabilities[prediction.label], 4)
    return [answer.file, prediction.label, probability, prediction.recognised, ""]


def caption(answer: Answer) -> str:
    """What stands under the photo: what it is and how surely, or that it is none of the ten; then the file's name."""
    prediction = answer.prediction
    surely = f"{prediction.label}, {words.per_cent(prediction.probabilities[prediction.label])}"
    return f"{surely if prediction.recognised else 'None of the ten'} · {answer.file}"


def summary(found: Sequence[Answer]) -> str:
    """One sentence: how many were read, how many of these are none of the ten, how many could not be read."""
    read = [answer.prediction for answer in found if answer.prediction]
    unknown = sum(not prediction.recognised for prediction in read)
    parts = [f"{len(read)} of {len(found)} photos answered"]
    if unknown:
        parts.append(f"{unknown} of them do not look like one of the ten kinds")
    if len(read) < len(found):
        parts.append(f"{len(found) - len(read)} could not be read, and the table says why")
    return "; ".join(parts) + "."


def write(rows: Sequence[Sequence], path: Path) -> None:
    """The rows as CSV in UTF-8, marked as such, without which some spreadsheets take it for something else."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([_as_text(row[0]), *row[1:]] for row in rows)


def _as_text(name: str) -> str:
    """A file's name that a spreadsheet shows and does not run: one that begins as a formula gets an apostrophe."""
    return f"'{name}" if name.startswith(FORMULA) else name


def build(served: Served, ask: Ask) -> None:
    """The tab's components and their events, in the Blocks that are open."""
    gr.Markdown(f"Drop up to {MOST} photos of one garment each. One that cannot be read does not stop the others.")
    with gr.Row():
        photos = gr.File(label="Photos", file_count="multiple", file_types=["image"], height=220, elem_id="photos")
        network = choice.build(served, "network-many")
    said = gr.Markdown(elem_id="summary")
    gallery = gr.Gallery(label="Answers", columns=5, height=420, object_fit="contain", visible=False, elem_id="gallery")
    table = gr.Dataframe(
        headers=list(COLUMNS),
        datatype=["str", "str", "number", "bool", "str"],
        label="Table",
        interactive=False,
        wrap=True,
        elem_id="table",
    )
    download = gr.DownloadButton("Download as CSV", interactive=False, elem_id="csv")
    with gr.Row(visible=False):
        report, ask_many = gr.JSON(), gr.Button()

    def show(photos: list[Upload] | None, network: str, progress: gr.Progress = gr.Progress()) -> tuple:  # noqa: B008
        if not photos:
            return "", gr.update(value=None, visible=False), [], gr.update(value=None, interactive=False)
        step = partial(progress, desc="Photos read", unit="photos")
        found = classify(ask, photos, network, lambda done: step((done, len(photos))))
        rows = [row(answer) for answer in found]
        with TemporaryDirectory() as folder:
            path = Path(folder) / "garments.csv"
            write(rows, path)
            kept = download.move_resource_to_block_cache(path)  # where Gradio deletes it with the uploads
        pictures = [(answer.thumbnail, caption(answer)) for answer in found if answer.prediction]
        return summary(found), gr.update(value=pictures, visible=True), rows, gr.update(value=kept, interactive=True)

    asked, shown = [photos, network], [said, gallery, table, download]
    events = [photos.change, network.change]
    gr.on(events, show, asked, shown, preprocess=False, api_visibility="private", concurrency_limit=AT_ONCE)
    ask.offer(ask.inspect_many, ask_many, [photos, choice.for_programs(served)], report)
