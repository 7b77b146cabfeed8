"""Gradio's queue, which says when to come back where it is full, forgets nobody who waits, and sleeps when alone.

Workarounds, each beside what it works around; the tests tell when Gradio no longer needs them.
"""

import math
import time
from asyncio import Queue as Messages
from collections import OrderedDict
from collections.abc import Callable, Mapping

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.queueing import Event, Queue
from gradio.server_messages import ProcessCompletedMessage
from gradio.utils import LRUCache

MOST_WAITING = 200  # requests; a thousand photos come in a few of `inspect_many`
MOST_BYTES = 400_000_000  # of the requests that wait, which are kept in memory: photos in base64, mostly
MOST_SESSIONS = 2000  # whose last answers are kept to be fetched
NAPS = 0.001, 0.02  # seconds, the shortest and the longest, between two looks at whether anybody waits
DROWSINESS = 0.01  # of the seconds since somebody asked


class Sessions(LRUCache):
    """session → the messages that it is still to be sent: `Queue.pending_messages_per_session`.

    Gradio's own forgets the oldest session beyond 2,000, even one whose photo waits, and then ends for everybody at
    the next message to it (github.com/gradio-app/gradio/issues/11167). Here those go first that have fetched all their
    answers, then those whose answers nobody fetches, the oldest first, and nobody who waits. What is still said to one
    that is gone goes nowhere.
    """

    def __init__(self, queue: Queue, most: int = MOST_SESSIONS):
        super().__init__(most)
        self.queue = queue

    def __setitem__(self, session: str, messages: Messages) -> None:
        if session not in self and len(self) >= self.max_size:
            self._forget_one()
        OrderedDict.__setitem__(self, session, messages)

    def __missing__(self, session: str) -> Messages:
        return Messages()

    def _forget_one(self) -> None:
        unfetched = self.queue.pending_event_ids_session  # session → ids of its events, until their answers are fetched
        waiting = {event.session_hash for event in self.queue.event_ids_to_events.values()}
        idle = [known for known in self if known not in waiting]
        if idle:
            gone = next((known for known in idle if not unfetched.get(known)), idle[0])
            del self[gone]
            unfetched.pop(gone, None)


class PatientQueue(Queue):
    """A queue of at most `max_size` requests that tells the next one when to come back.

    Gradio's looks every millisecond for whoever waits, a tenth of a core for a page that nobody visits. While somebody
    asks this one does so, too, and then ever less often.

    ended: called at the end of each with what answers it, "answered", "refused" or "full", and its seconds, if it ran.
    """

    ended: Callable[[BlockFunction, str, float | None], None] = staticmethod(lambda fn, outcome, seconds: None)

    def __init__(self, blocks: gr.Blocks):
        theirs = blocks._queue
        self.asked = time.monotonic()
        super().__init__(
            theirs.live_updates, theirs.max_thread_count, theirs.update_intervals, MOST_WAITING, blocks, "not_set"
        )
        self.pending_messages_per_session = Sessions(self)
        self.progress_update_sleep_when_free = 0.1  # no part of the page tells Gradio's way how far it is

    @property
    def sleep_when_free(self) -> float:
        """Seconds until it looks again."""
        shortest, longest = NAPS
        if len(self) or any(self.active_jobs):
            return shortest
        return min(longest, max(shortest, DROWSINESS * (time.monotonic() - self.asked)))

    @sleep_when_free.setter
    def sleep_when_free(self, theirs: float) -> None:
        """Gradio's own, of every page, is not taken."""

    def knows(self, event: str) -> bool:
        """Whether a request of that id waits, or its answer to be fetched."""
        return (
            event in self.event_ids_to_events
            or event in self.pending_messages_per_session
            or any(event in unfetched for unfetched in self.pending_event_ids_session.values())
        )

    async def push(self, body, request, username):
        self.asked = time.monotonic()
        body.session_hash = body.session_hash or None  # Gradio keeps the answer under one name and waits under another
        waiting = sum(map(_size, self.event_ids_to_events.values()))
        if len(self) >= self.max_size or waiting > MOST_BYTES:
            mean = [taken.avg_time for taken in self.process_time_per_fn.values() if taken.count]
            seconds = math.ceil(len(self) * max(mean, default=0.1))
            self.ended(self.blocks.fns[body.fn_index], "full", None)
            return False, f"{len(self)} requests wait already: try again in {seconds} s.", "queue_full"
        return await super().push(body, request, username)

    def send_message(self, event, event_message):
        if isinstance(event_message, ProcessCompletedMessage):
            outcome = "answered" if event_message.success else "refused"
            self.ended(event.fn, outcome, time.monotonic() - event.enqueue_time)
        super().send_message(event, event_message)


def _size(event: Event) -> int:
    return length_said(getattr(event.request, "headers", {}))  # the doors have read no more


def length_said(headers: Mapping[str, str]) -> int:
    """Bytes of a request's body, as it says itself; 0 where it does not."""
    said = headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() else 0
