"""No request takes more of the server than a photo does, and every answer carries what keeps a browser safe."""

import json
import urllib.request
from urllib.error import HTTPError

import pytest

from model import guard, limits
from page import turns
from page.ask import MOST
from page.blocks import SWEPT_EVERY, UPLOADS_KEPT
from page.disk import MOST_ON_DISK
from page.doors import MOST_JSON, MOST_VALUES
from page.learn import run
from page.learn.learning import KEPT, LOOKS, MOST_RUNS
from page.learn.process import EVERY
from page.learn.settings import BATCH, MOST_LAYERS, WIDTH
from page.many import MOST_OF_ZIP, zips
from page.queue import MOST_BYTES, MOST_WAITING
from page.teach import lessons, teaching, worker
from tests.support import EXAMPLES, ROOT


def post(app_url: str, body: bytes, path: str = "gradio_api/call/predict") -> tuple[int, dict]:
    request = urllib.request.Request(f"{app_url}{path}", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"data": ["' + b"A" * MOST_JSON + b'"]}', "at most 41 MB"),
        (b'{"data": [' + b"[]," * 300_000 + b"[]]}", "at most 20000 values"),
        (b"[" * 300_000, "at most 20000 values"),
        (b'{"data": [' + b"{}," * 300_000 + b"{}]}", "at most 20000 values"),
    ],
    ids=["long", "of many lists", "deep", "of many objects"],
)
def test_a_request_that_is_too_much_is_refused_in_one_sentence(app_url, body, sentence):
    status, said = post(app_url, body)
    assert status == 413 and sentence in said["detail"] and said["detail"].endswith(".")


def test_a_request_of_200_photos_is_not_too_much(app_url):
    photos = [{"url": "data:image/png;base64,", "meta": {"_type": "gradio.FileData"}} for _ in range(200)]
    status, said = post(app_url, json.dumps({"data": [photos]}).encode(), "gradio_api/call/inspect_many")
    assert status == 200 and said["event_id"]


def test_what_writes_files_that_nobody_sweeps_is_shut(app_url):
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"{app_url}gradio_api/deep_link?session_hash=abc")
    assert refused.value.code == 404


def test_nobody_watches_who_asks_what(app_url):
    for path in ("monitoring", "monitoring/summary"):
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(f"{app_url}{path}")
        assert refused.value.code in (403, 404)


@pytest.mark.parametrize("path", ["", "config", "healthz", "gradio_api/deep_link", "nowhere"])
def test_every_answer_carries_the_headers(app_url, path):
    try:
        with urllib.request.urlopen(f"{app_url}{path}") as answer:
            headers = answer.headers
    except HTTPError as error:
        headers = error.headers
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"]
    assert "frame-ancestors 'self' https://huggingface.co https://*.hf.space" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] is None, "a Space stands in a frame"


CAMERA = "async () => (await navigator.mediaDevices.getUserMedia({video: true})).getTracks()[0].readyState"
WORKER = """() => new Promise(resolve => {
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(42)"])));
    worker.onmessage = message => resolve(message.data);
    setTimeout(() => resolve("no answer"), 5000);
})"""


def in_a_frame(browser, app_url, host):
    """A page of that host with the app in a frame; → (the outer page, what its console said)."""
    context = browser.new_context()
    context.grant_permissions(["camera"])
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.route(
        f"https://{host}/",
        lambda route: route.fulfill(
            content_type="text/html", body=f'<iframe src="{app_url}" allow="camera" width="900" height="1200"></iframe>'
        ),
    )
    page.goto(f"https://{host}/")
    return context, page, said


def test_in_a_frame_of_the_hub_a_photo_is_answered(browser, app_url):
    context, page, said = in_a_frame(browser, app_url, "me-garments.hf.space")
    frame = page.frame_locator("iframe")
    frame.locator("#photo input[type=file]").set_input_files(EXAMPLES / "sneaker.jpg")
    frame.locator("#answer h2").wait_for()
    assert frame.locator("body").evaluate(CAMERA) == "live"
    assert frame.locator("body").evaluate(WORKER) == 42
    assert not [line for line in said if "Content Security Policy" in line]
    context.close()


def test_in_a_frame_of_anybody_else_there_is_nothing(browser, app_url):
    context, page, said = in_a_frame(browser, app_url, "example.org")
    page.wait_for_timeout(1500)
    assert any("frame-ancestors" in line for line in said)
    context.close()


def test_the_readme_states_the_limits():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = text.partition("| of | at most |\n|---|---|\n")[2].splitlines()
    photo, decoding, costly, packed, request, waiting, disk, lesson, kept, learning = rows[:10]
    assert f"{limits.MAX_BYTES / 1e6:.0f} MB, {limits.MAX_PIXELS / 1e6:.0f} megapixels" in photo
    assert f"{limits.MOST_OBLONG} times" in photo and f"{limits.MIN_SIDE} px" in photo
    assert f"{limits.MOST_SECONDS} s of a core and {limits.MOST_MEMORY / 1e6:.0f} MB" in decoding
    assert f"above {limits.UNGUARDED / 1e3:.0f} kB" in decoding
    assert f"after {guard.SECONDS} s or {guard.MEMORY / 1e6:.0f} MB" in decoding
    assert f"more than {turns.ORDINARY} s" in costly and turns.COSTLY_AT_ONCE == 1
    assert f"{turns.MOST_COSTLY} wait" in costly and f"{turns.MOST_TOGETHER} s of them" in costly
    assert f"{limits.MAX_BYTES / 1e6:.0f} MB, a list of files of {zips.MOST_DIRECTORY / 1e6:.0f} MB" in packed
    assert f"{MOST_OF_ZIP} of its photos" in packed and f"{zips.MOST_UNPACKED / 1e6:.0f} MB of them" in packed
    assert f"{MOST} photos; {MOST_JSON / 1e6:.0f} MB and {MOST_VALUES:,} values" in request
    assert f"{MOST_WAITING}, of {MOST_BYTES / 1e6:.0f} MB together;" in waiting
    assert f"{MOST_ON_DISK / 1e9:.0f} GB" in disk and UPLOADS_KEPT + SWEPT_EVERY == 600
    assert (
        f"{lessons.MOST_CLASSES} classes of {lessons.MOST_OF_CLASS} photos" in lesson
        and f"{teaching.MOST} in a request" in lesson
    )
    assert f"{teaching.SECONDS} s of a core" in lesson and f"{worker.MOST_WAITING} of them wait" in lesson
    assert f"{lessons.MOST_PHOTOS:,} photos" in kept and f"{lessons.MOST_LESSONS} taught networks" in kept
    assert lessons.KEPT + lessons.SWEPT_EVERY + teaching.SECONDS <= 600 and "ten minutes" in kept
    assert f"{run.MOST_SECONDS} s and {run.MOST_EPOCHS} epochs" in learning and f"{MOST_RUNS} at once" in learning
    assert f"{LOOKS * EVERY + run.LONGEST:.2f} s" in learning and f"{KEPT // 60} minutes" in learning
    assert f"{MOST_LAYERS} hidden layers of {WIDTH[1]} units" in learning and f"of {BATCH[0]} to {BATCH[1]}" in learning
