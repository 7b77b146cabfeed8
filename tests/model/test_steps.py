"""Layer by layer: the steps are the network's own."""

import pytest
import torch

from model.networks import DeepClassifier, build, logits
from model.steps import mosaic, steps


@pytest.mark.parametrize("network", ["mlp", "linear", "resnet", "record", "deep"])
def test_the_last_step_is_what_the_network_answers(network):
    network = DeepClassifier(784, 20, 10) if network == "deep" else build(network)
    x = torch.rand(1, network.input_size, network.input_size)
    found = steps(network, x)
    assert torch.equal(found[0].output, x)
    torch.testing.assert_close(found[-1].output, logits(network, x.unsqueeze(0))[0])


def test_the_mode_is_left_as_it_was():
    network = build("mlp").train()
    first, second = (steps(network, torch.rand(1, 28, 28)) for _ in range(2))
    assert network.training and len(first) == len(second) == 9


@pytest.mark.parametrize("shape", [(1, 64, 64), (24, 32, 32), (160, 4, 4), (10,), (256,)])
def test_a_mosaic_is_large_enough_to_be_seen(shape):
    picture = mosaic(torch.randn(shape))
    assert picture.mode == "L" and 150 <= picture.width <= 700 and picture.height >= 20
    assert picture.getextrema()[0] < 10 and picture.getextrema()[1] > 245


def test_a_flat_channel_is_black_and_not_noise():
    assert mosaic(torch.full((1, 8, 8), 3.0)).getextrema() == (0, 0)
