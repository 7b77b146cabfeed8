"""Who learns takes one core, gives way to who answers, and does what is short before what is long."""

import os
import sys
import threading
from threading import Event, Thread
from time import monotonic, sleep

import pytest
import torch

from page.teach import worker
from page.teach.worker import NICE, TooManyError, Worker


@pytest.fixture
def busy():
    """A worker that is in the middle of a lesson, and what ends that."""
    end, begun = Event(), Event()
    busy = Worker(lambda: None, every=60)
    busy.learn(lambda: (begun.set(), end.wait(20)))
    assert begun.wait(20)
    yield busy, end
    end.set()


def test_it_takes_one_thread_and_leaves_all_of_them_to_the_others():
    before = torch.get_num_threads()
    assert Worker(lambda: None, every=60).look(torch.get_num_threads).result(20) == 1
    found = []
    later = Thread(target=lambda: found.append(torch.get_num_threads()))
    later.start()
    later.join()
    assert (torch.get_num_threads(), *found) == (before, before)


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no niceness of their own")
def test_it_gives_way():
    niceness = lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())  # noqa: E731
    before = niceness()
    assert Worker(lambda: None, every=60).look(niceness).result(20) == min(19, max(NICE, before))
    assert niceness() == before


def test_what_is_short_comes_before_lessons_and_lessons_in_their_turn(busy):
    teaching, end = busy
    done = []
    futures = [teaching.learn(lambda: done.append("first")), teaching.learn(lambda: done.append("second"))]
    futures.append(teaching.look(lambda: done.append("look")))
    assert [teaching.before(future) for future in futures] == [1, 2, 0]
    end.set()
    for future in futures:
        future.result(20)
    assert done == ["look", "first", "second"]
    assert teaching.before(futures[1]) == 0


def test_who_went_away_is_not_taught_and_nobody_waits_for_them(busy):
    teaching, end = busy
    done = []
    gone, stays = teaching.learn(lambda: done.append("gone")), teaching.learn(lambda: done.append("stays"))
    gone.cancel()
    assert teaching.before(stays) == 1
    end.set()
    stays.result(20)
    assert done == ["stays"]


def test_one_too_many_is_told_when_to_come_back(busy, monkeypatch):
    teaching, _ = busy
    monkeypatch.setattr(worker, "MOST_WAITING", 3)
    waiting = [teaching.learn(lambda: None) for _ in range(2)]
    with pytest.raises(TooManyError) as told:
        teaching.learn(lambda: None)
    assert told.value.seconds > 0
    waiting[0].cancel()
    teaching.learn(lambda: None)


def test_what_goes_wrong_is_told_to_who_asked_and_the_next_is_served():
    teaching = Worker(lambda: None, every=60)
    with pytest.raises(ZeroDivisionError):
        teaching.learn(lambda: 1 / 0).result(20)
    assert teaching.learn(lambda: "here").result(20) == "here"


def test_it_looks_after_what_is_kept_though_nobody_asks():
    rested = []
    Worker(lambda: rested.append(monotonic()), every=0.05).look(lambda: None).result(20)
    for _ in range(200):
        if len(rested) >= 3:
            break
        sleep(0.05)
    assert len(rested) >= 3
