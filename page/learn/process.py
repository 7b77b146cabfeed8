"""Questions to the process that learns, one after the other, and that it is there as long as it is needed."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread, Timer

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "page.learn.child"]
IDLE = 60  # seconds without a run, after which it is ended
EVERY = 0.5  # seconds between two looks at who is still there
PATIENCE = 60  # seconds: what takes longer hangs; a busy machine takes some to load torch


class ProcessError(RuntimeError):
    """The process has ended, and every run with it."""


class Process:
    """Begins it with the first question, and anew where it has ended.

    is_needed: called every half second, and says whether there are runs; without any it is ended after IDLE seconds.
    """

    def __init__(self, is_needed: Callable[[], bool]):
        self.is_needed = is_needed
        self.questions: SimpleQueue = SimpleQueue()
        self.lock = Lock()
        self.thread: Thread | None = None
        self.child: subprocess.Popen | None = None
        self.needed = time.monotonic()  # last

    def ask(self, **question: object) -> Future:
        """Its answer, in its turn; or ProcessError. Nothing is asked whose answer is cancelled before that."""
        future: Future = Future()
        with self.lock:
            if not self.thread:
                self.thread = Thread(target=self._work, name="learning", daemon=True)
                self.thread.start()
        self.questions.put((future, question))
        return future

    def _work(self) -> None:
        rested = time.monotonic()
        while True:
            with suppress(Empty):
                self._settle(*self.questions.get(timeout=EVERY))
            if time.monotonic() - rested >= EVERY:
                self._rest()
                rested = time.monotonic()

    def _settle(self, future: Future, question: dict) -> None:
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(self._answer(question))
            except BaseException as error:
                future.set_exception(error)

    def _rest(self) -> None:
        now = time.monotonic()
        if self.is_needed():
            self.needed = now
        elif self.child and now - self.needed > IDLE:
            self.end()

    def _answer(self, question: dict) -> dict | None:
        if not self.child or self.child.poll() is not None:
            self._begin()
        child, self.needed = self.child, time.monotonic()
        hanging = Timer(PATIENCE, child.kill)
        hanging.start()
        try:
            child.stdin.write(json.dumps(question) + "\n")
            child.stdin.flush()
            answer = child.stdout.readline()
        except OSError:  # it ended before it was asked
            answer = ""
        finally:
            hanging.cancel()
        if not answer:
            self.end()
            raise ProcessError
        return json.loads(answer)

    def _begin(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
        # In a session of its own, Ctrl-C ends the server alone, and the child with its input, without a word.
        self.child = subprocess.Popen(COMMAND, cwd=ROOT, start_new_session=True, **pipes)

    def end(self) -> None:
        """End it, as the end of its input does."""
        child, self.child = self.child, None
        if child:
            with suppress(OSError):  # what it has not read any more
                child.stdin.close()
            child.wait(PATIENCE)
            child.stdout.close()
