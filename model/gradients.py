"""Gradients derived by hand, for the two layers where autograd's own chain of small steps costs most of the time.

Each is a function of the forward pass and of its derivative; the tests hold them against finite differences.
"""

import torch
from torch import Tensor
from torch.autograd import Function


class Rectify(Function):
    """y = max(x, 0); dx = dy where y > 0, else 0. Any shape."""

    @staticmethod
    def forward(context, x: Tensor) -> Tensor:
        y = x.clip(min=0)
        context.save_for_backward(y)
        return y

    @staticmethod
    def backward(context, dy: Tensor) -> Tensor:
        (y,) = context.saved_tensors
        return dy * y.sign()


class Normalize(Function):
    """y = weight · x̂ + bias with x̂ = (x - mean) / √(var + eps), mean and var over each channel of the batch.

    dx = weight / √(var + eps) · (dy - mean(dy) - x̂ · mean(dy · x̂)), because mean and var depend on x too
    (Ioffe and Szegedy, 2015, section 3). x: (N, C, H, W); weight, bias: (C,) → y like x, and mean and var, (C,).
    """

    @staticmethod
    def forward(context, x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> tuple[Tensor, Tensor, Tensor]:
        rows = _to_rows(x)
        mean = rows.mean(dim=0)
        normal = rows - mean
        var = normal.square().mean(dim=0)
        per_std = (var + eps).rsqrt()
        normal *= per_std
        context.save_for_backward(normal, weight, per_std)
        context.mark_non_differentiable(mean, var)
        return _to_pictures(torch.addcmul(bias, normal, weight), x), mean, var

    @staticmethod
    def backward(context, dy: Tensor, *_) -> tuple[Tensor, Tensor, Tensor, None]:
        normal, weight, per_std = context.saved_tensors
        rows = _to_rows(dy)
        mean = rows.mean(dim=0)
        along = (rows * normal).mean(dim=0)
        dx = torch.addcmul(rows - mean, normal, along, value=-1).mul_(weight * per_std)
        return _to_pictures(dx, dy), along * len(rows), mean * len(rows), None


def _to_rows(x: Tensor) -> Tensor:
    """(N, C, H, W) → (N · H · W, C), without a copy where the channels come last in memory."""
    return x.movedim(1, -1).reshape(-1, x.shape[1])


def _to_pictures(rows: Tensor, like: Tensor) -> Tensor:
    """`_to_rows` undone."""
    count, channels, height, width = like.shape
    return rows.view(count, height, width, channels).movedim(-1, 1)
