"""Two real processes that train one network, on gloo: what comes of it is what comes of one process alone."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from torch import distributed, multiprocessing

from model import archive, checkpoint
from model.networks import Classifier, ResNet
from tests.support import ROOT
from training.__main__ import main
from training.data.augment import FlipAndShift
from training.data.chosen import Chosen
from training.data.mnist import fashion_mnist
from training.data.samples import Batches
from training.fit import fit
from training.learning import ranks
from training.learning.config import LearnerConfig
from training.learning.learner import Learner
from training.learning.loss import partial_cross_entropy
from training.learning.ranks import RankLearner
from training.recipes import Recipe


def photo_learner(kind: type[Learner]) -> Learner:
    torch.manual_seed(1)
    model = ResNet(input_size=48, dropout=0.2).double()
    return kind(LearnerConfig(model=model, criterion=partial_cross_entropy, lr=0.1), ([], []))


def photo_batch(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures made of two, with two classes that count as right for the first, as the photos' mixture has them."""
    draw = torch.Generator().manual_seed(count)
    x = torch.rand(count, 1, 48, 48, generator=draw, dtype=torch.double) * 2
    y = torch.zeros(count, 2, 11, dtype=torch.double)
    y[:, 0, :2], y[:, 1, 5] = 0.3, 0.4
    return x, y


def photo_steps(kind: type[Learner]) -> list[dict]:
    """A step on 5 pictures, of which 2 ranks have 2 and 3, then one on a single picture, of which one has nothing."""
    run, steps = photo_learner(kind), []
    run.trained.train()
    for count in (5, 1):
        loss = run.train_batch(*photo_batch(count))
        gradients = {name: p.grad.clone() for name, p in run.trained.named_parameters()}
        state = {name: value.clone() for name, value in run.trained.state_dict().items()}
        steps.append({"loss": loss, "gradients": gradients, "state": state})
    return steps


def garment_learner(kind: type[Learner], data_dir: Path) -> Learner:
    """All that a run can have; 100 pictures in batches of 33 leave one for the last, and for one rank nothing."""
    torch.manual_seed(2)
    samples = fashion_mnist(data_dir, held_out=False)[torch.arange(100)]
    training = Chosen(samples, 33, 10, twice=0.2, flip=True, augment=FlipAndShift(flip=False))
    options = {"momentum": 0.9, "nesterov": True, "schedule": "one_cycle", "average": 0.9, "patience": 9}
    config = LearnerConfig(model=Classifier(std=0.05, dropout=0.3), epochs=3, lr=0.05, batch_size=33, **options)
    return kind(config, (training, Batches(fashion_mnist(data_dir, held_out=True), 20)))  # 3 batches for 2 ranks


def one_of_two(rank: int, folder: Path, data_dir: Path) -> None:
    """All that these tests ask of two ranks, in one go: to start them takes longer."""
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{folder}/store", rank=rank, world_size=2)
    whole, stopped, resumed = (garment_learner(RankLearner, data_dir) for _ in range(3))
    whole.fit()
    end = torch.get_rng_state()
    stopped.fit(on_batch=lambda run: run.stop() if rank == 1 and run.step == 5 else None)
    stop = stopped.state_dict()
    resumed.load_state_dict(stop)
    resumed.fit()
    found = {"photos": photo_steps(RankLearner), "whole": whole.state_dict(), "outputs": whole.outputs(), "end": end}
    found["metrics"] = fit(Recipe(epochs=1), folder / f"run-{rank}", data_dir)
    torch.save({**found, "stop": stop, "resumed": resumed.state_dict()}, folder / f"{rank}.pt")
    distributed.destroy_process_group()


@pytest.fixture(scope="module")
def both(tmp_path_factory, data_dir) -> list[dict]:
    """What each of the two ranks came to."""
    folder = tmp_path_factory.mktemp("ranks")
    fashion_mnist(data_dir)  # unpacked before two processes do it at once
    multiprocessing.spawn(one_of_two, (folder, data_dir), nprocs=2)
    return [{**torch.load(folder / f"{rank}.pt"), "folder": folder / f"run-{rank}"} for rank in (0, 1)]


def test_the_photo_network_s_gradients_are_those_of_a_process_alone(both):
    alone = photo_steps(Learner)
    for rank in both:
        torch.testing.assert_close(rank["photos"], alone, rtol=1e-5, atol=1e-9)


def test_a_run_of_two_is_the_run_of_one(both, data_dir):
    """Order, augmentation, dropout, schedule, average, history, and where the generator stands in the end."""
    alone = garment_learner(Learner, data_dir)
    alone.fit()
    for rank in both:
        assert torch.equal(rank["end"], torch.get_rng_state())
        assert rank["whole"]["step"] == alone.step == 12
        for name in ("model", "averaged"):
            torch.testing.assert_close(rank["whole"][name], alone.state_dict()[name], rtol=1e-4, atol=1e-6)
        for mine, theirs in zip(rank["whole"]["history"], alone.state_dict()["history"], strict=True):
            assert mine == pytest.approx(theirs, rel=1e-4)
        for mine, theirs in zip(rank["outputs"], alone.outputs(), strict=True):
            torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)


def test_a_stop_on_one_rank_stops_both_after_the_same_batch_and_both_go_on_to_the_bit(both):
    for rank in both:
        assert rank["stop"]["step"] == 6, "the first batch after the stop"
        assert rank["resumed"]["history"] == rank["whole"]["history"]
        for key, value in rank["whole"]["model"].items():
            assert torch.equal(rank["resumed"]["model"][key], value) and torch.equal(
                both[0]["whole"]["model"][key], value
            )


def test_the_first_rank_writes_and_all_know_the_same_figures(both):
    first, second = (sorted(path.name for path in rank["folder"].iterdir()) for rank in both)
    assert {"model.pt", "state.pt", "metrics.json"} <= set(first) and not second
    assert both[0]["metrics"] | {"seconds": 0} == both[1]["metrics"] | {"seconds": 0}
    assert sum(both[1]["metrics"]["test"]["support"]) == 200


def torchrun(*options: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "training"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([*command, *options], cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, **pipes)


@pytest.mark.slow
def test_fit_by_torchrun_writes_and_shows_what_fit_does(data_dir, tmp_path):
    options = ["fit", "--epochs", "2", "--data-dir", str(data_dir), "--json"]
    started = torchrun(*options, str(tmp_path / "two.json"), "--output", str(tmp_path / "two"))
    assert main([*options, str(tmp_path / "one.json"), "--output", str(tmp_path / "one")]) == 0
    output, _ = started.communicate(timeout=120)
    assert started.returncode == 0, output
    assert output.count("epoch   2/2  train loss ") == 1 and output.count("Wrote ") == 1
    assert {path.name for path in (tmp_path / "two").iterdir()} == {path.name for path in (tmp_path / "one").iterdir()}
    weights = [checkpoint.load(tmp_path / name / "model.pt").network.state_dict() for name in ("one", "two")]
    torch.testing.assert_close(*weights, rtol=1e-4, atol=1e-6)
    assert '"history"' in (tmp_path / "two.json").read_text()


@pytest.mark.slow
def test_what_processes_cannot_do_together_is_one_sentence(data_dir):
    started = torchrun("evaluate", "--data-dir", str(data_dir))
    output, _ = started.communicate(timeout=120)
    assert output.count("Several processes can fit together, and nothing else: leave out torchrun.") == 1
    assert re.search(r"exitcode +: 2 ", output) and "ranks.py" not in output


@pytest.mark.parametrize("learning", [True, False])
def test_a_process_that_torchrun_did_not_start_is_alone_whatever_its_environment(monkeypatch, learning):
    monkeypatch.setenv("WORLD_SIZE", "2")
    with ranks.together(learning):
        assert ranks.count() == 1 and ranks.first()
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "none")
    monkeypatch.setenv("WORLD_SIZE", "1")
    with ranks.together(learning):
        assert not distributed.is_initialized()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--batch-size", "1"], "2 processes cannot share a batch of 1: start fewer."),
        (["--device", "cuda:1"], "Several processes train on the device cpu, or on cuda, a GPU each, not on 'cuda:1'."),
    ],
)
def test_settings_that_processes_cannot_share_are_one_sentence(
    options, sentence, data_dir, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(ranks, "count", lambda: 2)
    assert main(["fit", "--data-dir", str(data_dir), "--output", str(tmp_path), *options]) == 2
    assert capsys.readouterr().err == f"{sentence}\n"


def test_of_gpus_each_rank_has_its_own(monkeypatch):
    chosen = []
    monkeypatch.setattr(torch.cuda, "set_device", chosen.append)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert ranks.own_device("cuda") == "cuda" and not chosen, "a process alone decides for itself"
    monkeypatch.setattr(ranks, "count", lambda: 2)
    monkeypatch.setenv("LOCAL_RANK", "1")
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    assert ranks.own_device("cuda") == "cuda:1" and chosen == [1] and ranks.own_device("cpu") == "cpu"
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(ranks.RanksError, match="a GPU of its own, and here are 1"):
        ranks.own_device("cuda")


def processes_of(torchrun: subprocess.Popen) -> dict[str, int]:
    """Rank → process, of those that it started."""
    children = Path(f"/proc/{torchrun.pid}/task/{torchrun.pid}/children").read_text().split()
    environments = {int(child): Path(f"/proc/{child}/environ").read_text() for child in children}
    return {found[1]: child for child, text in environments.items() if (found := re.search(r"\0RANK=(\d)\0", text))}


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["0", "1"])
def test_a_killed_rank_ends_the_run_which_resumes_to_the_bit(data_dir, tmp_path, victim):
    options = ["fit", "--epochs", "24", "--batch-size", "16", "--no-test", "--data-dir", str(data_dir), "--output"]
    killed = torchrun(*options, str(tmp_path / "killed"))
    while not (tmp_path / "killed" / "state.pt").exists():
        assert killed.poll() is None, killed.stdout.read()
        time.sleep(0.05)
    time.sleep(0.3)  # into the midst of some later epoch
    os.kill(processes_of(killed)[victim], signal.SIGKILL)
    output, _ = killed.communicate(timeout=30)
    assert killed.returncode == 1 and "training/learning" not in output, output
    assert 0 < len(archive.read(tmp_path / "killed" / "state.pt")["learner"]["history"]) < 24

    for name, more in (("killed", ["--resume"]), ("whole", [])):
        started = torchrun(*options, str(tmp_path / name), *more)
        output, _ = started.communicate(timeout=300)
        assert started.returncode == 0, output
    first, second = (archive.read(tmp_path / name / "state.pt")["learner"] for name in ("killed", "whole"))
    assert first["history"] == second["history"] and len(first["history"]) == 24
    for key, value in first["model"].items():
        assert torch.equal(value, second["model"][key]), key


@pytest.mark.slow
def test_ctrl_c_keeps_what_two_ranks_reached(data_dir, tmp_path):
    started = torchrun("fit", "--epochs", "400", "--no-test", "--data-dir", str(data_dir), "--output", str(tmp_path))
    while not (tmp_path / "state.pt").exists():
        assert started.poll() is None, started.stdout.read()
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    output, _ = started.communicate(timeout=60)
    assert output.count("add --resume to go on") == 1
    assert 0 < checkpoint.load(tmp_path / "model.pt").about["epochs"] < 400
