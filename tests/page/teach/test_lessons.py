"""What is kept between two requests: only for who has its key, not for long, and no more than there is room for."""

import json
import subprocess
import sys

import pytest
import torch

from page.teach import lessons
from page.teach.lessons import KEPT, Lessons
from tests.support import ROOT
from training.teach.seeing import Sight

SIGHT = Sight(torch.zeros(7, 4).half(), torch.zeros(7, 3).half())


@pytest.fixture
def clock(monkeypatch):
    """Seconds, as a list of one that a test sets."""
    now = [1000.0]
    monkeypatch.setattr(lessons.time, "monotonic", lambda: now[0])
    return now


def test_nobody_finds_another_s_lesson():
    kept = Lessons()
    one, other = kept.begin(), kept.begin()
    kept.add(one, {"a": SIGHT})
    assert one != other and len(one) >= 24
    assert list(kept.find(one).photos) == ["a"] and not kept.find(other).photos
    for key in ("", one[:-1], None, ["x"], {}):
        assert kept.find(key) is None


def test_it_is_gone_some_time_after_the_last_use_and_not_after_the_first(clock):
    kept = Lessons()
    used, left = kept.begin(), kept.begin()
    clock[0] += KEPT - 1
    assert kept.find(used)
    clock[0] += 2
    kept.sweep()
    assert kept.find(left) is None and kept.find(used)
    clock[0] += KEPT + 1
    kept.sweep()
    assert not kept.lessons


def test_where_there_is_no_room_those_go_that_were_used_least_lately(monkeypatch):
    monkeypatch.setattr(lessons, "MOST_LESSONS", 3)
    kept = Lessons()
    keys = [kept.begin() for _ in range(3)]
    kept.find(keys[0])
    newest = kept.begin()
    assert kept.find(keys[1]) is None and all(kept.find(key) for key in (keys[0], keys[2], newest))


def test_the_photos_of_all_are_bounded_and_those_of_one(monkeypatch):
    monkeypatch.setattr(lessons, "MOST_PHOTOS", 10)
    kept = Lessons()
    first, second = kept.begin(), kept.begin()
    kept.add(first, {f"{n}": SIGHT for n in range(6)})
    kept.add(second, {f"{n}": SIGHT for n in range(5)})
    assert kept.find(first) is None and len(kept.find(second).photos) == 5
    monkeypatch.setattr(lessons, "MOST_CLASSES", 2)
    monkeypatch.setattr(lessons, "MOST_OF_CLASS", 4)
    kept.add(second, {f"later {n}": SIGHT for n in range(5)})
    assert list(kept.find(second).photos) == ["2", "3", "4", *(f"later {n}" for n in range(5))][-8:]


def test_what_comes_for_a_lesson_that_is_gone_is_not_kept():
    kept = Lessons()
    kept.add("nobody's", {"a": SIGHT})
    assert not kept.lessons


FILLED_AND_SWEPT = """
import json, time, torch
from pathlib import Path
from page.teach.lessons import KEPT, Lessons
from training.teach.seeing import Sight

def megabytes():
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1e3

kept, found = Lessons(), [megabytes()]
for _ in range(5):
    kept.add(kept.begin(), {f"{n}": Sight(torch.zeros(7, 256).half(), torch.zeros(7, 11).half()) for n in range(4000)})
found.append(megabytes())
later = time.monotonic() + KEPT
time.monotonic = lambda: later
kept.sweep()
print(json.dumps([*found, megabytes()]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not say what a process takes")
def test_what_is_gone_takes_no_memory_any_more():
    done = subprocess.run(
        [sys.executable, "-c", FILLED_AND_SWEPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, filled, swept = json.loads(done.stdout)
    assert filled - before > 60 and swept - before < 15, done.stdout
