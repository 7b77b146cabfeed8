"""The record network: its size, the places and sides of a picture, and that it is served like any other."""

import pytest
import torch

from model import checkpoint
from model.checkpoint import Checkpoint
from model.folding import folded
from model.networks import build, logits
from model.photo import open_photo
from model.predictor import Predictor
from model.residual import AT_ONCE, in_places
from tests.support import ROOT


@pytest.fixture
def network():
    torch.manual_seed(0)
    network = build("record", widths=(8, 16), blocks=(1, 1))
    network.train()(torch.rand(16, 1, 28, 28))  # its normalisations have seen something
    return network.eval()


def test_it_has_less_than_half_a_million_parameters():
    assert sum(parameter.numel() for parameter in build("record").parameters()) == 490_098


def test_a_mirror_image_gets_the_same_answer(network):
    x = torch.rand(5, 1, 28, 28) * 2
    torch.testing.assert_close(logits(network, x), logits(network, x.flip(dims=[-1])))


def test_its_answer_is_the_mean_of_three_places_and_both_sides(network):
    x = torch.rand(3, 1, 28, 28) * 2
    places = [x, torch.zeros_like(x), torch.zeros_like(x)]
    places[1][..., 1:, 1:] = x[..., :-1, :-1]
    places[2][..., :-1, :-1] = x[..., 1:, 1:]
    assert torch.equal(in_places(x, 1), torch.cat(places, dim=1))
    network.requires_grad_(False)
    mirrored = in_places(x.flip(dims=[-1]), 1).split(1, dim=1)
    of_each = [network.head(network.features(picture)) for picture in (*places, *mirrored)]
    torch.testing.assert_close(logits(network, x), torch.stack(of_each).mean(dim=0))


def test_what_it_answers_does_not_depend_on_how_many_it_is_asked_together(network):
    x = torch.rand(2 * AT_ONCE + 5, 1, 28, 28) * 2
    alone = torch.cat([logits(network, picture.unsqueeze(0)) for picture in x])
    torch.testing.assert_close(logits(network, x), alone)


def test_it_learns_from_one_side_and_from_pictures_of_any_size(network):
    x = torch.rand(5, 1, 20, 20) * 2
    network.train()
    assert network(x).shape == (5, 10)
    assert not torch.allclose(network(x), network(x.flip(dims=[-1])))


def test_a_predictor_serves_it(network, tmp_path):
    checkpoint.save(Checkpoint(network), tmp_path / "record.pt")
    predictor = Predictor(tmp_path / "record.pt")
    photo = open_photo(ROOT / "examples" / "shirt.jpg")
    assert predictor.network.arguments == network.arguments
    found = predictor.predict(photo)
    assert found.model.startswith("record-") and sum(found.probabilities.values()) == pytest.approx(1)
    assert predictor.explain(photo).mode == "RGB"
    x = torch.rand(6, 1, 28, 28) * 2
    torch.testing.assert_close(logits(folded(network), x), logits(network, x), rtol=1e-4, atol=1e-5)
