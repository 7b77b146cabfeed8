"""Layer by layer: what a network makes of one picture, for whoever wants to see it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor
from torch.nn import Module

from model.layers import Residual, Sequential
from model.networks import evaluating

SHOWN = 64  # channels in a mosaic, at most
GAP = 1  # px between them


@dataclass(frozen=True)
class Step:
    """A layer's name in words, and what it gave: (C, H, W) or (K,)."""

    name: str
    output: Tensor


def steps(network: Module, x: Tensor) -> list[Step]:
    """What each layer of the network gives for one picture, (1, S, S): first the picture itself, last its logits.

    A network that looks at the mirror image, too, has one step more: the mean of both.
    """
    found = [Step("the picture", x)]
    value = torch.stack([x, x.flip(-1)]) if network.mirrors else x.unsqueeze(0)
    with evaluating(network):
        for layer in _layers(network):
            value = layer(value)
            found.append(Step(_described(layer), value[0]))
    if network.mirrors:
        found.append(Step("mean with the mirror image's", value.mean(dim=0)))
    return found


def mosaic(output: Tensor, side: int = 320) -> Image.Image:
    """A step's output in grey, each channel stretched to its own range: (C, H, W) or (K,) → mode L, about `side` px."""
    channels = output[:SHOWN] if output.ndim == 3 else output.view(1, 1, -1)
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
    """The layers that a picture goes through, in their order."""
    for part in network.children():
        yield from part.children() if isinstance(part, Sequential) else [part]


def _described(layer: Module) -> str:
    """Linear 256 → 64, Conv2d 3 × 3, 1 → 24 …; a residual block by its parts."""
    if isinstance(layer, Residual):
        return "Residual: x + " + " → ".join(_described(part) for part in layer.body.children())
    if isinstance(layer, Sequential):
        return " → ".join(_described(part) for part in layer.children())
    name = type(layer).__name__
    if hasattr(layer, "in_features"):
        return f"{name} {layer.in_features} → {layer.out_features}"
    if hasattr(layer, "in_channels"):
        return f"{name} {layer.in_channels} → {layer.out_channels}"
    return name
