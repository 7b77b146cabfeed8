"""Pictures stretched while a network learns from them, by which a first layer of weights meets what is large first."""

from copy import deepcopy

import torch
from torch import Tensor
from torch.nn import Module

from model.layers import Linear


class Stretched(Module):
    """The network, which sees its pictures stretched along their principal directions; no longer so in `plain`.

    The pictures' mean is taken off, and what is left is scaled along each principal direction by σ^power, σ being the
    standard deviation there, then by one number for all, which keeps the sum of the variances. Whitening, which is
    power = -1 (LeCun et al., 1998, "Efficient BackProp", section 4.3), lets a layer learn as much along one direction
    as along any other, noise among them; a power above 0 is its contrary, and holds the small directions back. All of
    it is a matrix and a shift, which the first layer can take up: the network is none but the one that it was.

    network: its first `Linear` takes all pixels. pictures: (N, 1, S, S), what it learns from, as it is served them.
    Raises ValueError for a network whose first layer does not take them.
    """

    def __init__(self, network: Module, pictures: Tensor, power: float):
        super().__init__()
        x = pictures.flatten(1)
        if _first(network).in_features != x.shape[1]:
            raise ValueError(f"The first layer takes {_first(network).in_features} numbers, not {x.shape[1]} pixels.")
        self.network = network
        self.register_buffer("mean", x.mean(dim=0))
        self.register_buffer("matrix", _stretching(x - self.mean, power))

    def forward(self, x: Tensor) -> Tensor:
        return self.network(((x.flatten(1) - self.mean) @ self.matrix).view_as(x))

    @torch.no_grad()
    def plain(self) -> Module:
        """A copy of the network that answers about pictures as they are what it answers about stretched ones."""
        network = deepcopy(self.network)
        first = _first(network)
        first.weight.copy_(self.matrix @ first.weight)
        first.bias.sub_(self.mean @ first.weight)
        return network


def _first(network: Module) -> Linear:
    return next(layer for layer in network.modules() if isinstance(layer, Linear))


def _stretching(centred: Tensor, power: float) -> Tensor:
    """centred: (N, D), of mean 0 → (D, D), symmetric."""
    variances, directions = torch.linalg.eigh(centred.T @ centred / len(centred))
    variances = variances.clip(min=1e-9)  # some pixels hardly ever change, and rounding makes less than nothing of it
    scales = variances ** (power / 2)
    scales = scales * (variances.sum() / (variances * scales**2).sum()).sqrt()
    return directions * scales @ directions.T
