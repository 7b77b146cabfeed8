"""The button "That is wrong": a photo and its right class, kept with its owner's consent, as `fit --photos` reads it.

Kept in the folder that GARMENT_FEEDBACK names, and, where GARMENT_FEEDBACK_REPO and HF_TOKEN are set too, pushed from
there to that private data set on the Hub every ten minutes. Off where neither is set.
"""

import csv
import os
import tempfile
import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import gradio as gr
from PIL import Image

from model.photo import PhotoError
from page.ask import labels
from page.uploads import Upload, read

NONE_OF_THESE = "none of these"
CONSENT = "I took this photo, and it may be kept, without its place and date, to make this classifier better."
SIDE = 640  # px, the longest of a kept photo
MOST_PHOTOS = 5_000
MOST_A_MINUTE = 20
MINUTES_BETWEEN_PUSHES = 10


class FeedbackError(ValueError):
    """Feedback that is not kept; its text is one sentence for the person who gave it."""


@dataclass
class Store:
    """A folder a class and a labels.csv, bounded in photos and in photos a minute."""

    folder: Path
    lock: threading.Lock = field(default_factory=threading.Lock)
    times: deque = field(default_factory=deque)

    def keep(self, photo: Image.Image, label: str) -> Path:
        """Write the photo, without its metadata, and its line; → its path. Raises FeedbackError, one sentence."""
        small = photo.copy()
        small.thumbnail((SIDE, SIDE))
        small.info.clear()  # a new JPEG would carry EXIF over from here
        with self.lock:
            self._make_room()
            path = self.folder / (label or "none").replace("/", "-") / f"{uuid.uuid4().hex}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            small.save(path, quality=90)
            self._write_line(path, label)
        return path

    def _make_room(self) -> None:
        now = time.monotonic()
        while self.times and now - self.times[0] > 60:
            self.times.popleft()
        if len(self.times) >= MOST_A_MINUTE:
            raise FeedbackError("Many people are telling me things just now; try again in a minute.")
        if sum(1 for _ in self.folder.glob("*/*.jpg")) >= MOST_PHOTOS:
            raise FeedbackError("Thank you; I have all the photos that I can keep.")
        self.times.append(now)

    def _write_line(self, path: Path, label: str) -> None:
        table = self.folder / "labels.csv"
        new = not table.exists()
        with table.open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(("file", "accepted"))
            writer.writerow((path.relative_to(self.folder).as_posix(), label))


def open_store() -> Store | None:
    """The store that the environment names, its pushes begun; None where it names none."""
    folder, repository = os.environ.get("GARMENT_FEEDBACK"), os.environ.get("GARMENT_FEEDBACK_REPO")
    token = os.environ.get("HF_TOKEN")
    if not folder and not (repository and token):
        return None
    store = Store(Path(folder or tempfile.mkdtemp()))
    store.folder.mkdir(parents=True, exist_ok=True)
    if repository and token:
        from huggingface_hub import CommitScheduler  # half a second to import, for those who push alone

        scheduler = CommitScheduler(
            repo_id=repository,
            repo_type="dataset",
            private=True,
            token=token,
            folder_path=store.folder,
            every=MINUTES_BETWEEN_PUSHES,
        )
        store.lock = scheduler.lock  # a push must not see a photo without its line
    return store


def tell(photo: Upload, label: str | None, consent: bool) -> str:
    """Keep the photo under its right class; → the sentence to show."""
    if photo is None:
        return "There is no photo to speak of: upload one first."
    if label not in [*labels, NONE_OF_THESE]:  # it names a folder, and a program could send any name
        return "Say what it is: choose a class, or none of these."
    if consent is not True:
        return "Nothing was kept: tick the box if I may keep this photo."
    try:
        store.keep(read(photo), "" if label == NONE_OF_THESE else label)
    except (FeedbackError, PhotoError) as error:
        return str(error)
    return "Thank you; the photo is kept."


def build(photo: gr.Image) -> None:
    """The controls and their event, in the Blocks that are open; none where feedback is off."""
    if store is None:
        return
    with gr.Accordion("That is wrong", open=False, elem_id="feedback"):
        label = gr.Dropdown([*labels, NONE_OF_THESE], value=None, label="What it is", elem_id="right-class")
        consent = gr.Checkbox(label=CONSENT, elem_id="consent")
        send = gr.Button("Tell me", elem_id="tell")
        said = gr.Markdown(elem_id="thanks")
    send.click(tell, [photo, label, consent], said, preprocess=False, api_visibility="private")
    photo.change(lambda: (None, False, ""), None, [label, consent, said], api_visibility="private")


store = open_store()
