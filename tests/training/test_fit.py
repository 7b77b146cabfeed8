"""`python -m training`: a run from data to checkpoint, stopped and resumed, and what it says when it cannot."""

import json
import signal
import subprocess
import sys
import time

import pytest
import torch
from PIL import Image

from model import archive, checkpoint
from model.networks import logits
from model.predictor import SHIPPED
from tests.support import ROOT
from training import fit as fit_module
from training import run
from training.__main__ import main
from training.data.mnist import fashion_mnist
from training.data.samples import split
from training.evaluate import evaluate
from training.learning.learner import Learner
from training.recipes import Recipe
from training.run import make_learner


def fit(data_dir, output, *options) -> int:
    return main(["fit", "--data-dir", str(data_dir), "--output", str(output), "--epochs", "2", *options])


def test_fit_writes_checkpoint_metrics_and_pictures(data_dir, tmp_path, capsys):
    assert fit(data_dir, tmp_path, "--recipe", "published", "--json", str(tmp_path / "copy" / "figures.json")) == 0
    out = capsys.readouterr()
    assert "epoch   2/2  train loss " in out.out + out.err

    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert json.loads((tmp_path / "copy" / "figures.json").read_text()) == metrics
    assert metrics["recipe"]["lr"] == 0.005 and metrics["weights"] == "last" and metrics["epochs"] == 2
    assert metrics["data"] == {"name": "fashion-mnist", "training": 550, "validation": 50}
    assert sum(metrics["test"]["support"]) == 200 and sum(metrics["validation"]["support"]) == 50

    loaded = checkpoint.load(tmp_path / "model.pt")
    test = fashion_mnist(data_dir, train=False)
    right = logits(loaded.network, test.x).argmax(dim=1) == test.y
    assert right.float().mean().item() == metrics["test"]["accuracy"] == loaded.about["scores"]["test"]["accuracy"]

    for name in ("learning-curves", "confusion-matrix", "samples"):
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert min(picture.size) > 300 and len(picture.getcolors(10**6)) > 50


@pytest.fixture
def reads(monkeypatch) -> list[tuple]:
    """What is read of Fashion-MNIST, in order: (training pictures or test, held out or not)."""
    asked = []

    def read(folder, train=True, size=28, held_out=None):
        asked.append((train, held_out))
        return fashion_mnist(folder, train, size, held_out)

    monkeypatch.setattr(run, "fashion_mnist", read)
    return asked


@pytest.fixture
def learners(monkeypatch) -> list[Learner]:
    """The Learners that are made."""
    made = []

    def make(*arguments):
        made.append(make_learner(*arguments))
        return made[-1]

    monkeypatch.setattr(run, "make_learner", make)
    return made


def test_validation_is_held_out_of_training_and_test_is_read_once(data_dir, tmp_path, reads, learners):
    """The third of the tutorial's mistakes: what validates is no test picture, and what trains is neither."""
    fit_module.fit(Recipe(epochs=1), tmp_path, data_dir)
    assert reads == [(True, False), (True, True), (False, None)], "the test pictures once, at the end"
    training, validation = split(fashion_mnist(data_dir))
    assert torch.equal(learners[0].training_loader.samples.x, training.x)
    assert torch.equal(learners[0].validation_loader.samples.x, validation.x)


def test_no_test_leaves_the_test_set_unread(data_dir, tmp_path, reads):
    metrics = fit_module.fit(Recipe(epochs=1), tmp_path, data_dir, test=False)
    assert all(train for train, _ in reads)
    assert "test" not in metrics and "validation" in metrics


def test_each_data_set_goes_through_the_finished_network_once(data_dir, tmp_path, learners, monkeypatch):
    """What is reported, drawn and calibrated on validation comes from the pass that the last epoch made anyway."""
    passes = []
    outputs = Learner.outputs
    monkeypatch.setattr(
        Learner, "outputs", lambda self, loader=None: passes.append((self.step, loader)) or outputs(self, loader)
    )
    metrics = fit_module.fit(Recipe(epochs=2), tmp_path, data_dir)
    last = learners[0].step
    assert [(step, loader is None) for step, loader in passes] == [(last // 2, True), (last, True), (last, False)]
    assert metrics["validation"]["accuracy"] == metrics["history"][-1]["valid_accuracy"]


def test_the_same_seed_gives_the_same_checkpoint(data_dir, tmp_path):
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        assert fit(data_dir, tmp_path / name, "--seed", seed) == 0
    weights = [torch.load(tmp_path / name / "model.pt")["state_dict"]["layers.1.weight"] for name in "abc"]
    assert torch.equal(weights[0], weights[1]) and not torch.equal(weights[0], weights[2])


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_reached_and_resume_goes_on_to_the_bit(data_dir, tmp_path):
    options = ["--epochs", "150", "--batch-size", "16", "--no-test", "--data-dir", str(data_dir)]

    def start(output, *more):
        command = [sys.executable, "-m", "training", "fit", *options, "--output", str(output), *more]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    stopped = start(tmp_path / "stopped")
    while not (tmp_path / "stopped" / "state.pt").exists():
        assert stopped.poll() is None, stopped.stdout.read()
        time.sleep(0.05)
    time.sleep(0.3)  # into the midst of some later epoch
    stopped.send_signal(signal.SIGINT)
    output, _ = stopped.communicate(timeout=60)
    assert stopped.returncode == 0 and "add --resume to go on" in output and "Traceback" not in output
    reached = checkpoint.load(tmp_path / "stopped" / "model.pt").about["epochs"]
    assert 0 < reached < 150

    refused = start(tmp_path / "stopped")
    output, _ = refused.communicate(timeout=60)
    assert refused.returncode == 1 and "holds an unfinished run: add --resume" in output

    resumed, whole = start(tmp_path / "stopped", "--resume"), start(tmp_path / "whole")
    for process in (resumed, whole):
        process.communicate(timeout=300)
        assert process.returncode == 0
    first, second = (archive.read(tmp_path / name / "state.pt")["learner"] for name in ("stopped", "whole"))
    assert first["history"] == second["history"] and len(first["history"]) == 150
    for key, value in first["model"].items():
        assert torch.equal(value, second["model"][key]), key


def test_a_finished_run_can_be_done_again_but_not_resumed_elsewhere(data_dir, tmp_path, capsys):
    assert fit(data_dir, tmp_path / "run") == 0
    assert fit(data_dir, tmp_path / "run") == 0
    assert fit(data_dir, tmp_path / "other", "--resume") == 1
    assert "There is no run to resume" in capsys.readouterr().err


def test_a_finished_run_goes_on_for_more_epochs_as_if_it_had_never_stopped(data_dir, tmp_path):
    assert fit(data_dir, tmp_path / "run", "--recipe", "published") == 0
    assert fit(data_dir, tmp_path / "run", "--resume", "--epochs", "4") == 0
    assert fit(data_dir, tmp_path / "whole", "--recipe", "published", "--epochs", "4") == 0
    first, second = (archive.read(tmp_path / name / "state.pt")["learner"] for name in ("run", "whole"))
    assert first["history"] == second["history"] and len(first["history"]) == 4


def test_a_run_that_stalls_ends_early_and_is_finished(data_dir, tmp_path):
    options = ["--recipe", "published", "--epochs", "60", "--lr", "0.2", "--patience", "2"]
    assert fit(data_dir, tmp_path, *options) == 0
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    losses = [result["valid_loss"] for result in metrics["history"]]
    assert 2 < len(losses) < 60 and min(losses[-2:]) >= min(losses[:-2])
    assert "test" in metrics
    assert fit(data_dir, tmp_path, *options) == 0, "a stalled run is no unfinished one"


@pytest.mark.parametrize("network", ["linear", "deep", "mlp"])
def test_every_network_finds_a_learning_rate(data_dir, mnist_dir, tmp_path, capsys, network):
    where = ["--data-dir", str(data_dir if network == "mlp" else mnist_dir)]
    options = ["--network", network, "--find-lr", "--output", str(tmp_path), "--json", str(tmp_path / "found.json")]
    assert main(["fit", *where, *options]) == 0
    found = json.loads((tmp_path / "found.json").read_text())
    assert f"A learning rate to begin with: {found['suggestion']:.2g}." in capsys.readouterr().out
    assert found["rates"][0] < found["suggestion"] < found["rates"][-1]
    assert (tmp_path / "learning-rates.png").exists() and not (tmp_path / "model.pt").exists()


def test_digits_are_learned_by_the_same_parts(mnist_dir, tmp_path):
    assert fit(mnist_dir, tmp_path, "--network", "deep", "--hidden", "20-20", "--epochs", "10") == 0
    loaded = checkpoint.load(tmp_path / "model.pt")
    assert loaded.network.arguments["layers"] == [784, 20, 20, 10] and loaded.network.labels == tuple("0123456789")
    assert loaded.about["data"]["name"] == "mnist"
    losses = [epoch["train_loss"] for epoch in json.loads((tmp_path / "metrics.json").read_text())["history"]]
    assert losses[-1] < losses[0] / 2
    assert main(["evaluate", str(tmp_path / "model.pt"), "--data-dir", str(mnist_dir)]) == 0


def test_missing_data_is_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("training.data.mnist.DEBIAN_FOLDER", tmp_path / "nowhere")
    monkeypatch.setattr("training.data.mnist.FashionMNIST.mirrors", [f"file://{tmp_path}/nowhere/"])
    assert fit(tmp_path / "empty", tmp_path / "run") == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_evaluate_prints_the_table_of_the_shipped_checkpoint(data_dir, tmp_path, capsys):
    figures = tmp_path / "figures.json"
    assert main(["evaluate", "--data-dir", str(data_dir), "--json", str(figures)]) == 0
    result = json.loads(figures.read_text())
    out = capsys.readouterr().out
    assert f"accuracy {result['accuracy']:.4f}" in out and "on 200 samples" in out
    assert main(["evaluate", "--on", "validation", "--data-dir", str(data_dir)]) == 0
    assert "on 50 samples" in capsys.readouterr().out


def test_evaluate_of_a_foreign_file_is_one_sentence(tmp_path, capsys, data_dir):
    (tmp_path / "model.pt").write_bytes(b"hello")
    assert main(["evaluate", str(tmp_path / "model.pt"), "--data-dir", str(data_dir)]) == 1
    assert capsys.readouterr().err.strip().endswith("is damaged or not a checkpoint of this project.")


@pytest.mark.slow
def test_a_short_run_on_the_full_set_passes_its_floor(full_data_dir, tmp_path):
    metrics = fit_module.fit(Recipe(epochs=2), tmp_path, full_data_dir, test=False)
    assert metrics["data"]["training"] == 55_000
    assert metrics["validation"]["accuracy"] >= 0.79


@pytest.mark.slow
@pytest.mark.parametrize(("name", "floor"), [("mlp", 0.9), ("resnet", 0.92)])
def test_the_shipped_checkpoints_score_on_the_full_test_set_what_they_say(full_data_dir, name, floor):
    figures = evaluate(SHIPPED[name], full_data_dir)
    said = checkpoint.load(SHIPPED[name]).about["scores"]["test"]["accuracy"]
    assert figures["accuracy"] >= floor
    assert figures["accuracy"] == pytest.approx(said, abs=1e-3)
