"""Which checkpoints answer, by what names: files, one from a Hub on the loopback, or the shipped ones."""

import hashlib
import json
import os
import pickle
import subprocess
import sys

import gradio as gr
import pytest

from model.calibration import Calibration
from model.checkpoint import Checkpoint, CheckpointError, save
from model.networks import build as build_network
from model.predictor import SHIPPED, Predictor
from page.blocks import build
from page.served import Served, from_files, shipped
from tests.support import ROOT
from tests.tools.hub import Hub, Repo

FILE = SHIPPED["mlp"].read_bytes()  # another than the shipped default, so that one sees which answers
MLP, RESNET = str(SHIPPED["mlp"]), str(SHIPPED["resnet"])


class Malicious:
    """What a pickle does when it is loaded."""

    def __reduce__(self):
        return os.system, ("touch executed",)


def ask(tmp_path, hub_url: str, wanted: str) -> dict:
    """What is served where GARMENT_MODEL says so, in a process of its own: name → model, and what is said of it."""
    code = """if True:
        import json, os
        from page.served import from_hub
        predictors, said = from_hub(os.environ["GARMENT_MODEL"])
        print(json.dumps([{name: predictor.model for name, predictor in predictors.items()}, said]))"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_ENDPOINT": hub_url, "HF_HOME": str(tmp_path / "cache")}
    environment |= {"GARMENT_MODEL": wanted, "HF_HUB_DISABLE_XET": "1", "HF_HUB_ETAG_TIMEOUT": "2"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    models, said = json.loads(done.stdout.strip().splitlines()[-1])
    return {"models": models, "said": said}


def wanted(data: bytes) -> str:
    return f"me/net/model.pt@main#{hashlib.sha256(data).hexdigest()}"


@pytest.mark.slow
def test_it_comes_from_the_hub_once_and_then_from_the_cache(tmp_path):
    mlp = Predictor(MLP).model
    with Hub() as hub:
        hub.repos["model/me/net"] = Repo(files={"model.pt": FILE})
        first = ask(tmp_path, hub.url, wanted(FILE))
        assert first["models"] == {"mlp": mlp, "mlp-2": mlp} and "me/net on the Hub" in first["said"]
        url = hub.url
    again = ask(tmp_path, url, wanted(FILE))
    assert again == first, "the Hub is gone, and the cache serves"


@pytest.mark.slow
def test_where_the_hub_is_gone_the_shipped_one_answers(tmp_path):
    answer = ask(tmp_path, "http://127.0.0.1:9", wanted(FILE))
    assert answer["models"]["resnet"] == Predictor().model
    assert "could not be reached" in answer["said"] and "The shipped model answers." in answer["said"]


HALF = FILE[: len(FILE) // 2]


@pytest.mark.parametrize(
    ("data", "sum_of", "sentence"),
    [
        pytest.param(HALF, FILE, "is not the file whose sum was given", marks=pytest.mark.slow),
        pytest.param(HALF, HALF, "is damaged or not a checkpoint", marks=pytest.mark.slow),
        (pickle.dumps(Malicious()), pickle.dumps(Malicious()), "is damaged or not a checkpoint"),
    ],
    ids=["another file", "damaged", "malicious"],
)
def test_a_file_that_is_not_ours_is_refused_and_not_executed(tmp_path, data, sum_of, sentence):
    with Hub() as hub:
        hub.repos["model/me/net"] = Repo(files={"model.pt": data})
        answer = ask(tmp_path, hub.url, wanted(sum_of))
    assert list(answer["models"]) == ["resnet", "mlp"] and sentence in answer["said"]
    assert not (tmp_path / "executed").exists()


def test_a_name_that_cannot_be_read_is_said(tmp_path):
    answer = ask(tmp_path, "http://127.0.0.1:9", "me/net")
    assert answer["models"]["resnet"] == Predictor().model and "is not of the form" in answer["said"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ([MLP], ["mlp"]),
        ([MLP, RESNET], ["mlp", "resnet"]),
        ([f"mine={RESNET}", MLP], ["mine", "mlp"]),
        ([RESNET, RESNET, RESNET], ["resnet", "resnet-2", "resnet-3"]),
        ([f"resnet-2={MLP}", RESNET, RESNET], ["resnet-2", "resnet", "resnet-3"]),
    ],
)
def test_files_are_served_in_their_order_by_name_or_by_network(files, names):
    served = Served(from_files(files))
    assert list(served.predictors) == names and served.default == names[0]
    assert served.labels == served.predictors[names[0]].labels


def test_a_file_whose_name_holds_an_equals_sign_is_a_file(tmp_path):
    (tmp_path / "lr=0.1.pt").write_bytes(FILE)
    assert list(from_files([str(tmp_path / "lr=0.1.pt"), f"a={tmp_path / 'lr=0.1.pt'}"])) == ["mlp", "a"]


@pytest.mark.parametrize(
    "files", [["gone.pt"], ["mine=gone.pt"], [str(ROOT / "README.md")], [f"a={MLP}", f"a={RESNET}"]]
)
def test_what_cannot_be_served_is_one_sentence(files):
    with pytest.raises(CheckpointError) as caught:
        from_files(files)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


@pytest.mark.parametrize("network", ["lenet", "", None, 3, ["mlp"], {"mlp": 1}])
def test_an_unknown_network_is_a_sentence_that_names_those_served(network):
    with pytest.raises(gr.Error, match="there are: resnet, mlp"):
        Served(shipped()).named(network)


def test_the_page_follows_the_classes_of_what_it_serves(tmp_path):
    """No example of a class that it does not know, and its own classes in what it says of itself."""
    network = build_network("taught", widths=(8, 16), blocks=(1, 1), input_size=32, labels=("hat", "Bag"))
    save(Checkpoint(network, Calibration(knows_none=True)), tmp_path / "my.pt")
    served = Served(from_files([str(tmp_path / "my.pt")]))
    blocks = build(served).blocks.values()
    shown = "\n".join(f"{getattr(block, 'html_template', '')} {getattr(block, 'value', '')}" for block in blocks)
    assert "bag.jpg" in shown and "dress.jpg" not in shown
    assert "I know these kinds: hat, Bag." in shown
