"""The gradients derived by hand, against finite differences in double precision."""

import pytest
import torch
from torch.autograd import gradcheck

from model.gradients import Normalize, Rectify


def test_rectify():
    x = torch.randn(4, 5, dtype=torch.double)
    x[x.abs() < 0.01] = 1  # a difference across the kink would be no derivative
    assert gradcheck(Rectify.apply, x.requires_grad_())


@pytest.mark.parametrize("memory", [torch.contiguous_format, torch.channels_last])
def test_normalize(memory):
    x = (torch.randn(3, 4, 5, 2, dtype=torch.double) * 2 + 1).contiguous(memory_format=memory).requires_grad_()
    weight, bias = (torch.randn(4, dtype=torch.double, requires_grad=True) for _ in range(2))
    assert gradcheck(lambda *parts: Normalize.apply(*parts, 1e-3)[0], (x, weight, bias))


def test_normalize_keeps_the_memory_order_so_that_the_next_convolution_stays_fast():
    x = torch.randn(2, 3, 4, 4).contiguous(memory_format=torch.channels_last).requires_grad_()
    y, _, _, _ = Normalize.apply(x, torch.ones(3), torch.zeros(3), 1e-5)
    y.sum().backward()
    assert y.is_contiguous(memory_format=torch.channels_last)
    assert x.grad.is_contiguous(memory_format=torch.channels_last)


def test_normalize_in_bfloat16_counts_in_the_weight_s_precision():
    x, dy = torch.randn(16, 4, 12, 12) + 1, torch.randn(16, 4, 12, 12)
    weight, bias = torch.rand(4) + 0.5, torch.randn(4)
    results = []
    for dtype in (torch.float32, torch.bfloat16):
        parts = [part.detach().clone().requires_grad_() for part in (x.to(dtype), weight, bias)]
        y, mean, var, _ = Normalize.apply(*parts, 1e-5)
        y.backward(dy.to(dtype))
        assert y.dtype == parts[0].grad.dtype == dtype and mean.dtype == var.dtype == torch.float32
        results.append([y, mean, var, *(part.grad for part in parts)])
    for exact, coarse in zip(*results, strict=True):
        torch.testing.assert_close(coarse.float(), exact, rtol=0.02, atol=0.02 * exact.abs().max().item())


def test_normalize_is_exact_far_from_zero():
    """E[x²] - E[x]² would lose every digit here."""
    x = torch.randn(8, 1, 16, 16) + 10_000
    y, mean, var, _ = Normalize.apply(x, torch.ones(1), torch.zeros(1), 0.0)
    torch.testing.assert_close(var.item(), x.double().var(correction=0).item(), rtol=1e-2, atol=0)
    torch.testing.assert_close(mean.item(), x.double().mean().item(), rtol=1e-6, atol=0)
    assert y.std().item() == pytest.approx(1, abs=0.01)
