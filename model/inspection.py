"""By the numbers: what a neuron's value, a point of a map, or a loss comes from, for whoever wants to add it up."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import Module

from model.layers import BatchNorm2d, Conv2d, Linear, ReLU, Residual
from model.steps import Passed, passed

WATCHED = (Linear, Conv2d, BatchNorm2d, ReLU, Residual)


@dataclass(frozen=True)
class Neuron:
    """given · weights + bias = sum, and then `value`: max(sum, 0) where it is rectified. given, weights: (K,)."""

    given: Tensor
    weights: Tensor
    bias: float
    sum: float
    value: float
    is_rectified: bool


@dataclass(frozen=True)
class Part:
    """What is done to a sum next: "scale", "shift", "add" by a number, or "relu"; and the value after it."""

    how: str
    by: float
    value: float


@dataclass(frozen=True)
class Point:
    """Σ patch · kernel + bias = sum, and what is done to it next, part by part.

    patch, kernel: (C, k, k), C the channels that the layer is given. top, left: where the patch begins in these; it
    may hang over their edges, where it is 0.
    """

    patch: Tensor
    kernel: Tensor
    top: int
    left: int
    bias: float
    sum: float
    parts: list[Part]


@dataclass(frozen=True)
class Change:
    """The parameter of a layer whose gradient is the largest. place: its index in `weight`, as the layer has it."""

    layer: str
    place: tuple[int, ...]
    weight: float
    gradient: float


@dataclass(frozen=True)
class Loss:
    """-log softmax(logits)[label], its gradient at the logits, (C,), and a change for each layer, first to last.

    unit: which neuron or kernel of the first layer would change most; weights, gradient: its own, (S, S) or (k, k).
    """

    loss: float
    logits: Tensor
    changes: list[Change]
    unit: int
    weights: Tensor
    gradient: Tensor


class Inspection:
    """One photo, (V, S, S), gone through a network; what is said of it is said of its first view.

    linears, convolutions: the layers of these kinds, in the order in which they are gone through.
    """

    def __init__(self, network: Module, x: Tensor):
        self.all = passed(network, x[:1], _watched)[0]
        self.linears = [one for one in self.all if isinstance(one.layer, Linear)]
        self.convolutions = [one for one in self.all if isinstance(one.layer, Conv2d)]

    def values(self, one: Passed) -> Tensor:
        """What a layer gives after all that is done to its sums next: (K,) or (C, H, W)."""
        return (self._after(one) or [one])[-1].output[0]

    def neuron(self, layer: int, index: int) -> Neuron:
        """A neuron of a linear layer. Raises IndexError where there is none."""
        one = _of(self.linears, layer)
        _check(index, one.layer.out_features)
        total, value = one.output[0, index].item(), self.values(one)[index].item()
        weights = one.layer.weight.detach()[:, index]
        return Neuron(one.given[0], weights, one.layer.bias[index].item(), total, value, bool(self._after(one)))

    def patch(self, layer: int, channel: int, row: int, column: int) -> Point:
        """A point of a map that a convolution gives. Raises IndexError where there is none."""
        one = _of(self.convolutions, layer)
        for place, length in zip((channel, row, column), one.output.shape[1:], strict=True):
            _check(place, length)
        convolution, k = one.layer, one.layer.weight.shape[-1]
        around = _padded(one.given[0], convolution.padding)
        top, left = row * convolution.stride, column * convolution.stride
        bias = 0.0 if convolution.bias is None else convolution.bias[channel].item()
        total = one.output[0, channel, row, column].item()
        return Point(
            around[:, top : top + k, left : left + k],
            convolution.weight.detach()[channel],
            top - convolution.padding,
            left - convolution.padding,
            bias,
            total,
            list(self._parts(one, (channel, row, column), total)),
        )

    def _after(self, one: Passed) -> list[Passed]:
        """What comes behind a layer before the next one that has weights of its own."""
        found: list[Passed] = []
        while (following := self._following((found or [one])[-1])) is not None:
            found.append(following)
            if isinstance(following.layer, ReLU):
                break
        return found

    def _following(self, one: Passed) -> Passed | None:
        for other in self.all:
            if isinstance(other.layer, BatchNorm2d | ReLU) and other.given is one.output:
                return other
            if isinstance(other.layer, Residual) and _ends(other.layer, one.layer):
                return other
        return None

    def _parts(self, one: Passed, place: tuple[int, int, int], value: float) -> Iterator[Part]:
        before = one
        for after in self._after(one):
            if isinstance(after.layer, BatchNorm2d):
                scale, shift = (vector[place[0]].item() for vector in after.layer.scale_and_shift())
                yield Part("scale", scale, value * scale)
                yield Part("shift", shift, after.output[0][place].item())
            elif isinstance(after.layer, Residual):
                yield Part("add", self._other(after, before)[0][place].item(), after.output[0][place].item())
            else:
                yield Part("relu", 0.0, after.output[0][place].item())
            before, value = after, after.output[0][place].item()

    def _other(self, block: Passed, side: Passed) -> Tensor:
        """What a residual block adds to that side of it."""
        body, shortcut = block.layer.body, block.layer.shortcut
        if shortcut is None:
            return block.given
        other = shortcut if side.layer is _last(body) else body
        return next(one.output for one in self.all if one.layer is _last(other))


def loss_and_gradients(network: Module, x: Tensor, label: int) -> Loss:
    """What the loss of one photo, (V, S, S), is if that label is right, and which weights would change most.

    label: a column of the logits. The network is taken as it answers: without dropout, with running statistics. Raises
    IndexError where there is no such column.
    """
    copy = deepcopy(network).eval().requires_grad_(True)
    layers = {name: layer for name, layer in copy.named_modules() if isinstance(layer, Linear | Conv2d)}
    with torch.enable_grad():
        z = copy(x.unsqueeze(0))
        _check(label, z.shape[1])
        loss = -z.log_softmax(dim=1)[0, label]
        at_logits, *gradients = torch.autograd.grad(loss, [z, *(layer.weight for layer in layers.values())])
    changes = [_change(layer, gradient) for layer, gradient in zip(layers.values(), gradients, strict=True)]
    first, gradient = next(iter(layers.values())), gradients[0]
    weights = first.weight.detach()
    if isinstance(first, Linear):
        weights, gradient = weights.T.unflatten(1, x.shape[-2:]), gradient.T.unflatten(1, x.shape[-2:])
    else:
        weights, gradient = weights[:, 0], gradient[:, 0]
    unit = int(gradient.square().sum(dim=(1, 2)).argmax())
    return Loss(loss.item(), at_logits[0], changes, unit, weights[unit], gradient[unit])


def named(layer: Module) -> str:
    """Linear 784 → 256, or Conv2d 7 × 7, 1 → 32."""
    if isinstance(layer, Linear):
        return f"Linear {layer.in_features} → {layer.out_features}"
    out_channels, in_channels, height, width = layer.weight.shape
    return f"Conv2d {height} × {width}, {in_channels} → {out_channels}"


def _change(layer: Module, gradient: Tensor) -> Change:
    place = tuple(int(index) for index in torch.unravel_index(gradient.abs().argmax(), gradient.shape))
    return Change(named(layer), place, layer.weight[place].item(), gradient[place].item())


def _padded(x: Tensor, by: int) -> Tensor:
    """(C, H, W), with that many zeros around each channel."""
    channels, height, width = x.shape
    around = x.new_zeros(channels, height + 2 * by, width + 2 * by)
    around[:, by : by + height, by : by + width] = x
    return around


def _watched(network: Module) -> Iterator[Module]:
    return (layer for layer in network.modules() if isinstance(layer, WATCHED))


def _last(layer: Module) -> Module:
    """The innermost layer that comes last in it."""
    parts = list(layer.children())
    return _last(parts[-1]) if parts else layer


def _ends(block: Residual, layer: Module) -> bool:
    sides = [block.body] if block.shortcut is None else [block.body, block.shortcut]
    return any(_last(side) is layer for side in sides)


def _padded(x: Tensor, by: int) -> Tensor:
    """(C, H, W) → (C, H + 2 · by, W + 2 · by), with zeros around it."""
    channels, height, width = x.shape
    around = x.new_zeros(channels, height + 2 * by, width + 2 * by)
    around[:, by : by + height, by : by + width] = x
    return around


def _of(layers: list[Passed], number: int) -> Passed:
    _check(number, len(layers))
    return layers[number]


def _check(place: int, length: int) -> None:
    if not 0 <= place < length:
        raise IndexError(f"There is no place {place} among {length}.")
