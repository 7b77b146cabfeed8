"""Nearest pictures: features that the last layer reads, sums made by hand, and no file of another network."""

import pytest
import torch

from model import neighbours, pictures
from model.calibration import Calibration
from model.checkpoint import Checkpoint, load, save
from model.labels import LABELS
from model.neighbours import Neighbours
from model.networks import build, logits
from model.photo import open_photo
from model.predictor import SHIPPED, Predictor
from tests.support import ROOT
from training.data.mnist import as_printed


@pytest.fixture
def shipped() -> Predictor:
    return Predictor()


@pytest.fixture
def small() -> Predictor:
    network = build("resnet", widths=(8, 16), blocks=(1, 1), input_size=32, views=2).eval()
    return Predictor(Checkpoint(network, Calibration(1.0, 0.0, knows_none=True), sha256="ab" * 32))


def test_the_features_are_what_the_last_layer_makes_the_logits_of(small):
    x = torch.rand(3, 2, 32, 32) * 2
    found = neighbours.features(small.network, x)
    assert found.shape == (3, 16)
    torch.testing.assert_close(small.network.head[2](found), logits(small.network, x))


def test_the_distance_is_one_less_the_cosine_from_the_mean():
    mean = torch.tensor([1.0, 0.0])
    directions = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    near = Neighbours("", mean, torch.tensor([4, 5, 6]), directions, {"all": 1.0})
    distances, rows = near.nearest(torch.tensor([[1.0, 3.0], [0.0, 0.0], [4.0, 4.0]]), 3)
    assert rows[0].tolist()[0] == 1 and rows[1].tolist() == [2, 1, 0]
    torch.testing.assert_close(distances[0], torch.tensor([0.0, 1.0, 1.0]))
    torch.testing.assert_close(distances[1], torch.tensor([0.0, 1.0, 2.0]))
    assert distances[2, 0].item() == pytest.approx(1 - 4 / 5)


def test_a_picture_is_nearest_to_itself(shipped):
    near = shipped.neighbours
    assert len(near.places) <= 2000 and neighbours.SHIPPED.stat().st_size < 1_500_000
    found, labels = pictures.read()
    place = near.places[1234]
    first, *others = near.of_photo(shipped.network, as_printed(found[place][None], shipped.network.input_size)[0])
    assert first.distance == pytest.approx(0, abs=1e-3) and len(others) == neighbours.SHOWN - 1
    assert first.label == LABELS[labels[place]]
    assert first.picture.tobytes() == bytes(found[place].flatten().tolist())
    distances = [one.distance for one in (first, *others)]
    assert distances == sorted(distances) and distances[1] > 0.001


def test_a_photo_is_like_others_of_its_class(shipped):
    for name, label in (("sneaker", "Sneaker"), ("bag", "Bag"), ("trouser", "Trouser/Jeans")):
        found = shipped.alike(open_photo(ROOT / "examples" / f"{name}.jpg"))
        assert sum(one.label == label for one in found) >= 3, name


def test_no_file_of_another_network_is_taken(shipped, small, tmp_path):
    assert small.neighbours is None and Predictor(SHIPPED["mlp"]).neighbours is None
    assert neighbours.load(shipped.checkpoint, tmp_path / "none.pt") is None
    again = load(SHIPPED["resnet"])
    save(Checkpoint(again.network, again.calibration, {"as": "another"}), tmp_path / "again.pt")
    assert Predictor(tmp_path / "again.pt").neighbours is None


def test_what_explains_too_seldom_is_not_shown(shipped, tmp_path):
    near = shipped.neighbours
    for right, shown in ((0.6, True), (0.59, False)):
        parts = {**vars(near), "right": {"Fashion-MNIST": 0.9, "phone": right}}
        neighbours.save(Neighbours(**parts), tmp_path / "measured.pt")
        assert (neighbours.load(shipped.checkpoint, tmp_path / "measured.pt") is not None) == shown
