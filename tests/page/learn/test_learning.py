"""One run a visitor, for as long as they are there, and in turn."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import pytest

from page import words
from page.learn import learning as rooms
from page.learn.learning import Learning
from page.learn.settings import PUBLISHED, QUICK
from tests.hostile.asking import NO_PHOTOS, PHOTO

GIVEN = asdict(QUICK)
NO_SESSIONS = [None, 5, True, [], {}, ["me"], "", "somebody else's"]


@pytest.fixture
def learning():
    """With two visitors there, "me" and "you"."""
    learning = Learning({"me": 1, "you": 1})
    yield learning
    learning.process.end()


def asked(*questions):
    """What they answer, asked at the same time."""

    async def all_of_them():
        return await asyncio.gather(*questions)

    with ThreadPoolExecutor(1) as thread:  # in this one the browser's event loop may run
        return thread.submit(asyncio.run, all_of_them()).result()


def test_it_begins_goes_on_and_begins_anew(learning):
    states = [asked(question)[0] for question in (learning.begin("me", GIVEN), learning.go_on("me", True))]
    assert [state["steps"] for state in states] == [0, 1] and states[0]["others"] == 0
    for _ in range(5):
        (more,) = asked(learning.go_on("me", "true"))
    assert more["steps"] > 6, "anything but true is a moment"
    (anew,) = asked(learning.begin("me", asdict(PUBLISHED)))
    assert anew["steps"] == 0 and len(learning.visitors) == 1


def test_two_visitors_have_each_their_own_and_take_turns(learning):
    for session in ("me", "you"):
        asked(learning.begin(session, GIVEN))
    for _ in range(3):
        mine, yours = asked(learning.go_on("me", True), learning.go_on("you", True))
    assert mine["steps"] == yours["steps"] == 3 and mine["others"] == yours["others"] == 1
    assert mine["valid_loss"] != yours["valid_loss"]


def test_one_who_asks_much_at_once_does_not_keep_others_waiting(learning):
    for session in ("me", "you"):
        asked(learning.begin(session, GIVEN))
    order = []

    async def one(session):
        await learning.go_on(session, True)
        order.append(session)

    asked(*(one("me") for _ in range(10)), one("you"))
    assert order.index("you") <= 2


@pytest.mark.parametrize("session", NO_SESSIONS)
def test_who_is_not_there_has_no_run(learning, session):
    (refused,) = asked(learning.begin(session, GIVEN))
    assert refused == {"error": "error.learn.closed", "values": {}}
    assert asked(learning.go_on(session, False)) == [{"gone": True}]
    assert asked(learning.look(session, PHOTO)) == [{"gone": True}]
    assert not learning.visitors


def test_whatever_is_set_wrong_is_said_before_anything_begins(learning):
    (refused,) = asked(learning.begin("me", {**GIVEN, "lr": float("nan")}))
    assert refused["error"] == "error.learn.lr" and refused["values"] == {"low": 0.0001, "high": 10}
    assert not learning.visitors and learning.process.child is None


def test_there_is_room_for_so_many(learning, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_RUNS", 1)
    asked(learning.begin("me", GIVEN))
    (refused,) = asked(learning.begin("you", GIVEN))
    assert refused == {"error": "error.learn.many", "values": {"count": 1}}
    assert asked(learning.begin("me", GIVEN))[0]["steps"] == 0


def test_a_photo_is_answered_from_then_on(learning):
    asked(learning.begin("me", GIVEN))
    (before,) = asked(learning.look("me", PHOTO))
    (after,) = asked(learning.go_on("me", False))
    assert sum(before["photo"]) == pytest.approx(1) and before["photo"] != after["photo"]


@pytest.mark.parametrize("photo", NO_PHOTOS.values(), ids=NO_PHOTOS)
def test_what_is_no_photo_is_said(learning, photo):
    (refused,) = asked(learning.look("me", photo))
    assert words.table("en")[refused["error"]]


def test_a_run_that_is_lost_is_let_go(learning):
    asked(learning.begin("me", {**GIVEN, "lr": 10, "layers": [256, 256, 256]}))
    for _ in range(60):
        (state,) = asked(learning.go_on("me", False))
        if "lost" in state:
            break
    assert state["lost"] and not learning.visitors


def test_who_left_has_no_run_within_two_seconds_and_who_stays_has(learning):
    for session in ("me", "you"):
        asked(learning.begin(session, GIVEN))
    del learning.present["me"]
    left = time.monotonic()
    while "me" in learning.visitors:
        time.sleep(0.05)
    assert time.monotonic() - left < 2
    assert asked(learning.go_on("me", True)) == [{"gone": True}]
    assert asked(learning.go_on("you", True))[0]["steps"] == 1


def test_who_asks_nothing_for_long_has_none_either(learning, monkeypatch):
    asked(learning.begin("me", GIVEN))
    monkeypatch.setattr(rooms, "KEPT", -1)
    assert not learning.sweep()


def test_when_the_process_dies_one_is_told_and_begins_anew(learning):
    asked(learning.begin("me", GIVEN))
    child = learning.process.child
    child.poll = lambda: None  # as it is where it dies at the question
    child.kill()
    (told,) = asked(learning.go_on("me", False))
    assert told == {"error": "error.learn.ended", "values": {}}
    assert asked(learning.begin("me", GIVEN))[0]["steps"] == 0
