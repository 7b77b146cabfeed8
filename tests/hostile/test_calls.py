"""Whatever a program sends, it reads one sentence; one odd entry of many takes nobody else's answer."""

import json
import socket
import urllib.request
from collections import Counter
from urllib.error import HTTPError

import httpx
import pytest

from page.blocks import build
from page.served import Served, shipped
from page.sessions import MOST_PASSING, MOST_VISITORS, Visitors
from tests.hostile.asking import FILE, NO_PHOTOS, PHOTO, ask, is_a_sentence
from tests.hostile.test_requests import post


def call(app_url: str, name: str, *data: object, **more: object) -> tuple[str, object]:
    return ask(httpx, f"{app_url}gradio_api/", name, {"data": data, **more})


@pytest.mark.parametrize("name", ["predict", "inspect"])
@pytest.mark.parametrize("value", NO_PHOTOS.values(), ids=NO_PHOTOS)
def test_what_is_no_photo_gets_one_sentence_and_the_log_nothing(app_url, capfd, name, value):
    event, said = call(app_url, name, value)
    assert event == "error" and is_a_sentence(said), said
    assert "Traceback" not in capfd.readouterr().err


def test_each_of_many_has_its_own_answer(app_url, capfd):
    odd = list(NO_PHOTOS.values())
    event, said = call(app_url, "inspect_many", [PHOTO, *odd, {**PHOTO, "orig_name": 5}, {**FILE, **PHOTO}])
    assert event == "complete"
    (rows,) = said
    assert [row["error"] == "" for row in rows] == [True, *[False] * len(odd), True, True]
    assert all(is_a_sentence(row["error"]) for row in rows[1 : 1 + len(odd)])
    assert rows[0]["label"] == rows[-1]["label"] == rows[-2]["label"] == "Bag"
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("network", [5, None, ["resnet"], {"path": "a", "url": "b", "meta": None}, "x" * 1000])
def test_what_is_no_network_s_name_gets_one_sentence(app_url, capfd, network):
    event, said = call(app_url, "predict", PHOTO, network)
    assert event == "error" and is_a_sentence(said)
    assert "Traceback" not in capfd.readouterr().err


def test_more_values_than_are_asked_for_take_nobody_s_answer(app_url):
    event, said = call(app_url, "predict", PHOTO, "resnet", {"path": 5}, None)
    assert event == "complete" and said[0]["label"] == "Bag"


def test_an_empty_session_is_none(app_url):
    """Gradio would keep the answer under one name and wait for it under another."""
    event, said = call(app_url, "predict", PHOTO, session_hash="")
    assert event == "complete" and said[0]["label"] == "Bag"


@pytest.mark.parametrize("name", ["inspect_many", "answer_many"])
@pytest.mark.parametrize("value", [5, "x", None, {}, [], PHOTO])
def test_what_is_no_list_of_photos_gets_one_sentence(app_url, name, value):
    event, said = call(app_url, name, value)
    assert event == "error" and is_a_sentence(said)


@pytest.mark.parametrize("value", NO_PHOTOS.values(), ids=NO_PHOTOS)
def test_what_is_no_zip_gets_one_sentence_for_each_of_its_photos(app_url, capfd, value):
    event, said = call(app_url, "answer_zip", value, [0, 1], "resnet")
    assert event == "complete" and len(said[0]) == 2
    assert all(row == {"error": "error.zip.none", "values": {}} for row in said[0])
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("places", [5, "x", None, {}, ["0"], [0.5], [True], [None], [[0]]])
def test_what_are_no_places_in_a_zip_get_one_sentence(app_url, capfd, places):
    event, said = call(app_url, "answer_zip", PHOTO, places, "resnet")
    assert event == "error" and is_a_sentence(said)
    assert "Traceback" not in capfd.readouterr().err


def test_nothing_is_fetched_from_an_address(app_url):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/photo.jpg"
        for value in ({**FILE, "path": address}, {**FILE, "path": address, "url": address}, {"url": address}):
            assert call(app_url, "predict", value)[0] == "error"
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b"\xff", b'{"data": 5}', b'{"data": null, "x": 1}', b""])
def test_a_request_that_is_none_gets_one_sentence(app_url, body):
    status, said = post(app_url, body)
    assert status == 422 and is_a_sentence(said["detail"])
    status, said = post(app_url, b'{"data": [null], "session_hash": 5}')
    assert status == 422 and is_a_sentence(said["detail"]) and "session_hash" in said["detail"]


def test_an_endpoint_that_there_is_not_gets_one_sentence(app_url):
    status, said = post(app_url, b'{"data": []}', "gradio_api/call/nothing")
    assert status == 404 and is_a_sentence(said["detail"])
    for path in ("gradio_api/call/predict/nothing", "gradio_api/call/nothing/x"):
        with pytest.raises(HTTPError) as caught:
            urllib.request.urlopen(f"{app_url}{path}")
        assert caught.value.code == 404 and is_a_sentence(json.load(caught.value)["detail"])


class Nothing:
    """What a session is made of, as far as these tests go."""

    state_session_capacity = 10_000


@pytest.fixture
def visitors(monkeypatch):
    monkeypatch.setattr("page.sessions.Visit", lambda blocks: object())
    found = Visitors(Counter())
    found.set_blocks(Nothing())
    return found


def test_what_a_visitor_holds_survives_the_calls_of_others(visitors):
    visitors.present["visitor"] += 1
    held = visitors["visitor"]
    for number in range(20_000):
        assert visitors[f"call {number}"] is visitors[f"call {number}"]
    assert visitors["visitor"] is held and len(visitors.session_data) == 1
    assert len(visitors.passing) == MOST_PASSING, "and they leave nothing behind"


def test_who_has_left_the_page_is_forgotten_first(visitors):
    for number in range(MOST_VISITORS):
        visitors.present[str(number)] += 1
        visitors[str(number)]
    del visitors.present["500"]
    visitors.present["one more"] += 1
    visitors["one more"]
    assert "500" not in visitors and "0" in visitors and len(visitors.session_data) == MOST_VISITORS


def test_a_program_s_calls_leave_no_session(serve):
    page = build(Served(shipped()))
    url = serve(page)
    for _ in range(3):
        call(url, "predict", None)
    described = [visit.config_values for visit in page.state_holder.passing.values()]
    assert described and not any(described), "nor is the whole page described for one of them"
    assert not page.state_holder.session_data and len(page.state_holder.passing) <= 3
    with urllib.request.urlopen(f"{url}gradio_api/heartbeat/visitor") as beating:
        beating.readline()
        assert page.present["visitor"] == 1
        body = b'{"data": [null], "session_hash": "visitor"}'
        assert post(url, body)[0] == 200
        assert "visitor" in page.state_holder.session_data
