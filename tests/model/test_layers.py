"""Each layer against its twin in torch.nn: same weights, same input, same outputs and gradients."""

import pytest
import torch
from torch import nn

from model.layers import Dropout, Flatten, Linear, ReLU, Sequential


def outputs_and_gradients(layer, x):
    x = x.clone().requires_grad_()
    y = layer(x)
    (y * torch.arange(y.numel()).view_as(y)).sum().backward()  # a different weight for every output
    return y.detach(), x.grad


def test_linear_is_its_twin():
    ours, twin = Linear(5, 3), nn.Linear(5, 3)
    twin.load_state_dict({"weight": ours.weight.T, "bias": torch.tensor([1.0, -2.0, 0.5])})
    ours.load_state_dict({"weight": ours.weight, "bias": twin.bias})
    x = torch.randn(4, 5)
    for mine, theirs in zip(outputs_and_gradients(ours, x), outputs_and_gradients(twin, x), strict=True):
        torch.testing.assert_close(mine, theirs)
    torch.testing.assert_close(ours.weight.grad, twin.weight.grad.T)
    torch.testing.assert_close(ours.bias.grad, twin.bias.grad)


def test_linear_keeps_leading_axes():
    assert Linear(5, 3)(torch.randn(2, 4, 5)).shape == (2, 4, 3)


def test_linear_draws_weights_of_the_asked_spread_and_zero_biases():
    layer = Linear(400, 300, std=0.3)
    assert layer.weight.shape == (400, 300)
    assert layer.weight.std().item() == pytest.approx(0.3, rel=0.02)
    assert layer.weight.mean().item() == pytest.approx(0, abs=0.005)
    assert not layer.bias.any()
    assert Linear(400, 300).weight.std().item() == pytest.approx(0.1, rel=0.02)


def test_relu_is_its_twin_at_zero_and_beyond():
    x = torch.tensor([-1e30, -1.5, -0.0, 0.0, 1e-30, 2.0, torch.inf])
    for mine, theirs in zip(outputs_and_gradients(ReLU(), x), outputs_and_gradients(nn.ReLU(), x), strict=True):
        assert mine.tolist() == theirs.tolist()
    assert ReLU()(torch.tensor([torch.nan])).isnan().all(), "a broken network must not look healthy"


def test_dropout_zeroes_the_share_p_and_keeps_the_mean():
    x = torch.ones(200, 500)
    y = Dropout(0.2)(x)
    assert sorted(y.unique().tolist()) == [0.0, 1.25]
    assert (y == 0).float().mean().item() == pytest.approx(0.2, abs=0.01)
    assert y.mean().item() == pytest.approx(1, abs=0.01)


def test_dropout_gives_gradient_only_where_it_let_through():
    x = torch.ones(50, 50, requires_grad=True)
    y = Dropout(0.5)(x)
    y.sum().backward()
    assert x.grad.tolist() == y.tolist()


def test_dropout_draws_a_new_mask_each_time():
    layer, x = Dropout(0.5), torch.ones(100)
    assert not torch.equal(layer(x), layer(x))


def test_dropout_is_the_identity_in_eval():
    layer, x = Dropout(0.9).eval(), torch.randn(3, 4)
    assert layer(x) is x


@pytest.mark.parametrize("p", [0, 1])
def test_dropout_at_its_limits_is_its_twin(p):
    x = torch.randn(3, 4)
    for mine, theirs in zip(outputs_and_gradients(Dropout(p), x), outputs_and_gradients(nn.Dropout(p), x), strict=True):
        torch.testing.assert_close(mine, theirs)


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_dropout_refuses_what_is_no_probability(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Dropout(p)


def test_dropout_makes_its_mask_where_the_input_is():
    # The meta device stands in for an accelerator: a mask made on the CPU would not multiply with it.
    assert Dropout(0.2)(torch.ones(2, 3, device="meta")).device.type == "meta"


def test_flatten_is_its_twin():
    x = torch.randn(2, 3, 4, 5)
    assert torch.equal(Flatten()(x), nn.Flatten()(x))


def test_sequential_is_its_twin():
    ours = Sequential(Flatten(), Linear(6, 4), ReLU(), Linear(4, 2))
    twin = nn.Sequential(nn.Flatten(), nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2))
    assert list(ours.state_dict()) == list(twin.state_dict())
    twin.load_state_dict({k: v.T if v.ndim == 2 else v for k, v in ours.state_dict().items()})
    x = torch.randn(5, 2, 3)
    for mine, theirs in zip(outputs_and_gradients(ours, x), outputs_and_gradients(twin, x), strict=True):
        torch.testing.assert_close(mine, theirs)


def test_sequential_registers_its_layers():
    network = Sequential(Linear(3, 4), Dropout(), Linear(4, 2))
    assert sum(p.numel() for p in network.parameters()) == 3 * 4 + 4 + 4 * 2 + 2
    assert len(network) == 3
    assert isinstance(network[1], Dropout)
    assert not network.eval()[1].training


def test_sequential_reads_well():
    lines = repr(Sequential(Linear(784, 256), ReLU(), Dropout(0.2))).splitlines()
    assert [line.strip() for line in lines] == [
        "Sequential(",
        "(0): Linear(784, 256)",
        "(1): ReLU()",
        "(2): Dropout(p=0.2)",
        ")",
    ]
