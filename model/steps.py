"""Layer by layer: what a network makes of one photo, for whoever wants to see it."""

import math
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor
from torch.nn import Module

from model.layers import Residual, Sequential
from model.networks import logits

SHOWN = 64  # channels in a mosaic, unless more are asked for
GAP = 1  # px between them


@dataclass(frozen=True)
class Step:
    """A layer's name in words, and what it gave: (C, H, W) or (K,)."""

    name: str
    output: Tensor


@dataclass(frozen=True)
class Passed:
    """A layer, what it was given and what it gave; the first dimension is that of the views."""

    layer: Module
    given: Tensor
    output: Tensor


def passed(network: Module, x: Tensor, layers: Callable[[Module], Iterable[Module]]) -> list[list[Passed]]:
    """What went through those layers of the network, in the order in which it did, for one photo, (V, S, S).

    One list of the photo as it is; where the network looks at mirror images, too, a second one of these.
    """
    # The layers are watched in a copy, which has the network's own parameters: others may be asking it meanwhile.
    copy = deepcopy(network, {id(tensor): tensor for tensor in [*network.parameters(), *network.buffers()]})
    found: list[Passed] = []
    for layer in layers(copy):
        layer.register_forward_hook(lambda layer, given, output: found.append(Passed(layer, given[0], output)))
    logits(copy, x.unsqueeze(0))
    if not network.mirrors:
        return [found]
    # By what they are, for what one layer gives and the next is given stays the same.
    halves = {id(tensor): tensor.chunk(2) for one in found for tensor in (one.given, one.output)}
    return [
        [Passed(one.layer, halves[id(one.given)][side], halves[id(one.output)][side]) for one in found]
        for side in (0, 1)
    ]


def steps(network: Module, x: Tensor) -> list[Step]:
    """What each layer of the network gives for the first view of a photo, (V, S, S): first the view, last the logits.

    A network that looks at the mirror image and at other views, too, has one step more: the mean of all.
    """
    return steps_and_answers(network, x)[0]


def steps_and_answers(network: Module, x: Tensor) -> tuple[list[Step], Tensor]:
    """These, and the logits of each picture that the network looks at, whose mean is its answer.

    (V, C), or (2 · V, C): the views, then their mirror images.
    """
    found = passed(network, x, _layers)
    shown = [Step("the picture", x[:1]), *(Step(described(one.layer), one.output[0]) for one in found[0])]
    answers = torch.cat([one[-1].output for one in found])
    if len(answers) > 1:
        name = "mean with the mirror image's" if len(answers) == 2 else "mean of all views and their mirror images"
        shown.append(Step(name, answers.mean(dim=0)))
    return shown, answers


def mosaic(output: Tensor, side: int = 320, most: int = SHOWN) -> Image.Image:
    """A step's output in grey, each channel stretched to its own range: (C, H, W) or (K,) → mode L, about `side` px.

    most: channels in it; as many rows as columns of them, or one row less.
    """
    channels = output[:most] if output.ndim == 3 else output.view(1, 1, -1)
    count, height, width = channels.shape
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    sheet = torch.zeros(rows * (height + GAP) - GAP, columns * (width + GAP) - GAP)
    for place, channel in enumerate(channels):
        low, high = channel.min(), channel.max()
        top, left = (place // columns) * (height + GAP), (place % columns) * (width + GAP)
        sheet[top : top + height, left : left + width] = (channel - low) / (high - low).clip(min=1e-6)
    grey = Image.frombytes("L", (sheet.shape[1], sheet.shape[0]), bytes((sheet * 255).byte().flatten().tolist()))
    factor = max(1, side // grey.width)
    tall = max(1, side // 8 // grey.height) if height == 1 else factor  # a vector is a strip, not a hair
    return grey.resize((grey.width * factor, grey.height * tall), Image.Resampling.NEAREST)


def _layers(network: Module) -> Iterator[Module]:
    """The layers that a picture goes through."""
    for part in network.children():
        yield from part.children() if isinstance(part, Sequential) else [part]


def described(layer: Module) -> str:
    """Linear 256 → 64, Conv2d → BatchNorm2d …; a residual block by its parts."""
    if isinstance(layer, Residual):
        return "Residual: x + " + " → ".join(described(part) for part in layer.body.children())
    if isinstance(layer, Sequential):
        return " → ".join(described(part) for part in layer.children())
    name = type(layer).__name__
    if hasattr(layer, "in_features"):
        return f"{name} {layer.in_features} → {layer.out_features}"
    return name
