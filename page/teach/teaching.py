"""What can be asked of who teaches: behind the tab, and behind the API's `/teach`."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import cached_property

import gradio as gr
import torch
from fastapi import Response
from fastapi.responses import JSONResponse

from model import checkpoint
from model.checkpoint import Checkpoint
from model.decoding import PhotoError
from model.predictor import Predictor
from page import words
from page.teach.lessons import MOST_CLASSES, MOST_OF_CLASS, SWEPT_EVERY, Lesson, Lessons
from page.teach.worker import TooManyError, Worker
from page.turns import TURNS
from page.uploads import Upload, name_of, read
from training.teach import Remark, TeachError
from training.teach.photos import MANY_CLASSES, Named, fingerprint
from training.teach.seeing import Eye, Seen, Sight, look
from training.teach.teaching import Taught, learn

AT_ONCE = 8  # photos of a request of the page
MOST = 400  # photos of a request of the API
SECONDS = 30  # of a core, that a lesson may take
LONGEST_NAME = 200  # characters of a file's
TOLD_EVERY = 0.2  # seconds
BUSY = "Too many people teach me just now: try again in {seconds} s."
MANY_PHOTOS = "{label} has {count} photos; at most {most} of a class can be learned from."


class Teaching:
    """Lessons of visitors, each on top of one network that is served."""

    def __init__(self, base: Checkpoint):
        self.base = base
        self.lessons = Lessons()
        self.worker = Worker(self.lessons.sweep, SWEPT_EVERY)

    @cached_property
    def eye(self) -> Eye:
        return Eye(self.base)

    def photos(self, key: object, files: object) -> dict:
        """Look at photos for a lesson; → {lesson: its key, photos: [{photo: fingerprint} | {error, values}]}.

        key: of a lesson, or anything else for a new one.
        """
        files = files[:AT_ONCE] if isinstance(files, list) else []
        prints, seen = self._read(files)
        sights = self._look(seen)
        if self.lessons.find(key) is None:
            key = self.lessons.begin()
        self.lessons.add(key, sights)
        answers = [words.refusal(of) if isinstance(of, PhotoError) else {"photo": of} for of in prints]
        return {"lesson": key, "photos": answers}

    async def learn(self, key: object, photos: object, keep: object) -> AsyncIterator[dict]:
        """Learn from photos that were looked at, [[fingerprint, class, file name], …]; what is told ends with one of

        {figures, remarks}, {error, values}, or {missing: [fingerprint, …]} of those that are not kept any more.
        """
        lesson, photos = self.lessons.find(key) or Lesson(), _named(photos)
        known = dict(lesson.photos)
        if missing := [print for print, _, _ in photos if print not in known]:
            yield {"missing": missing}
            return
        named = [Named(name, label, print, known[print]) for print, label, name in photos]
        told: list[dict] = []
        try:
            _check(named)
            if lesson.learning:
                lesson.learning.cancel()
            lesson.learning = future = self.worker.learn(lambda: self._learned(lesson, named, keep is True, told))
            try:
                while not future.done():
                    before = self.worker.before(future)
                    yield {"before": before} if before or not told else told[-1]
                    await asyncio.sleep(TOLD_EVERY)
            finally:
                future.cancel()  # who went away before it began need not be taught
            if future.cancelled():  # they have asked anew meanwhile
                return
            taught = future.result()
            yield {"figures": taught.figures, "remarks": list(map(_said, taught.remarks))}
        except TooManyError as error:
            yield words.refusal(TeachError(BUSY, seconds=error.seconds))
        except TeachError as error:
            yield words.refusal(error)

    def ask(self, key: object, photo: Upload) -> dict:
        """What the taught network says: {label, probability, recognised, probabilities}, {error, values} or {gone}."""
        lesson = self.lessons.find(key)
        if not lesson or not lesson.predictor:
            return {"gone": True}
        try:
            prediction = lesson.predictor.predict(read(photo))
        except PhotoError as error:
            return words.refusal(error)
        probability = prediction.probabilities[prediction.label]
        return {
            "label": prediction.label,
            "probability": probability,
            "recognised": prediction.recognised,
            "probabilities": prediction.probabilities,
        }

    def file(self, key: str) -> Response:
        """`GET /teach/KEY.pt`: the checkpoint, for as long as the lesson is kept."""
        lesson = self.lessons.find(key)
        if not lesson or not lesson.predictor:
            return JSONResponse({"detail": "There is no such checkpoint any more: teach again."}, 404)
        name = {"Content-Disposition": 'attachment; filename="my.pt"', "Cache-Control": "no-store"}
        return Response(bytes(checkpoint.packed(lesson.predictor.checkpoint)), 200, name, "application/octet-stream")

    def teach(self, photos: list[Upload] | None, classes: list[str], keep: bool) -> dict:
        """Teach a network the classes of these photos, from 3 of each; → figures, remarks, and where its checkpoint is.

        classes: what each of the photos shows, in their order, "" for none of the classes; at most 400 photos. keep:
        whether the classes that are known stay. checkpoint: an address here, to be fetched within nine minutes; what it
        answers is in figures, from photos held back: see the README. Its photos are not kept.
        """
        files = photos if isinstance(photos, list) else []
        if not files or not isinstance(classes, list) or len(files) != len(classes):
            raise _error("Send photos, and as many names of classes, one for each of them.")
        if len(files) > MOST:
            raise _error(f"These are {len(files)} photos; send at most {MOST} at once.")
        prints, seen = self._read(files)
        sights = self._look(seen)
        photos = [[of, label, name_of(file)] for file, label, of in zip(files, classes, prints, strict=True)]
        unread = [f"{name} is left out: {error}" for error, _, name in photos if isinstance(error, PhotoError)]
        named = [Named(name, label, print, sights[print]) for print, label, name in _named(photos)]
        lesson = self.lessons.find(key := self.lessons.begin())
        try:
            _check(named)
            taught = self.worker.learn(lambda: self._learned(lesson, named, keep is True, [])).result()
        except TooManyError as error:
            raise _error(BUSY.format(seconds=error.seconds)) from error
        except TeachError as error:
            raise _error(str(error)) from error
        return {
            "checkpoint": f"teach/{key}.pt",
            "figures": taught.figures,
            "remarks": [*unread, *map(str, taught.remarks)],
        }

    def _read(self, files: Sequence[Upload]) -> tuple[list[str | PhotoError], dict[str, Seen]]:
        """(the fingerprint of each file's photo, or what is wrong with it; fingerprint → what to look at)."""
        turn, prints, seen = TURNS.of_one_request(), [], {}
        for file in files:
            try:
                photo = read(file, turn)
            except PhotoError as error:
                prints.append(error)
                continue
            prints.append(fingerprint(photo))
            seen[prints[-1]] = look(photo, self.base.network)
        return prints, seen

    def _look(self, seen: dict[str, Seen]) -> dict[str, Sight]:
        prints, photos = list(seen), list(seen.values())
        sights: list[Sight] = []
        for start in range(0, len(photos), AT_ONCE):  # so that others' come between
            sights += self.worker.look(lambda some=photos[start : start + AT_ONCE]: self._sights(some)).result()
        return dict(zip(prints, sights, strict=True))

    def _sights(self, photos: Sequence[Seen]) -> list[Sight]:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            return list(self.eye.sights(photos))

    def _learned(self, lesson: Lesson, photos: list[Named], keep: bool, told: list[dict]) -> Taught:
        def progress(doing: str, done: int, of: int) -> None:
            told[:] = [{"doing": doing, "done": done, "of": of}]

        taught = learn(self.eye, self.base, photos, keep, SECONDS, progress=progress)
        lesson.predictor = Predictor(_named_by_its_bytes(taught.checkpoint))
        return taught


def _named_by_its_bytes(taught: Checkpoint) -> Checkpoint:
    return replace(taught, sha256=hashlib.sha256(checkpoint.packed(taught)).hexdigest())


def _named(photos: object) -> list[tuple[str, str, str]]:
    """What a program may have sent in place of [fingerprint, class, file name]s, those left out that are none."""
    found = []
    for entry in photos if isinstance(photos, list) else ():
        if isinstance(entry, list) and len(entry) == 3 and all(isinstance(part, str) for part in entry):
            print, label, name = entry
            found.append((print, label.strip(), name[:LONGEST_NAME]))
    return found


def _check(photos: Sequence[Named]) -> None:
    """Raises TeachError where there are too many classes, or photos of one."""
    of = {label: sum(photo.label == label for photo in photos) for label in {photo.label for photo in photos}}
    if len(of.keys() - {""}) > MOST_CLASSES:
        raise TeachError(MANY_CLASSES, count=len(of.keys() - {""}), most=MOST_CLASSES)
    for label, count in of.items():
        if count > MOST_OF_CLASS:
            raise TeachError(MANY_PHOTOS, label=label or "none", count=count, most=MOST_OF_CLASS)


def _said(remark: Remark) -> dict:
    return {"key": words.key_of(remark.template), "values": remark.values}


def _error(sentence: str) -> gr.Error:
    return gr.Error(sentence, print_exception=False)
