"""The layers, from the ground up: each is an init that draws its parameters and an equation.

`torch.nn.Module` registers the parameters and autograd differentiates the equations; no layer of `torch.nn` is used.
Names, argument order and state keys are PyTorch's, but `Linear.weight` is (in, out), as `x @ weight + bias` reads.
"""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import Module, Parameter


class Linear(Module):
    """y = x @ weight + bias.

    `weight` is (in_features, out_features), drawn from N(0, std²); `bias` is (out_features,), zeros.
    x: (..., in_features) → (..., out_features).
    """

    def __init__(self, in_features: int, out_features: int, std: float = 0.1):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(torch.randn(in_features, out_features) * std)
        self.bias = Parameter(torch.zeros(out_features))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias

    def extra_repr(self) -> str:
        return f"{self.in_features}, {self.out_features}"


class ReLU(Module):
    """max(x, 0), with gradient 0 at x = 0. Any shape."""

    def forward(self, x: Tensor) -> Tensor:
        # Not x.clip(min=0), whose gradient at 0 is 1: a blank picture through fresh (zero) biases sits exactly there.
        return x * (x > 0)


class Dropout(Module):
    """In training, each value becomes 0 with probability p, else is scaled by 1 / (1 - p); in eval, the identity.

    The scaling keeps the expected value, so that nothing has to change at serving time
    ("inverted" dropout, after Srivastava et al., 2014, section 10). Any shape.
    Raises ValueError when p is not in [0, 1].
    """

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
        return x * torch.rand_like(x).ge_(self.p).div_(1 - self.p)

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
