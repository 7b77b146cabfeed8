"""Our optimizer against torch.optim.SGD, step for step."""

import pytest
import torch

from training.learning.optimizer import Optimizer

CASES = {
    "plain": {},
    "high lr": {"lr": 1.5},
    "momentum": {"momentum": 0.9},
    "nesterov": {"momentum": 0.9, "nesterov": True},
    "weight decay": {"weight_decay": 0.1},
    "all": {"momentum": 0.8, "nesterov": True, "weight_decay": 0.05},
}


def run(make, steps=6, **options):
    """The parameters after each of some steps on a bowl with a different slope for each of them."""
    torch.manual_seed(1)
    params = [torch.randn(3, 2, requires_grad=True), torch.randn(4, requires_grad=True)]
    optimizer = make(params, **{"lr": 0.1, **options})
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        sum((p.pow(2) * torch.arange(p.numel()).view_as(p)).sum() for p in params).backward()
        optimizer.step()
        path.append([p.detach().clone() for p in params])
    return path


@pytest.mark.parametrize("options", CASES.values(), ids=CASES)
def test_steps_are_the_framework_s(options):
    for mine, theirs in zip(run(Optimizer, **options), run(torch.optim.SGD, **options), strict=True):
        torch.testing.assert_close(mine, theirs)


def test_l1_is_the_gradient_of_the_absolute_value():
    # torch.optim.SGD has no L1: there the penalty is added to the loss.
    param, twin = torch.tensor([2.0, -3.0, 0.0], requires_grad=True), torch.tensor([2.0, -3.0, 0.0], requires_grad=True)
    ours, theirs = Optimizer([param], lr=0.1, l1=0.5), torch.optim.SGD([twin], lr=0.1)
    for _ in range(3):
        ours.zero_grad()
        theirs.zero_grad()
        param.pow(2).sum().backward()
        (twin.pow(2).sum() + 0.5 * twin.abs().sum()).backward()
        ours.step()
        theirs.step()
        torch.testing.assert_close(param, twin)


def test_a_parameter_without_gradient_stays():
    used, unused = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    optimizer = Optimizer([used, unused], lr=0.1, momentum=0.9, weight_decay=0.1)
    used.sum().backward()
    optimizer.step()
    assert unused.tolist() == [1, 1]
    assert used.tolist() != [1, 1]


def test_zero_grad_forgets_the_gradient():
    param = torch.ones(2, requires_grad=True)
    optimizer = Optimizer(iter([param]), lr=0.1)
    param.sum().backward()
    optimizer.zero_grad()
    optimizer.step()
    assert param.tolist() == [1, 1]


def test_state_goes_on_where_it_stopped():
    param = torch.ones(3, requires_grad=True)
    optimizer = Optimizer([param], lr=0.1, momentum=0.9)
    for _ in range(2):
        optimizer.zero_grad()
        param.pow(2).sum().backward()
        optimizer.step()
    copy = param.detach().clone().requires_grad_()
    resumed = Optimizer([copy], lr=0.5, momentum=0.9)
    resumed.load_state_dict(optimizer.state_dict())
    for p, o in ((param, optimizer), (copy, resumed)):
        o.zero_grad()
        p.pow(2).sum().backward()
        o.step()
    assert torch.equal(param, copy)


def test_state_of_other_parameters_is_refused():
    other = Optimizer([torch.ones(2, requires_grad=True)], lr=0.1, momentum=0.9)
    other.params[0].sum().backward()
    other.step()
    with pytest.raises(ValueError, match="other parameters"):
        Optimizer([torch.ones(3, requires_grad=True)], lr=0.1).load_state_dict(other.state_dict())


@pytest.mark.parametrize("options", [{"lr": -1}, {"momentum": -0.1}, {"weight_decay": -1}, {"l1": -1}])
def test_negative_settings_are_refused(options):
    with pytest.raises(ValueError, match="must not be negative"):
        Optimizer([torch.ones(1)], **{"lr": 0.1, **options})


def test_nesterov_without_momentum_and_nothing_to_optimize_are_refused():
    with pytest.raises(ValueError, match="Nesterov"):
        Optimizer([torch.ones(1)], lr=0.1, nesterov=True)
    with pytest.raises(ValueError, match="no parameters"):
        Optimizer([], lr=0.1)
