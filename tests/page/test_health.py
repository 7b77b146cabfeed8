"""`GET /healthz` tells the truth in every state."""

import json
import urllib.error
import urllib.request

import pytest

from model.predictor import Predictor
from page.blocks import build
from page.served import Served, shipped


def asked(url: str) -> tuple[int, dict]:
    try:
        with urllib.request.urlopen(f"{url}healthz") as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.fixture
def page():
    return build(Served(shipped()))


def test_a_server_that_answers_is_ok_and_says_of_what_it_is_made(app_url):
    status, said = asked(app_url)
    assert (status, said["status"], said["model"]) == (200, "ok", Predictor().model)
    assert 100 < said["memory_mb"] < 10_000


def test_a_server_whose_queue_has_stopped_is_not(serve, page):
    url = serve(page)
    page._queue.stopped = True
    status, said = asked(url)
    assert (status, said["status"]) == (503, "The queue has stopped.")
    page._queue.stopped = False
    assert asked(url)[0] == 200


def test_a_server_whose_network_does_not_answer_is_not(serve, page, monkeypatch):
    url = serve(page)

    def broken(self, x):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(Predictor, "predict_tensor", broken)
    assert asked(url)[0] == 503 and "cannot be classified: RuntimeError" in asked(url)[1]["status"]
    monkeypatch.undo()
    assert asked(url)[0] == 200
    monkeypatch.setattr(Predictor, "predict_tensor", broken)
    assert asked(url)[0] == 200, "the last answer is not a minute old"
    page.health.classified -= 61
    assert asked(url)[0] == 503
