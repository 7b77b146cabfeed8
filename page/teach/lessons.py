"""What is kept of those who teach between two requests: not their photos, but what the network made of them."""

import secrets
import time
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock

from model.predictor import Predictor
from page import process
from training.teach.seeing import Sight

KEPT = 540  # seconds after the last use; what looks for it comes every SWEPT_EVERY
SWEPT_EVERY = 20
MOST_CLASSES, MOST_OF_CLASS = 20, 200
MOST_PHOTOS = 20_000  # of all lessons, 5 kB each
MOST_LESSONS = 200  # of 0.2 MB each, once something is learned in it


@dataclass
class Lesson:
    """One visitor's: photos, fingerprint → what the network makes of each, the first come first, and who answers.

    learning: what was asked last to be learned, under way or over.
    """

    photos: OrderedDict[str, Sight] = field(default_factory=OrderedDict)
    predictor: Predictor | None = None
    learning: Future | None = None
    used: float = field(default_factory=lambda: time.monotonic())


class Lessons:
    """Key → lesson. A key cannot be guessed, and whoever has it has the lesson.

    Where there is no more room, those go that were used least lately: a visitor's page still has the photos, and sends
    them again.
    """

    def __init__(self):
        self.lessons: OrderedDict[str, Lesson] = OrderedDict()  # the one used last comes last
        self.lock = Lock()

    def find(self, key: object) -> Lesson | None:
        """That lesson, used just now; None where there is none, or none any more."""
        self.sweep()
        with self.lock:
            lesson = self.lessons.get(key) if isinstance(key, str) else None
            if lesson:
                lesson.used = time.monotonic()
                self.lessons.move_to_end(key)
            return lesson

    def begin(self) -> str:
        """The key of a new one."""
        key = secrets.token_urlsafe(18)
        with self.lock:
            self.lessons[key] = Lesson()
        self.sweep()
        return key

    def add(self, key: str, sights: dict[str, Sight]) -> None:
        """Keep what the network makes of these photos, by their fingerprints; nothing where the lesson is gone."""
        with self.lock:
            if lesson := self.lessons.get(key):
                lesson.photos |= sights
                while len(lesson.photos) > MOST_CLASSES * MOST_OF_CLASS:
                    lesson.photos.popitem(last=False)
        self.sweep()

    def sweep(self) -> None:
        """Let go of what was not used lately, and of what there is no room for."""
        now, before = time.monotonic(), len(self.lessons)
        with self.lock:
            photos = sum(len(lesson.photos) for lesson in self.lessons.values())
            for key, lesson in list(self.lessons.items()):
                too_much = photos > MOST_PHOTOS or len(self.lessons) > MOST_LESSONS
                if not too_much and now - lesson.used < KEPT:
                    break
                photos -= len(lesson.photos)
                del self.lessons[key]
                del lesson
        if len(self.lessons) < before:
            process.forget()
