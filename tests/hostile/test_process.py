"""How the process starts, stops and keeps its house, whatever it finds."""

import logging
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

from page import process
from page.process import FOLDERS, LINES_A_SECOND, OneLine, own_folder
from page.store import FeedbackError, open_store
from tests.support import ROOT

GONE = 2**22 + 1  # more than Linux numbers processes to


def start(*options: str, **environment: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "app.py", *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("written", ["abc", "0", "65536", "-1", "7860.5", "٧"])
def test_a_port_that_is_none_gets_a_sentence(written):
    started = start(GRADIO_SERVER_PORT=written)
    said = started.communicate(timeout=60)[1]
    assert started.returncode == 2 and f"a port is a number from 1 to 65535, and {written!r} is not" in said
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "environment", "sentence"),
    [
        ((), {"GRADIO_TEMP_DIR": "/dev/null/uploads"}, "Nothing can be written into /dev/null/uploads"),
        (("--feedback", "/dev/null/kept"), {}, "Nothing can be kept in /dev/null/kept"),
        (("--model", "missing.pt"), {}, "missing.pt"),
    ],
)
def test_what_keeps_it_from_starting_is_one_sentence(options, environment, sentence):
    started = start(*options, **environment)
    said = started.communicate(timeout=120)[1].strip()
    assert started.returncode == 2 and sentence in said and said.count("\n") == 0 and said.endswith(".")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGTERM")
def test_a_stop_is_clean_and_leaves_no_uploads(tmp_path):
    started = start("--port", "7987", GRADIO_TEMP_DIR=str(tmp_path))
    folder = tmp_path / f"{FOLDERS}{started.pid}"
    try:
        for _ in range(240):
            time.sleep(0.5)
            try:
                with urllib.request.urlopen("http://127.0.0.1:7987/healthz") as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert started.poll() is None, started.communicate()
        assert folder.is_dir()
    finally:
        started.send_signal(signal.SIGTERM)
    said = started.communicate(timeout=60)[1]
    assert started.returncode == 0 and "Traceback" not in said
    assert not folder.exists()


@pytest.fixture
def above(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


def test_what_an_ended_process_took_in_is_gone_and_what_a_living_one_has_stays(above):
    for owner in (GONE, os.getppid(), os.getpid()):
        (above / f"{FOLDERS}{owner}").mkdir()
        (above / f"{FOLDERS}{owner}" / "photo.jpg").touch()
    (above / "of-another-program").mkdir()
    own = own_folder()
    assert own == Path(os.environ["GRADIO_TEMP_DIR"]) and not list(own.iterdir())
    names = {path.name for path in above.iterdir()}
    assert names == {f"{FOLDERS}{os.getppid()}", own.name, "of-another-program"}
    assert own_folder() == own, "and a second import changes nothing"


def test_a_line_of_the_log_has_no_traceback_and_there_are_few_a_second(caplog, monkeypatch):
    monkeypatch.setattr(process.time, "monotonic", lambda: 7.0)
    logger = logging.getLogger("tests.process")
    logger.addFilter(found := OneLine())
    for number in range(3 * LINES_A_SECOND):
        try:
            raise OSError(24, f"Too many open files {number}\nand a second line")
        except OSError:
            logger.exception("Exception in ASGI application\n")
    assert len(caplog.records) == LINES_A_SECOND
    assert caplog.records[0].getMessage() == "OSError: [Errno 24] Too many open files 0"
    assert caplog.records[0].exc_info is None
    monkeypatch.setattr(process.time, "monotonic", lambda: 8.0)
    logger.error("another second")
    assert len(caplog.records) == LINES_A_SECOND + 1
    logger.removeFilter(found)


def test_a_photo_that_cannot_be_kept_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    store = open_store(tmp_path)

    def full(path, label):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write_line", full)
    with pytest.raises(FeedbackError, match="cannot be kept just now"):
        store.keep(Image.new("RGB", (64, 64)), "Bag")
    assert not list(tmp_path.rglob("*.jpg")), "a photo without its line would be of no class"
