"""The record recipes: less than half a million parameters, and the tutorial's network."""

import json

import pytest
import torch

from model import checkpoint
from model.networks import logits
from training.__main__ import main
from training.data.mnist import fashion_mnist
from training.recipes import RECIPES
from training.run import make_network

SIZES = ["--widths", "16-24", "--blocks", "1-1", "--sizes", "14-20"]
SMALL = [*SIZES, "--epochs", "2", "--batch-size", "50", "--twice", "0.25"]


def fit(data_dir, output, recipe, *options) -> int:
    return main(["fit", "--recipe", recipe, "--data-dir", str(data_dir), "--output", str(output), *options])


@pytest.fixture(scope="module")
def teacher(data_dir, tmp_path_factory):
    """A small one's folder."""
    output = tmp_path_factory.mktemp("teacher")
    assert fit(data_dir, output, "record-small", *SMALL) == 0
    return output


def test_it_writes_a_checkpoint_that_is_its_average_s(teacher, data_dir):
    metrics = json.loads((teacher / "metrics.json").read_text())
    assert metrics["weights"] == "averaged" and metrics["data"]["training"] == 550
    assert metrics["history"][1]["train_loss"] < metrics["history"][0]["train_loss"]
    network = checkpoint.load(teacher / "model.pt").network
    assert network.name == "record" and network.arguments["widths"] == [16, 24]
    test = fashion_mnist(data_dir, train=False)
    right = logits(network, test.x).argmax(dim=1) == test.y
    assert right.float().mean().item() == pytest.approx(metrics["test"]["accuracy"], abs=0.006)


def test_a_stopped_run_resumes_to_the_bit(teacher, data_dir, tmp_path, stopped_after_four):
    with stopped_after_four():
        assert fit(data_dir, tmp_path, "record-small", *SMALL) == 0
    assert fit(data_dir, tmp_path, "record-small", "--resume") == 0
    found, expected = (checkpoint.load(path / "model.pt").network.state_dict() for path in (tmp_path, teacher))
    assert all(torch.equal(value, expected[key]) for key, value in found.items())


def test_the_small_one_is_small_and_the_other_one_is_the_tutorial_s():
    sizes = {
        name: sum(parameter.numel() for parameter in make_network(RECIPES[name]).parameters())
        for name in ("record-small", "record-mlp")
    }
    assert sizes["record-small"] < 500_000 and sizes["record-mlp"] == 218_058


def test_who_chooses_what_is_hard_can_be_taught(teacher, data_dir, tmp_path):
    options = ["--taught", "0.9", "--label-smoothing", "0", "--teacher", str(teacher / "model.pt"), "--no-test"]
    assert fit(data_dir, tmp_path, "record-small", *SMALL, *options) == 0
    history = json.loads((tmp_path / "metrics.json").read_text())["history"]
    assert history[1]["train_loss"] < history[0]["train_loss"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"widths": "32-x"}, "not '32-x'"),
        ({"blocks": "1-1"}, "as many blocks as widths"),
        ({"stretched": "0.3"}, "--stretched is for linear or deep or mlp, not for the network record"),
        ({"twice": "0.2", "loss": "partial_cross_entropy"}, "--twice with the loss 'cross_entropy' only"),
        ({"twice": "0", "patched": "0.5"}, "--patched with the loss 'partial_cross_entropy' only, not 'cross_entropy'"),
    ],
)
def test_settings_that_go_with_no_record_are_one_sentence(data_dir, tmp_path, capsys, options, sentence):
    changes = [word for name, value in options.items() for word in (f"--{name}", value)]
    assert fit(data_dir, tmp_path, "record-small", *changes) == 1
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1
