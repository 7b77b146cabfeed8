import time

import pytest
import torch

from model.folding import folded, in_bfloat16, quickest
from model.layers import BatchNorm2d, Conv2d, ReLU, Residual, Sequential
from model.networks import build, logits
from model.predictor import SHIPPED, Predictor


def learned(network):
    """Its normalisations as training leaves them: none of their numbers is 0 or 1."""
    for layer in network.modules():
        if isinstance(layer, BatchNorm2d):
            for value in (layer.weight, layer.bias, layer.running_mean, layer.running_var):
                value.data = torch.rand_like(value) + 0.5
    return network.eval()


@pytest.mark.parametrize("bias", [False, True])
def test_it_gives_what_the_network_gives(bias):
    shortcut = Sequential(Conv2d(3, 5, 1, bias=bias), BatchNorm2d(5))
    body = Sequential(Sequential(Conv2d(3, 5, 3, padding=1, bias=bias), BatchNorm2d(5)), ReLU(), BatchNorm2d(5))
    network = learned(Sequential(Residual(body, shortcut), BatchNorm2d(5)))
    quick, x = folded(network), torch.randn(4, 3, 8, 8)
    with torch.no_grad():
        torch.testing.assert_close(quick(x), network(x), rtol=1e-5, atol=1e-5)
    count = sum(isinstance(layer, BatchNorm2d) for layer in quick.modules())
    assert count == 2, "those alone that stand behind no convolution"


def test_what_the_way_past_a_body_needs_is_left_as_it_is():
    network = Sequential(Conv2d(3, 3, 1), Residual(Sequential(ReLU(), Conv2d(3, 3, 1), ReLU())))
    quick, x = folded(network), torch.randn(4, 3, 8, 8)
    with torch.no_grad():
        torch.testing.assert_close(quick(x), network(x), rtol=1e-5, atol=1e-5)


def test_the_network_itself_stays():
    network = learned(build("resnet"))
    before = {key: value.clone() for key, value in network.state_dict().items()}
    quick = folded(network)
    assert not [layer for layer in quick.modules() if isinstance(layer, BatchNorm2d)]
    assert network.state_dict().keys() == before.keys()
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_networks_answers_agree(name):
    predictor = Predictor(SHIPPED[name])
    side, views = predictor.network.input_size, predictor.network.views
    x = torch.rand(32, views, side, side) * 2
    found = (logits(network, x) for network in (predictor.network, folded(predictor.network)))
    exact, quick = map(predictor.checkpoint.calibration.probabilities, found)
    assert (exact - quick).abs().max() < 5e-6


@pytest.mark.parametrize("batch", [1, 5, 31])
def test_an_answer_does_not_depend_on_what_is_asked_beside_it(batch):
    network = folded(Predictor().network)
    x = torch.rand(32, network.views, network.input_size, network.input_size) * 2
    apart = torch.cat([logits(network, part) for part in x.split(batch)])
    torch.testing.assert_close(apart, logits(network, x), rtol=1e-5, atol=1e-5)


def test_half_the_precision_gives_nearly_the_same():
    network = folded(Predictor().network)
    x = torch.rand(8, network.views, network.input_size, network.input_size) * 2
    exact, coarse = (logits(given, x) for given in (network, in_bfloat16(network)))
    assert coarse.dtype == torch.float32
    assert 0 < (exact - coarse).abs().max() < 0.02 * exact.abs().max()


def test_the_quickest_is_the_one_that_takes_least():
    class Slow(torch.nn.Module):
        def __init__(self, seconds):
            super().__init__()
            self.seconds = seconds

        def forward(self, x):
            time.sleep(self.seconds)
            return x

    slow = [Slow(0.05), Slow(0.0), Slow(0.02)]
    assert quickest(slow, torch.zeros(1)) is slow[1]


def test_what_a_body_hands_on_is_not_added_to_where_it_stands():
    given = torch.randn(2, 3)
    kept = given.clone()
    block = folded(Residual(Sequential()))
    torch.testing.assert_close(block(given), 2 * kept)
    torch.testing.assert_close(given, kept)
