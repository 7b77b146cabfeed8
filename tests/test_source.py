"""Which checkpoint answers: one from a Hub on the loopback, or the shipped one, and what is said of it."""

import hashlib
import json
import os
import pickle
import subprocess
import sys

import pytest
from conftest import ROOT
from hub import Hub, Repo

from model.predictor import SHIPPED, Predictor

FILE = SHIPPED["mlp"].read_bytes()  # another than the shipped default, so that one sees which answers


class Malicious:
    """What a pickle does when it is loaded."""

    def __reduce__(self):
        return os.system, ("touch executed",)


def ask(tmp_path, hub_url: str, wanted: str) -> dict:
    """Start the app's own code in a process of its own, and say which model answers and what the page says of it."""
    code = "import json; from page.ask import source; print(json.dumps([source.predictor.model, source.said]))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_ENDPOINT": hub_url, "HF_HOME": str(tmp_path / "cache")}
    environment |= {"GARMENT_MODEL": wanted, "HF_HUB_DISABLE_XET": "1", "HF_HUB_ETAG_TIMEOUT": "2"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    model, said = json.loads(done.stdout.strip().splitlines()[-1])
    return {"model": model, "said": said}


def wanted(data: bytes) -> str:
    return f"me/net/model.pt@main#{hashlib.sha256(data).hexdigest()}"


def test_it_comes_from_the_hub_once_and_then_from_the_cache(tmp_path):
    with Hub() as hub:
        hub.repos["model/me/net"] = Repo(files={"model.pt": FILE})
        first = ask(tmp_path, hub.url, wanted(FILE))
        assert first["model"] == Predictor(SHIPPED["mlp"]).model and "me/net on the Hub" in first["said"]
        url = hub.url
    again = ask(tmp_path, url, wanted(FILE))
    assert again == first, "the Hub is gone, and the cache serves"


def test_where_the_hub_is_gone_the_shipped_one_answers(tmp_path):
    answer = ask(tmp_path, "http://127.0.0.1:9", wanted(FILE))
    assert answer["model"] == Predictor().model
    assert "could not be reached" in answer["said"] and "The shipped model answers." in answer["said"]


@pytest.mark.parametrize(
    ("data", "sum_of", "sentence"),
    [
        (FILE[: len(FILE) // 2], FILE, "is not the file whose sum was given"),
        (FILE[: len(FILE) // 2], FILE[: len(FILE) // 2], "is damaged or not a checkpoint"),
        (pickle.dumps(Malicious()), pickle.dumps(Malicious()), "is damaged or not a checkpoint"),
    ],
    ids=["another file", "damaged", "malicious"],
)
def test_a_file_that_is_not_ours_is_refused_and_not_executed(tmp_path, data, sum_of, sentence):
    with Hub() as hub:
        hub.repos["model/me/net"] = Repo(files={"model.pt": data})
        answer = ask(tmp_path, hub.url, wanted(sum_of))
    assert answer["model"] == Predictor().model and sentence in answer["said"]
    assert not (tmp_path / "executed").exists()


def test_a_name_that_cannot_be_read_is_said(tmp_path):
    answer = ask(tmp_path, "http://127.0.0.1:9", "me/net")
    assert answer["model"] == Predictor().model and "is not of the form" in answer["said"]
