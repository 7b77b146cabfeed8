"""Who sends a photo that takes long to decode waits for others like it, and nobody waits for it."""

from threading import Event, Thread
from time import sleep

import pytest

from model.decoding import PhotoError
from model.photo import open_photo
from page.turns import MOST_COSTLY, MOST_TOGETHER, Turns
from tests.hostile.pictures import MADE_TO_HURT
from tests.support import EXAMPLES

COSTLY, ORDINARY = 2.0, 0.05


class Taker:
    """Takes a turn in a thread of its own and keeps it until it is told to go."""

    def __init__(self, turns: Turns, seconds: float):
        self.has_it, self.go, self.refusal = Event(), Event(), ""
        self.thread = Thread(target=self._take, args=(turns, seconds))
        self.thread.start()

    def _take(self, turns: Turns, seconds: float) -> None:
        try:
            with turns.take(seconds):
                self.has_it.set()
                self.go.wait(20)
        except PhotoError as error:
            self.refusal = str(error)


def end(*takers: Taker) -> None:
    """All may go before one is waited for: whose turn is first is for the threads to settle, not for the order here."""
    for taker in takers:
        taker.go.set()
    for taker in takers:
        taker.thread.join(20)
        assert not taker.thread.is_alive()


def test_an_ordinary_photo_does_not_wait_for_costly_ones():
    turns = Turns()
    costly = [Taker(turns, COSTLY) for _ in range(MOST_COSTLY)]
    ordinary = Taker(turns, ORDINARY)
    assert ordinary.has_it.wait(20)
    end(ordinary, *costly)
    assert not turns.ahead


def test_a_costly_photo_waits_for_the_one_before_it():
    turns = Turns()
    first = Taker(turns, COSTLY)
    assert first.has_it.wait(20)
    second = Taker(turns, COSTLY)
    assert not second.has_it.wait(0.3)
    end(first)
    assert second.has_it.wait(20)
    end(second)


def test_one_too_many_reads_when_to_come_back_and_takes_no_place():
    turns = Turns()
    costly = [Taker(turns, COSTLY) for _ in range(MOST_COSTLY)]
    while len(turns.ahead) < MOST_COSTLY:
        sleep(0.01)
    refused = Taker(turns, COSTLY)
    end(refused)
    assert refused.refusal == "Too many photos that take long to decode wait already: try again in 16 s."
    end(*costly)
    with turns.take(COSTLY):
        assert turns.ahead == [COSTLY]


def test_the_costly_photos_of_one_request_take_no_longer_together_than_they_may():
    take = Turns().of_one_request()
    for _ in range(int(MOST_TOGETHER / COSTLY)):
        with take(COSTLY):
            pass
    with pytest.raises(PhotoError, match="send it by itself"), take(COSTLY):
        pass
    with take(ORDINARY):
        pass


@pytest.mark.parametrize(
    ("data", "costly"),
    [(lambda: (EXAMPLES / "bag.jpg").read_bytes(), False), (MADE_TO_HURT["a JPEG of 100 scans"][0], True)],
    ids=["a phone's photo", "one made to hurt"],
)
def test_the_header_tells_which_is_which(data, costly):
    seconds = []
    with pytest.raises(PhotoError, match="not now"):
        open_photo(data(), lambda expected: seconds.append(expected) or _refuse())
    turns = Turns()
    with turns.take(seconds[0]):
        assert bool(turns.ahead) is costly


def _refuse():
    raise PhotoError("not now")
