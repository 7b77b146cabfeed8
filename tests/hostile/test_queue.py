"""One visitor cannot end the queue for all, nor fill it, nor have another forgotten."""

import asyncio
import json
import time
import urllib.request
from http.client import HTTPException
from types import SimpleNamespace
from urllib.error import HTTPError

import gradio as gr
import pytest
from gradio.queueing import Queue

from page import queue as page_queue
from page.blocks import build
from page.queue import NAPS, PatientQueue, Sessions
from page.served import Served, shipped


def known(*waiting: str, **unfetched: set[str]):
    """Sessions of a queue in which these wait, with room for four."""
    events = {name: SimpleNamespace(session_hash=name) for name in waiting}
    return Sessions(SimpleNamespace(event_ids_to_events=events, pending_event_ids_session=unfetched), most=4)


def fill(sessions: Sessions, names: str) -> list[str]:
    for name in names:
        sessions[name] = asyncio.Queue()
    return list(sessions)


def test_whoever_has_all_answers_is_forgotten_first_and_whoever_waits_never():
    assert fill(known("a", a={"1"}, b={"2"}, c=set()), "abcdef") == ["a", "b", "e", "f"]
    assert fill(known("a", a={"1"}, b={"2"}, c={"3"}, d={"4"}, e={"5"}), "abcdef") == ["a", "d", "e", "f"]
    assert fill(known(*"abcde"), "abcde") == list("abcde"), "more than four: the queue's own bound is theirs"


def test_what_is_forgotten_leaves_nothing_behind():
    sessions = known(a=set(), b=set())
    fill(sessions, "abcdef")
    assert not sessions.queue.pending_event_ids_session
    sessions["a"].put_nowait("said to one that is gone")
    assert "a" not in sessions


def test_it_looks_often_while_somebody_asks_and_seldom_when_nobody_does():
    looks = []

    class Watched(PatientQueue):
        def __len__(self):
            looks.append(time.monotonic())
            return super().__len__()

    with gr.Blocks() as page:
        gr.Button()
    assert page._queue.sleep_when_free <= NAPS[0], "Gradio looks less often itself"
    queue = Watched(page)
    queue.active_jobs = [None]
    assert queue.sleep_when_free == pytest.approx(0.001)
    queue.asked -= 1
    assert queue.sleep_when_free == pytest.approx(0.01, rel=0.1)
    queue.asked -= 60
    assert queue.sleep_when_free == pytest.approx(0.02)
    queue.active_jobs = [["somebody's photo"]]
    assert queue.sleep_when_free == pytest.approx(0.001)

    queue.active_jobs = [None]
    looks.clear()

    async def half_a_second():
        working = asyncio.create_task(queue.start_processing())
        await asyncio.sleep(0.5)
        queue.close()
        await working

    asyncio.run(half_a_second())
    assert 2 <= len(looks) <= 2 * (0.5 / 0.02 + 2)  # twice a look: Gradio asks, and so does the nap's length


class Slow:
    """A page of one slow job and one quick one, each call of a session of its own."""

    def __init__(self, queue: type[Queue] | None):
        with gr.Blocks() as self.page:
            box, button = gr.Textbox(), gr.Button()
            button.click(self.wait, box, box, api_name="slow", concurrency_id="one")
            button.click(lambda text: text, box, box, api_name="quick", concurrency_id="one")
        if queue:
            self.page._queue = queue(self.page)
        self.go_on = False

    async def wait(self, text: str) -> str:
        while not self.go_on:
            await asyncio.sleep(0.05)
        return text

    def __enter__(self):
        _, self.url, _ = self.page.launch(prevent_thread_lock=True, quiet=True)
        return self

    def __exit__(self, *_):
        self.go_on = True
        self.page.close()

    def join(self, name: str, text: str) -> str:
        """The event's id. Raises HTTPError where the queue takes no more."""
        body = json.dumps({"data": [text]}).encode()
        request = urllib.request.Request(
            f"{self.url}gradio_api/call/{name}", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["event_id"]

    def fetch(self, name: str, event: str) -> str:
        with urllib.request.urlopen(f"{self.url}gradio_api/call/{name}/{event}", timeout=60) as stream:
            return stream.read().decode()


def attack(slow: Slow) -> str:
    """Someone waits behind a slow job while more sessions come than are remembered; → the event of who waits."""
    slow.join("slow", "first")
    bystander = slow.join("quick", "mine")
    for number in range(40):
        slow.join("quick", str(number))
    slow.go_on = True
    return bystander


@pytest.fixture
def few(monkeypatch):
    """Twenty sessions instead of two thousand, so that forty visitors are a crowd, for Gradio's queue and for ours."""
    monkeypatch.setattr("gradio.queueing.LRUCache", lambda most: page_queue.LRUCache(20))
    monkeypatch.setattr(Sessions.__init__, "__defaults__", (20,))


def test_who_waits_gets_the_answer_whoever_else_comes(few):
    with Slow(PatientQueue) as slow:
        assert "mine" in slow.fetch("quick", attack(slow))
        assert not slow.page._queue.stopped
        assert "later" in slow.fetch("quick", slow.join("quick", "later"))


def test_gradio_still_needs_that(few):
    """When this fails, Gradio has mended it: `Sessions` can go."""
    with Slow(None) as slow, pytest.raises((HTTPException, HTTPError, AssertionError)):
        assert "mine" in slow.fetch("quick", attack(slow))
        assert "later" in slow.fetch("quick", slow.join("quick", "later"))


def test_beyond_its_bound_the_queue_says_when_to_come_back(monkeypatch):
    monkeypatch.setattr(page_queue, "MOST_WAITING", 5)
    with Slow(PatientQueue) as slow:
        slow.join("slow", "first")
        with pytest.raises(HTTPError) as refused:
            for number in range(9):
                slow.join("quick", str(number))
        assert refused.value.code == 503
        assert json.load(refused.value)["detail"].startswith("5 requests wait already: try again in ")


def test_requests_that_are_large_together_are_fewer(monkeypatch):
    monkeypatch.setattr(page_queue, "MOST_BYTES", 50_000)
    with Slow(PatientQueue) as slow:
        slow.join("slow", "first")
        for _ in range(3):
            slow.join("quick", "." * 20_000)
        with pytest.raises(HTTPError) as refused:
            slow.join("quick", "small")
        assert refused.value.code == 503 and "try again in" in json.load(refused.value)["detail"]


@pytest.mark.parametrize("path", ["run/predict", "api/predict"])
def test_nothing_goes_past_the_queue(serve, path):
    url = serve(build(Served(shipped())))
    request = urllib.request.Request(
        f"{url}gradio_api/{path}", b'{"data": [null]}', {"Content-Type": "application/json"}
    )
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 404
