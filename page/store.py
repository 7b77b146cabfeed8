"""Photos and their right classes, kept with their owners' consent, in a folder that `fit --photos` reads."""

import csv
import tempfile
import threading
import time
import uuid
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

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
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                small.save(path, quality=90)
                self._write_line(path, label)
            except OSError as error:
                with suppress(OSError):
                    path.unlink(missing_ok=True)  # a photo without its line would be one of no class
                raise FeedbackError("Thank you; the photo cannot be kept just now.") from error
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


def open_store(folder: str | Path | None, repository: str | None = None, token: str | None = None) -> Store | None:
    """The store in that folder, None where neither it nor a repository is named.

    With a repository, USER/NAME, and a token, what is kept is pushed to that private data set on the Hub every ten
    minutes; without a folder, from a temporary one. Raises OSError, one sentence, where nothing can be written.
    """
    if not folder and not (repository and token):
        return None
    store = Store(Path(folder or tempfile.mkdtemp()))
    try:
        store.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=store.folder):
            pass
    except OSError as error:
        raise OSError(f"Nothing can be kept in {store.folder}: choose another folder with --feedback.") from error
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
