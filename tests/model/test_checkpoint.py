import pickle

import pytest
import torch

from model import checkpoint
from model.calibration import Calibration
from model.checkpoint import Checkpoint, CheckpointError
from model.networks import Classifier


@pytest.fixture
def path(tmp_path):
    network = Classifier(dropout=0.4, labels=list("abcdefghij"))
    about = {"recipe": {"lr": 0.1}, "scores": {"validation": {"accuracy": 0.5}}}
    checkpoint.save(Checkpoint(network, Calibration(1.5, 3.0), about), tmp_path / "model.pt")
    return tmp_path / "model.pt"


def test_a_checkpoint_is_rebuilt_from_the_file_alone(path):
    torch.manual_seed(0)
    loaded = checkpoint.load(path)
    assert loaded.network.labels == tuple("abcdefghij")
    assert loaded.network.layers[3].p == 0.4
    assert not loaded.network.training
    assert loaded.calibration == Calibration(1.5, 3.0)
    assert loaded.about["scores"]["validation"]["accuracy"] == 0.5


def test_saving_and_loading_keeps_every_answer(tmp_path):
    network, x = Classifier(), torch.rand(4, 1, 28, 28)
    checkpoint.save(Checkpoint(network), tmp_path / "model.pt")
    assert torch.equal(checkpoint.load(tmp_path / "model.pt").network(x), network.eval()(x))


def test_the_file_says_what_it_is(path):
    contents = torch.load(path, weights_only=True)
    assert contents["format"] == "garment-classifier" and contents["version"] == 3
    assert contents["network"]["name"] == "mlp" and contents["input_size"] == 28
    assert contents["labels"] == list("abcdefghij")


def changed(path, **changes):
    torch.save({**torch.load(path, weights_only=True), **changes}, path)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(CheckpointError, match=r"There is no checkpoint at .*gone\.pt\.$"):
        checkpoint.load(tmp_path / "gone.pt")


@pytest.mark.parametrize("contents", [b"", b"hello", b"PK\x03\x04 not really a zip"])
def test_a_foreign_file_is_one_sentence(tmp_path, contents):
    (tmp_path / "model.pt").write_bytes(contents)
    with pytest.raises(CheckpointError, match="damaged or not a checkpoint of this project"):
        checkpoint.load(tmp_path / "model.pt")


def test_a_cut_off_file_is_one_sentence(path):
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(CheckpointError, match="damaged"):
        checkpoint.load(path)


@pytest.mark.parametrize("contents", [[1, 2], {"weights": torch.ones(2)}, {"format": "other"}, torch.ones(3)])
def test_another_project_s_checkpoint_is_one_sentence(tmp_path, contents):
    torch.save(contents, tmp_path / "model.pt")
    with pytest.raises(CheckpointError, match="is not a checkpoint of this project"):
        checkpoint.load(tmp_path / "model.pt")


def test_a_later_version_is_one_sentence(path):
    changed(path, version=4)
    with pytest.raises(CheckpointError, match="has another checkpoint version than 1 to 3, which this program reads"):
        checkpoint.load(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"network": {"name": "unheard of", "arguments": {}}},
        {"network": {"name": "mlp", "arguments": {"depth": 9}}},
        {"network": None},
        {"state_dict": {}},
        {"state_dict": None},
        {"labels": ["only one"]},
        {"input_size": 32},
        {"calibration": {"heat": 1}},
        {"about": 5},
    ],
    ids=str,
)
def test_parts_that_do_not_fit_are_one_sentence(path, changes):
    changed(path, **changes)
    with pytest.raises(CheckpointError, match="its parts do not fit together"):
        checkpoint.load(path)


class Intruder:
    """What a malicious pickle looks like: it runs a command of its own when it is unpickled."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return type(self.target).touch, (self.target,)


@pytest.mark.parametrize("write", [torch.save, lambda value, path: path.write_bytes(pickle.dumps(value))])
def test_nothing_in_a_file_is_executed(tmp_path, write):
    target = tmp_path / "executed"
    write({"format": "garment-classifier", "version": 2, "about": Intruder(target)}, tmp_path / "model.pt")
    with pytest.raises(CheckpointError):
        checkpoint.load(tmp_path / "model.pt")
    assert not target.exists()


def test_a_failed_save_leaves_the_old_file(path, monkeypatch):
    before = path.read_bytes()

    def fails(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(type(path), "replace", fails)
    with pytest.raises(OSError, match="disk full"):
        checkpoint.save(Checkpoint(Classifier()), path)
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]
