"""The process that learns: begun when it is needed, ended when it is not, and anew where it has died."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from page.learn import process
from page.learn.child import NICE, answers
from page.learn.process import COMMAND, Process, ProcessError
from page.learn.settings import QUICK
from tests.support import ROOT

BEGIN = {"of": "me", "do": "begin", "settings": asdict(QUICK), "seed": 1}
GO_ON = {"of": "me", "do": "go_on", "single": True}
WAIT = 60


@pytest.fixture
def learning():
    """A process with nobody's run, ended after the test."""
    learning = Process(lambda: True)
    yield learning
    learning.end()


def ended(child: subprocess.Popen, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    return child.poll() is not None


def test_it_answers_in_turn_and_gives_way(learning):
    assert learning.child is None, "nothing runs before anybody asks"
    told = [learning.ask(**BEGIN), learning.ask(**GO_ON), learning.ask(of="me", do="end"), learning.ask(**GO_ON)]
    states = [one.result(WAIT) for one in told]
    assert [state.get("steps") for state in states] == [0, 1, None, None]
    assert states[3] == {"gone": True}
    if sys.platform == "linux":
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert os.getpriority(os.PRIO_PROCESS, learning.child.pid) == min(19, own + NICE)


def test_what_is_cancelled_before_its_turn_is_not_done(learning):
    learning.ask(**BEGIN).result(WAIT)
    first, gone = learning.ask(of="me", do="go_on", single=False), learning.ask(**GO_ON)
    gone.cancel()
    steps = first.result(WAIT)["steps"]
    assert learning.ask(**GO_ON).result(WAIT)["steps"] == steps + 1


def test_it_is_begun_anew_after_it_has_died(learning):
    learning.ask(**BEGIN).result(WAIT)
    learning.child.send_signal(signal.SIGSTOP)
    waiting = learning.ask(**GO_ON)
    time.sleep(0.3)  # the question is there, and is not answered
    learning.child.kill()
    with pytest.raises(ProcessError):
        waiting.result(WAIT)
    assert learning.ask(**GO_ON).result(WAIT) == {"gone": True}
    assert learning.ask(**BEGIN).result(WAIT)["steps"] == 0


def test_one_that_hangs_is_ended(learning, monkeypatch):
    learning.ask(**BEGIN).result(WAIT)
    monkeypatch.setattr(process, "PATIENCE", 0.5)
    learning.child.send_signal(signal.SIGSTOP)
    with pytest.raises(ProcessError):
        learning.ask(**GO_ON).result(WAIT)


def test_without_a_run_it_ends(learning, monkeypatch):
    monkeypatch.setattr(process, "IDLE", 0.1)
    learning.ask(of="me", do="end").result(WAIT)
    child = learning.child
    time.sleep(1.5)
    assert child.poll() is None, "it stays while there are runs"
    learning.is_needed = lambda: False
    assert ended(child, 10)


def test_it_ends_with_the_server_even_if_that_is_killed():
    code = (
        "import time; from page.learn.process import Process; one = Process(lambda: True); "
        "one.ask(of='me', do='end').result(); print(one.child.pid, flush=True); time.sleep(60)"
    )
    server = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(server.stdout.readline())
    assert "page.learn.child" in command(child)
    server.kill()
    server.wait()
    for _ in range(100):
        if "page.learn.child" not in command(child):
            return
        time.sleep(0.05)
    raise AssertionError("it goes on without who began it")


def command(process: int) -> str:
    """What that process was begun with; "" of one that has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def test_it_has_no_use_for_the_page_s_packages():
    names = "('gradio', 'fastapi', 'PIL.Image')"
    code = f"import sys, page.learn.child; print([name for name in {names} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['PIL.Image']"
    assert COMMAND[1:] == ["-m", "page.learn.child"]


def test_of_a_run_that_there_is_not_it_says_so():
    assert list(answers(['{"of": "me", "do": "go_on", "single": true}'])) == ['{"gone": true}']
