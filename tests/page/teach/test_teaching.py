"""Teaching as programs meet it: photos in, a checkpoint and honest figures out, and a sentence for what cannot be."""

import asyncio
import json
import urllib.request
from base64 import b64encode
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Event
from urllib.error import HTTPError

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from model.predictor import SHIPPED, Predictor
from page.blocks import build
from page.served import Served, from_files, shipped
from page.teach import teaching as room
from page.teach.lessons import MOST_CLASSES, MOST_OF_CLASS
from page.teach.teaching import Teaching
from tests.training.drawn_shapes import drawn


def uploaded(photo) -> dict:
    buffer = BytesIO()
    photo.save(buffer, "PNG")
    return {"url": f"data:image/png;base64,{b64encode(buffer.getvalue()).decode()}", "orig_name": "a photo.png"}


def shown(teaching: Teaching, key: str, *kinds: str, count: int = 4) -> tuple[str, list[list[str]]]:
    """(the lesson's key, what to learn from) after photos of these kinds were looked at."""
    found = []
    for kind in kinds:
        answer = teaching.photos(key, [uploaded(drawn(kind, number)) for number in range(count)])
        key = answer["lesson"]
        found += [[photo["photo"], kind, f"{kind} {n}"] for n, photo in enumerate(answer["photos"])]
    return key, found


def of_itself(task: Coroutine) -> object:
    """What comes of it in a thread of its own: in this one the browser's event loop may run."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, task).result()


def told(teaching: Teaching, key: object, photos: object, keep: object = False) -> list[dict]:
    async def everything() -> list[dict]:
        return [said async for said in teaching.learn(key, photos, keep)]

    return of_itself(everything())


@pytest.fixture(scope="module")
def teaching() -> Teaching:
    return Teaching(Predictor().checkpoint)


@pytest.fixture(scope="module")
def lesson(teaching) -> tuple[str, list[list[str]]]:
    key, photos = shown(teaching, "", "disc", "bar")
    assert set(told(teaching, key, photos)[-1]) == {"figures", "remarks"}
    return key, photos


def test_what_was_learned_answers_for_the_next_photo(teaching, lesson):
    for kind in ("disc", "bar"):
        said = teaching.ask(lesson[0], uploaded(drawn(kind, 30)))
        assert said["label"] == kind and set(said["probabilities"]) == {"disc", "bar"}
        assert said["probability"] == max(said["probabilities"].values())


def test_the_checkpoint_that_is_taken_away_answers_the_same(teaching, lesson, tmp_path):
    response = teaching.file(lesson[0])
    (tmp_path / "my.pt").write_bytes(response.body)
    assert response.headers["content-disposition"] == 'attachment; filename="my.pt"'
    predictor, photo = Predictor(tmp_path / "my.pt"), drawn("bar", 31)
    assert predictor.predict(photo).probabilities == teaching.ask(lesson[0], uploaded(photo))["probabilities"]
    assert predictor.model == teaching.lessons.find(lesson[0]).predictor.model


def test_two_visitors_have_classes_of_their_own(teaching, lesson):
    key, photos = shown(teaching, "", "post", "frame")
    assert told(teaching, key, photos)[-1]["figures"]["photos"] == {"post": 4, "frame": 4}
    assert set(teaching.ask(key, uploaded(drawn("post", 30)))["probabilities"]) == {"post", "frame"}
    assert set(teaching.ask(lesson[0], uploaded(drawn("bar", 30)))["probabilities"]) == {"disc", "bar"}
    assert told(teaching, key, lesson[1]) == [{"missing": [print for print, _, _ in lesson[1]]}]


def test_what_is_gone_is_said_so_that_the_page_sends_it_again(teaching, lesson):
    assert teaching.ask("another", uploaded(drawn("bar", 1))) == {"gone": True}
    assert told(teaching, "another", lesson[1]) == [{"missing": [print for print, _, _ in lesson[1]]}]
    assert teaching.file("another").status_code == 404


def test_a_photo_that_cannot_be_read_does_not_keep_the_others_from_being_looked_at(teaching):
    damaged = {"url": "data:image/png;base64,AAAA"}
    answer = teaching.photos("", [uploaded(drawn("bar", 1)), damaged, None, uploaded(drawn("bar", 1))])
    one, broken, nothing, again = answer["photos"]
    assert one == again and len(one["photo"]) == 64
    assert broken["error"] == "error.photo.none" and nothing["error"] == "error.photo.missing"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda photos: photos[:4], "error.teach.one"),
        (lambda photos: [], "error.teach.nothing"),
        (
            lambda photos: [[p, f"class {n}", name] for n, (p, _, name) in enumerate(photos * 3)],
            "error.teach.many_classes",
        ),
        (lambda photos: photos * (MOST_OF_CLASS // 4 + 1), "error.teach.many_photos"),
    ],
)
def test_what_cannot_be_learned_is_a_sentence_in_words_of_the_page(teaching, lesson, change, error):
    assert 3 * len(lesson[1]) > MOST_CLASSES
    [*_, said] = told(teaching, lesson[0], change(lesson[1]))
    assert said["error"] == error and all(isinstance(value, str | int) for value in said["values"].values())


def test_what_does_not_count_is_said_in_words_of_the_page(teaching, lesson):
    key, photos = lesson
    said = told(teaching, key, [*photos, [photos[0][0], "disc", "twin"], [photos[1][0], "<b>", "odd"]])[-1]
    assert [remark["key"] for remark in said["remarks"]] == ["error.teach.twice", "error.teach.contradicted"]
    assert said["remarks"][0]["values"] == {"photo": "twin", "first": "disc 0"}


@pytest.mark.parametrize(
    "value", [None, 3, "text", {"a": 1}, [3], [["a"]], [[1, 2, 3]], [[{}, [], None]], [["a", "b", "c"]]]
)
def test_a_program_that_sends_something_else_gets_an_answer(teaching, lesson, value):
    for key in (lesson[0], value):
        assert set(told(teaching, key, value, value)[-1]) & {"error", "missing"}
        assert set(teaching.photos(key, value)) == {"lesson", "photos"}
    assert "error" in teaching.ask(lesson[0], value) and teaching.ask(value, value) == {"gone": True}


def test_a_lesson_is_bounded_in_time(teaching, lesson, monkeypatch):
    monkeypatch.setattr(room, "SECONDS", 1e-9)
    assert told(teaching, *lesson)[-1]["error"] == "error.teach.long"


def test_who_asks_anew_does_not_wait_for_what_they_asked_before(teaching, lesson):
    end, begun = Event(), Event()
    teaching.worker.learn(lambda: (begun.set(), end.wait(20)))
    assert begun.wait(20)

    async def twice() -> list[dict]:
        first = teaching.learn(*lesson, False)
        assert await anext(first) == {"before": 1}
        second = teaching.learn(*lesson, False)
        assert await anext(second) == {"before": 1}, "the first of them does not count any more"
        assert [said async for said in first] == []
        end.set()
        return [said async for said in second]

    assert "figures" in of_itself(twice())[-1]


# Over HTTP.


def test_a_program_teaches_asks_nothing_else_and_fetches_the_checkpoint(app_url, tmp_path):
    client, kinds = Client(app_url, verbose=False), [kind for kind in ("disc", "bar") for _ in range(4)]
    photos = [uploaded(drawn(kind, number)) for number, kind in enumerate(kinds)]
    taught = client.predict(
        [*photos, {"url": "data:,", "orig_name": "a photo.png"}], [*kinds, "bar"], True, api_name="/teach"
    )
    assert taught["figures"]["photos"] == {"disc": 4, "bar": 4}
    assert (
        taught["remarks"] == ["a photo.png is left out: This file is empty; choose a photo."][:0]
        or len(taught["remarks"]) == 1
    )
    with urllib.request.urlopen(f"{app_url}{taught['checkpoint']}") as answer:
        (tmp_path / "my.pt").write_bytes(answer.read())
    assert (
        Predictor(tmp_path / "my.pt").labels[-2:] == ("disc", "bar") and len(Predictor(tmp_path / "my.pt").labels) == 12
    )


@pytest.mark.parametrize(
    ("photos", "classes", "sentence"),
    [
        (0, 0, "Send photos, and as many names of classes, one for each of them"),
        (2, 3, "Send photos, and as many names of classes, one for each of them"),
        (3, 3, "There is one class alone, bar, and nothing to tell it from"),
        (401, 401, "These are 401 photos; send at most 400 at once"),
    ],
)
def test_what_cannot_be_taught_is_one_sentence(app_url, photos, classes, sentence):
    sent = [uploaded(drawn("bar", number)) for number in range(min(photos, 3))]
    sent += [{"url": "data:,"}] * (photos - len(sent))
    with pytest.raises(AppError, match=sentence):
        Client(app_url, verbose=False).predict(sent, ["bar"] * classes, False, api_name="/teach")


def test_there_is_no_checkpoint_where_nothing_was_taught(app_url):
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"{app_url}teach/nobody.pt")
    assert refused.value.code == 404 and json.load(refused.value)["detail"].endswith("teach again.")


@pytest.mark.parametrize(
    "served",
    [lambda: Served(shipped(), teaches=False), lambda: Served(from_files([str(SHIPPED["mlp"])]))],
    ids=["switched off", "nothing that can be taught"],
)
def test_where_nobody_may_teach_there_is_no_tab_and_no_endpoint(served):
    page = build(served())
    assert page.teaching is None
    assert not [fn.api_name for fn in page.fns.values() if "teach" in str(fn.api_name)]


def test_the_operator_switches_it_off(monkeypatch):
    import app

    assert app.serve(app.parse([])).teachable and app.serve(app.parse(["--no-teach"])).teachable is None
    monkeypatch.setenv("GARMENT_TEACH", "0")
    assert app.serve(app.parse([])).teachable is None
