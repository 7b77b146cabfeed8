"""The layers, from the ground up: each is an init that draws its parameters and an equation.

`torch.nn.Module` registers the parameters and autograd differentiates the equations; no layer of `torch.nn` is used.
Names, argument order and state keys are PyTorch's, but `Linear.weight` is (in, out), as `x @ weight + bias` reads.
"""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import Module, Parameter
from torch.nn.functional import conv2d

from model.gradients import Normalize, Rectify


class Linear(Module):
    """y = x @ weight + bias.

    `weight` is (in_features, out_features), drawn from N(0, std²); `bias` is (out_features,), zeros, or drawn from
    N(0, bias_std²). x: (..., in_features) → (..., out_features).
    """

    def __init__(self, in_features: int, out_features: int, std: float = 0.1, bias_std: float = 0.0):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(_normal(std, in_features, out_features))
        self.bias = Parameter(_normal(bias_std, out_features) if bias_std else torch.zeros(out_features))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias

    def extra_repr(self) -> str:
        return f"{self.in_features}, {self.out_features}"


class ReLU(Module):
    """max(x, 0), with gradient 0 at x = 0. Any shape."""

    def forward(self, x: Tensor) -> Tensor:
        # Not plain x.clip(min=0), whose gradient at 0 is not 0 in every torch: a blank picture sits exactly there.
        return Rectify.apply(x)


class Dropout(Module):
    """In training, each value becomes 0 with probability p, else is scaled by 1 / (1 - p); in eval, the identity.

    The scaling keeps the expected value, so that nothing has to change at serving time
    ("inverted" dropout, after Srivastava et al., 2014, section 10). Any shape.
    Raises ValueError when p is not in [0, 1].
    """

    draw = staticmethod(torch.rand_like)  # who trains on a part of a batch draws for all of it, and puts that here

    def __init__(self, p: float = 0.2):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"Dropout's p is a probability, between 0 and 1; this is {p}.")
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        if self.p == 1:
            return x * 0
        return x * self.draw(x).ge_(self.p).div_(1 - self.p)

    def extra_repr(self) -> str:
        return f"p={self.p}"


class Flatten(Module):
    """(N, d1, d2, ...) → (N, d1 · d2 · ...)."""

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(start_dim=1)


class Sequential(Module):
    """Layers applied one after the other; state keys are their positions ("0.weight"), as in PyTorch."""

    def __init__(self, *layers: Module):
        super().__init__()
        for position, layer in enumerate(layers):
            self.add_module(str(position), layer)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self:
            x = layer(x)
        return x

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def __len__(self) -> int:
        return len(self._modules)

    def __getitem__(self, position: int) -> Module:
        return list(self)[position]


class Conv2d(Module):
    """Each output pixel is a weighted sum over a window of all input channels, plus a bias for each output channel.

    `weight` is (out_channels, in_channels, kernel_size, kernel_size), drawn from N(0, 2 / (in_channels · kernel_size²))
    so that a ReLU after it keeps the variance (He et al., 2015, section 2.2); `bias`: (out_channels,), zeros, or None.
    x: (N, in_channels, H, W) → (N, out_channels, H', W'), H' = (H + 2 · padding - kernel_size) // stride + 1.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        bias: bool = True,
    ):
        super().__init__()
        self.stride = stride
        self.padding = padding
        std = (2 / (in_channels * kernel_size**2)) ** 0.5
        self.weight = Parameter(_normal(std, out_channels, in_channels, kernel_size, kernel_size))
        self.bias = Parameter(torch.zeros(out_channels)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        stride = self.stride
        if self.weight.shape[2] == 1 and not self.padding:
            # Of what the stride passes over nothing is seen. With it torch 2.14.1 writes, backward, beyond its memory
            # where channels are few, even sides are halved and the memory format is channels last.
            x, stride = x[:, :, ::stride, ::stride], 1
        # torch's convolution, for its speed alone: the tests hold it against windows and a matrix product.
        return conv2d(x, self.weight, self.bias, stride, self.padding)

    def extra_repr(self) -> str:
        out_channels, in_channels, kernel_size, _ = self.weight.shape
        return f"{in_channels}, {out_channels}, {kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxPool2d(Module):
    """The largest value of each kernel_size × kernel_size window; the windows lie side by side.

    x: (N, C, H, W) → (N, C, H // kernel_size, W // kernel_size); a last row or column that fills no window is left out.
    """

    def __init__(self, kernel_size: int):
        super().__init__()
        self.kernel_size = kernel_size

    def forward(self, x: Tensor) -> Tensor:
        k = self.kernel_size
        windows = x.unfold(2, k, k).unfold(3, k, k)  # (N, C, H // k, W // k, k, k)
        return windows.flatten(start_dim=4).max(dim=4).values

    def extra_repr(self) -> str:
        return f"{self.kernel_size}"


class BatchNorm2d(Module):
    """weight · (x - mean) / √(var + eps) + bias, for each channel (Ioffe and Szegedy, 2015, algorithms 1 and 2).

    In training, mean and variance are the batch's, and the running ones move towards them by `momentum`; in eval, the
    running ones are used. x: (N, num_features, H, W), any H and W. Of processes that train together each has a part of
    the batch, and the statistics are those of all of it.
    Raises ValueError in training when each channel has a single value, whose variance says nothing.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = Parameter(torch.ones(num_features))
        self.bias = Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            return self._normalize_by_batch(x)
        scale, shift = self.scale_and_shift()
        return x * scale[:, None, None] + shift[:, None, None]

    def scale_and_shift(self) -> tuple[Tensor, Tensor]:
        """What it multiplies by and what it adds in eval, each (num_features,)."""
        scale = self.weight / (self.running_var + self.eps).sqrt()
        return scale, self.bias - self.running_mean * scale

    def _normalize_by_batch(self, x: Tensor) -> Tensor:
        y, mean, var, count = Normalize.apply(x, self.weight, self.bias, self.eps)
        if count < 2:
            raise ValueError("Batch normalisation in training needs more than one value a channel; use a larger batch.")
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(var * (count / (count - 1)), self.momentum)  # the unbiased estimate, as published
        return y

    def extra_repr(self) -> str:
        return f"{len(self.weight)}"


class GlobalAveragePool2d(Module):
    """The mean over each channel's pixels: (N, C, H, W) → (N, C) (Lin et al., 2014, section 3.2)."""

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=(2, 3))


class Residual(Module):
    """x + body(x), or shortcut(x) + body(x) where the body changes the shape (He et al., 2016, section 3.2)."""

    def __init__(self, body: Module, shortcut: Module | None = None):
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, x: Tensor) -> Tensor:
        return (x if self.shortcut is None else self.shortcut(x)) + self.body(x)


class UnitLength(Module):
    """x / ‖x‖: (N, C) → (N, C), rows of length 1; a row of zeros stays zeros."""

    def forward(self, x: Tensor) -> Tensor:
        return x / x.square().sum(dim=1, keepdim=True).sqrt().clip(min=1e-12)


def _normal(std: float, *shape: int) -> Tensor:
    """Drawn from N(0, std²); on the meta device, where a network is only planned, of that shape.

    There any arithmetic would load torch's compiler first: most of a second, and 100 MB.
    """
    planned = torch.empty(shape)
    return planned if planned.is_meta else planned.normal_() * std
