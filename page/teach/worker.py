"""Who learns: a thread of its own and of less urgency, so that nobody who asks about a photo waits for it."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from itertools import count
from queue import Empty, PriorityQueue
from threading import Event, Lock, Thread, get_native_id

import torch

MOST_WAITING = 20  # lessons, the one under way included
NICE = 10  # of the thread, where the system knows such a thing: it gets a tenth of a core that others want, too


class TooManyError(RuntimeError):
    """More lessons than may wait. seconds: after which there may be room again."""

    def __init__(self, seconds: int):
        super().__init__(f"too many lessons, for {seconds} s")
        self.seconds = seconds


class Worker:
    """One job after the other: short ones first, and else who came first. Starts with the first job.

    rest: called now and then, also while there is nothing to do, at least every `every` seconds.
    """

    def __init__(self, rest: Callable[[], None], every: float):
        self.rest, self.every = rest, every
        self.jobs: PriorityQueue = PriorityQueue()
        self.lessons: list[Future] = []  # as they will be learned, the one under way first
        self.numbers, self.lock, self.settled = count(), Lock(), Event()
        self.thread: Thread | None = None
        self.mean = 3.0  # seconds of a lesson

    def look(self, job: Callable) -> Future:
        """Do what is short."""
        return self._submit(job, is_lesson=False)

    def learn(self, job: Callable) -> Future:
        """Do what may take half a minute. Raises TooManyError."""
        return self._submit(job, is_lesson=True)

    def before(self, future: Future) -> int:
        """How many lessons come before that one: 0 while it is under way, or over."""
        with self.lock:
            waiting = [lesson for lesson in self.lessons if not lesson.cancelled()]
            return waiting.index(future) if future in waiting else 0

    def _submit(self, job: Callable, is_lesson: bool) -> Future:
        future: Future = Future()
        with self.lock:
            self._start()
            if is_lesson:
                waiting = sum(not lesson.cancelled() for lesson in self.lessons)
                if waiting >= MOST_WAITING:
                    raise TooManyError(round(self.mean * waiting) + 1)
                self.lessons.append(future)
        self.jobs.put((is_lesson, next(self.numbers), future, job))
        return future

    def _start(self) -> None:
        if self.thread:
            return
        threads = torch.get_num_threads()
        self.thread = Thread(target=self._work, name="teaching", daemon=True)
        self.thread.start()
        self.settled.wait()
        torch.set_num_threads(threads)  # what the other thread said of itself would hold for all that begin after it

    def _work(self) -> None:
        torch.get_num_threads()  # else this thread would ask for the number later, and take that of all
        torch.set_num_threads(1)
        if sys.platform == "linux":  # where a thread has a niceness of its own
            os.setpriority(os.PRIO_PROCESS, get_native_id(), NICE)
        self.settled.set()
        while True:
            with suppress(Empty):
                self._do(*self.jobs.get(timeout=self.every)[2:])
            self.rest()

    def _do(self, future: Future, job: Callable) -> None:
        started = time.monotonic()
        try:
            if future.set_running_or_notify_cancel():
                future.set_result(job())
        except BaseException as error:
            future.set_exception(error)
        finally:
            with self.lock:
                if future in self.lessons:
                    self.lessons.remove(future)
                    self.mean += (time.monotonic() - started - self.mean) / 5
