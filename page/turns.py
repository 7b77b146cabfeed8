"""Whose photo is decoded when: one that takes long waits for others like it, and no ordinary one waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore

from model.decoding import PhotoError, Turn

ORDINARY = 0.3  # seconds of a core; a phone's 12 megapixels take a sixth of it as JPEG
ORDINARY_AT_ONCE, COSTLY_AT_ONCE = 4, 1
MOST_COSTLY = 8  # that wait or are decoded: each holds its file
MOST_TOGETHER = 20  # seconds of a core, of the costly ones of one request


class Turns:
    """The turns of all photos of this process."""

    def __init__(self):
        self.ordinary, self.costly = Semaphore(ORDINARY_AT_ONCE), Semaphore(COSTLY_AT_ONCE)
        self.ahead: list[float] = []  # seconds that each of the costly ones takes
        self.lock = Lock()

    @contextmanager
    def take(self, seconds: float) -> Iterator[None]:
        """Wait for the turn of a photo that takes that many seconds to decode, and have it for the time of the block.

        Raises PhotoError, one sentence, where too many costly ones wait already.
        """
        if seconds <= ORDINARY:
            with self.ordinary:
                yield
            return
        with self.lock:
            if len(self.ahead) >= MOST_COSTLY:
                wait = max(1, round(sum(self.ahead)))
                raise PhotoError(
                    "Too many photos that take long to decode wait already: try again in {seconds} s.", seconds=wait
                )
            self.ahead.append(seconds)
        try:
            with self.costly:
                yield
        finally:
            with self.lock:
                self.ahead.remove(seconds)

    def of_one_request(self) -> Turn:
        """As `take`, for the photos of one request, the costly ones of which may not take long together."""
        left = MOST_TOGETHER

        @contextmanager
        def take(seconds: float) -> Iterator[None]:
            nonlocal left
            if seconds > ORDINARY:
                left -= seconds
                if left < 0:
                    raise PhotoError(
                        "This photo takes long to decode, as others of this request do: send it by itself."
                    )
            with self.take(seconds):
                yield

        return take


TURNS = Turns()
