"""Convolutions and hidden layers step along orthogonal directions; all else as without."""

import pytest
import torch

from training.learning.muon import Muon, make_optimizer, orthogonalized
from training.learning.optimizer import Optimizer

SETTINGS = {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}


@pytest.mark.parametrize("shape", [(12, 90), (90, 12), (16, 16)])
def test_the_directions_stay_and_become_equally_long(shape):
    low_rank = torch.randn(shape[0], 3) @ torch.randn(3, shape[1]) + 0.3 * torch.randn(shape)
    u, before, v = torch.linalg.svd(low_rank, full_matrices=False)
    found = u.T @ orthogonalized(low_rank) @ v.T
    after = found.diagonal()
    assert before[0] / before[2:].median() > 8, "there was something to make equal"
    assert after[: len(after) // 2].min() > 0.6 and after.max() < 1.3
    torch.testing.assert_close(found - after.diag(), torch.zeros_like(found), atol=1e-4, rtol=0)


def test_it_comes_near_the_matrix_that_is_orthogonal_and_nearest():
    matrix = torch.randn(20, 60)
    u, _, v = torch.linalg.svd(matrix, full_matrices=False)
    assert (orthogonalized(matrix, rounds=5) - u @ v).norm() < 0.35 * (u @ v).norm()


def stepped(optimizer_of, params, steps=3):
    params = [param.clone().requires_grad_() for param in params]
    optimizer = optimizer_of(params)
    for _ in range(steps):
        optimizer.zero_grad()
        sum((param * (1 + torch.arange(param.numel()).view_as(param))).square().sum() for param in params).backward()
        optimizer.step()
    return params


def test_other_parameters_step_as_without():
    others = [torch.randn(4, 3) / 9, torch.randn(5) / 9, torch.randn(2, 1, 2, 2) / 9]
    settings = {**SETTINGS, "lr": 1e-3}
    plain, muon = (stepped(lambda params, kind=kind: kind(params, **settings), others) for kind in (Optimizer, Muon))
    assert all(torch.equal(*pair) for pair in zip(plain, muon, strict=True))
    assert not torch.equal(plain[0], others[0])


def test_a_convolution_turns_by_its_rate_whatever_its_scale():
    weight = torch.randn(8, 4, 3, 3)
    moved = []
    for scale in (1.0, 1000.0):
        [param] = stepped(lambda params: Muon(params, **SETTINGS, orthogonal=0.5), [weight * scale], steps=1)
        start = weight * 8**0.5 / weight.norm()
        moved.append(param.detach() - start)
    torch.testing.assert_close(*moved, atol=1e-5, rtol=1e-3)
    lengths = torch.linalg.svdvals(moved[0].flatten(1))
    assert lengths.max() < 1.3 * 0.1 * 0.5 and lengths.median() > 0.6 * 0.1 * 0.5


def test_a_hidden_layer_steps_as_far_along_each_direction_and_decays_by_its_scale():
    hidden, last = torch.randn(12, 8), torch.randn(8, 3)
    [stepped_hidden, _] = stepped(lambda params: Muon(params, **SETTINGS, orthogonal=0.5), [hidden, last], steps=1)
    lengths = torch.linalg.svdvals(stepped_hidden.detach() - hidden * (1 - 0.1 * 0.01))
    assert lengths.max() < 1.3 * 0.1 * 0.5 and lengths.median() > 0.6 * 0.1 * 0.5


def test_the_last_linear_layer_steps_as_without():
    hidden, last = torch.randn(12, 8), torch.randn(8, 3) / 9
    settings = {**SETTINGS, "lr": 1e-3}
    plain, muon = (
        stepped(lambda params, kind=kind: kind(params, **settings), [hidden, last]) for kind in (Optimizer, Muon)
    )
    assert torch.equal(plain[1], muon[1]) and not torch.equal(plain[0], muon[0])


def test_it_goes_on_from_its_state():
    params = [torch.randn(8, 4, 3, 3), torch.randn(3)]
    made = Muon([param.clone().requires_grad_() for param in params], **SETTINGS)
    for param in made.params:
        param.grad = torch.ones_like(param)
    made.step()
    other = Muon([param.detach().clone().requires_grad_() for param in made.params], **SETTINGS)
    other.load_state_dict(made.state_dict())
    for optimizer in (made, other):
        for param in optimizer.params:
            param.grad = torch.ones_like(param)
        optimizer.step()
    assert all(torch.equal(*pair) for pair in zip(made.params, other.params, strict=True))


def test_without_a_length_it_is_the_plain_one():
    params = [torch.randn(3, requires_grad=True)]
    assert type(make_optimizer(params, 0.1)) is Optimizer
    assert type(make_optimizer(params, 0.1, orthogonal=0.5, momentum=0.9)) is Muon
    with pytest.raises(ValueError, match="must be positive"):
        Muon(params, 0.1, orthogonal=0.0)
