"""`python -m training`, told nonsense or out of room: one sentence, an exit code, and nothing lost that was there."""

import os
import signal
import subprocess
import sys
import time
from errno import ENOSPC
from pathlib import Path

import pytest
from PIL import Image

from tests.support import ROOT
from training.__main__ import main
from training.data.photos import doubled, find_photos

pytestmark = pytest.mark.slow


def fit(data_dir, output, *options) -> int:
    return main(["fit", "--recipe", "published", "--data-dir", str(data_dir), "--output", str(output), *options])


@pytest.fixture
def trained(data_dir, tmp_path):
    """A run's folder, with its checkpoint."""
    assert fit(data_dir, tmp_path / "run", "--epochs", "1", "--no-test") == 0
    return tmp_path / "run"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--batch-size", "0"], "--batch-size is a number between 1 and 1,000,000, and 0 is not."),
        (["--epochs", "0"], "--epochs is a number between 1 and"),
        (["--lr", "nan"], "--lr is a number between 0 and 1,000, and nan is not."),
        (["--lr", "inf"], "--lr is a number"),
        (["--momentum", "5"], "--momentum is a number"),
        (["--dropout", "2"], "--dropout is a number"),
        (["--weight-decay", "-1"], "--weight-decay is a number"),
        (["--precision", "half"], "There is no precision 'half'; there are: float32, bfloat16."),
        (["--schedule", "nope"], "There is no schedule 'nope'; there are: constant, one_cycle."),
        (["--device", "foo"], "There is no device 'foo' to train on here"),
        (["--device", "cuda:99"], "There is no device 'cuda:99' to train on here"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_before_the_work(trained, data_dir, capsys, options, sentence):
    before = (trained / "model.pt").read_bytes()
    capsys.readouterr()
    assert fit(data_dir, trained, *options) == 1
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1
    assert (trained / "model.pt").read_bytes() == before, "what was there is still there"


@pytest.mark.parametrize("option", ["--threads=-3", "--threads=0", f"--seed={2**70}", "--seed=-1", "--seed=x"])
def test_a_count_that_is_none_is_refused_at_the_door(option, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["fit", option])
    assert stopped.value.code == 2 and "write a number from" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--output", "--json"])
def test_a_place_that_cannot_be_written_is_said_before_the_work(data_dir, tmp_path, capsys, option):
    (tmp_path / "file").write_text("in the way")
    places = {"--output": tmp_path / "run", option: tmp_path / "file" / "inside" / "x"}
    assert fit(data_dir, places.pop("--output"), *[str(part) for place in places.items() for part in place]) == 1
    error = capsys.readouterr().err
    assert "Nothing can be written into" in error and error.count("\n") == 1
    assert not (tmp_path / "run" / "model.pt").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_disk_that_is_full_for_the_figures_keeps_the_checkpoint(data_dir, tmp_path, capsys):
    assert fit(data_dir, tmp_path, "--epochs", "1", "--no-test", "--json", "/dev/full") == 1
    assert "No space left on device" in capsys.readouterr().err
    assert (tmp_path / "model.pt").exists()


def test_a_disk_that_is_full_on_the_way_is_one_sentence_and_keeps_what_was_there(
    trained, data_dir, capsys, monkeypatch
):
    def full(self, data):
        raise OSError(ENOSPC, os.strerror(ENOSPC), str(self))

    before = {name: (trained / name).read_bytes() for name in ("model.pt", "state.pt")}
    monkeypatch.setattr(Path, "write_bytes", full)
    capsys.readouterr()
    assert fit(data_dir, trained, "--epochs", "2", "--no-test") == 1
    error = capsys.readouterr().err.splitlines()
    assert error[-1].endswith("state.pt.partial cannot be read or written: No space left on device.")
    assert {name: (trained / name).read_bytes() for name in before} == before


def test_a_loss_that_is_no_number_any_more_stops_the_run(data_dir, tmp_path, capsys):
    assert fit(data_dir, tmp_path, "--epochs", "3", "--lr", "1000", "--momentum", "0.99") == 1
    assert "The loss is no finite number any more: begin again with a smaller --lr." in capsys.readouterr().err
    assert not (tmp_path / "model.pt").exists()


def test_a_photo_in_two_classes_or_in_both_splits_is_named(tmp_path):
    for place, grey in (
        ("train/dress", 1),
        ("train/coat", 1),
        ("validation/dress", 2),
        ("train/coat", 2),
        ("train/dress", 3),
    ):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (20, 20), (grey, grey, grey)).save(tmp_path / place / f"{grey}.png")
    (tmp_path / "train" / "dress" / "3-again.png").write_bytes((tmp_path / "train" / "dress" / "3.png").read_bytes())
    pairs = [{str(photo.path.relative_to(tmp_path)) for photo in pair} for pair in doubled(find_photos(tmp_path))]
    assert pairs == [
        {"train/coat/1.png", "train/dress/1.png"},
        {"train/coat/2.png", "validation/dress/2.png"},
    ], "the same photo twice in one class and split is only drawn twice as often"


def test_a_table_with_a_nul_is_one_sentence(data_dir, tmp_path, capsys):
    (tmp_path / "labels.csv").write_bytes(b"file,accepted\na\0.jpg,Dress\n")
    options = ["fit", "--photos", str(tmp_path), "--data-dir", str(data_dir), "--output", str(tmp_path / "run")]
    assert main(options) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("seconds", [0.4, 1.5])  # before that the interpreter itself is starting
def test_ctrl_c_in_the_first_seconds_leaves_no_traceback(data_dir, tmp_path, seconds):
    command = [sys.executable, "-m", "training", "fit", "--data-dir", str(data_dir), "--output", str(tmp_path)]
    run = subprocess.Popen([*command, "--epochs", "100000"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    run.send_signal(signal.SIGINT)
    _, error = run.communicate(timeout=60)
    assert "Traceback" not in error
    assert run.returncode in (-signal.SIGINT, 0, 130)
