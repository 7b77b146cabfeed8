"""The learning-rate finder, on a loss whose best rate is known."""

import math

import pytest
import torch

from model.layers import Linear
from training.learning.finder import range_test
from training.learning.optimizer import Optimizer


def parabola(z, y):
    """A loss of the weight alone: gradient descent on it converges for a rate below 2 / 10 and diverges beyond."""
    return 5 * z.square().mean()


def batches():
    return [(torch.ones(1, 1), torch.zeros(1))]


def model():
    layer = Linear(1, 1)
    with torch.no_grad():
        layer.weight.fill_(1.0)
    layer.bias.requires_grad_(False)
    return layer


def sgd(params):
    return Optimizer([p for p in params if p.requires_grad], lr=1.0)


def test_the_suggestion_lies_where_the_loss_falls():
    found = range_test(model(), batches(), parabola, sgd, low=1e-4, high=10, steps=100)
    assert 0.002 < found.suggestion < 0.2
    assert len(found.rates) == len(found.losses) < 100, "it ends when the loss is lost"
    assert found.rates == sorted(found.rates) and all(map(math.isfinite, found.losses))


def test_the_rates_rise_evenly_on_a_logarithmic_scale():
    found = range_test(model(), batches(), parabola, sgd, low=1e-4, high=1e-2, steps=21)
    ratios = [b / a for a, b in zip(found.rates, found.rates[1:], strict=False)]
    assert len(found.rates) == 21 and found.rates[-1] == pytest.approx(1e-2)
    assert ratios == pytest.approx([100 ** (1 / 20)] * 20)


def test_nothing_is_trained_by_it():
    layer, generator = model(), torch.get_rng_state()
    range_test(layer, batches(), parabola, sgd)
    assert layer.weight.item() == 1.0 and layer.weight.grad is None
    assert torch.equal(torch.get_rng_state(), generator)


@pytest.mark.parametrize("settings", [{"low": 0}, {"low": 1, "high": 0.1}, {"steps": 5}])
def test_a_range_that_is_none_is_refused(settings):
    with pytest.raises(ValueError, match="needs 0 < low < high"):
        range_test(model(), batches(), parabola, sgd, **settings)


def test_a_loss_that_is_lost_at_once_is_one_sentence():
    with pytest.raises(ValueError, match="begin with a lower rate"):
        range_test(model(), batches(), parabola, sgd, low=50, high=100)
