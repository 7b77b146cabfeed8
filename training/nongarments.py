"""Pictures of nothing that is worn, drawn by batch: what a network is shown to learn "none of these" from.

Each function draws `count` pictures, (count, 1, size, size) in [0, 1], from torch's global generator.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import interpolate


def draw(count: int, size: int) -> Tensor:
    """About as many pictures of each kind, `count` in all."""
    shares = [len(part) for part in torch.arange(count).tensor_split(len(KINDS))]
    return torch.cat([kind(share, size) for kind, share in zip(KINDS, shares, strict=True)])


def clouds(count: int, size: int) -> Tensor:
    """Random grey values at every scale, from a few patches to single pixels, each scale as strong as chance has it."""
    x = torch.zeros(count, 1, size, size)
    for cells in (2, 4, 8, 16, 32, size):
        strength = torch.randn(count, 1, 1, 1).exp()
        grain = torch.rand(count, 1, cells, cells)
        x += strength * interpolate(grain, size=(size, size), mode="bilinear", align_corners=False)
    return _to_full_range(x)


def stripes(count: int, size: int) -> Tensor:
    """Waves across waves, soft or hard: cloth without a garment, tiles, boards, blinds."""
    at = torch.linspace(-1, 1, size)
    x = torch.zeros(count, 1, size, size)
    for _ in range(2):
        angle, waves, phase = (torch.rand(count, 1, 1, 1) * top for top in (math.pi, 40.0, 2 * math.pi))
        wave = (waves * (at[None, :] * angle.cos() + at[:, None] * angle.sin()) + phase).sin()
        x += torch.rand(count, 1, 1, 1) * (wave * (torch.randn(count, 1, 1, 1).exp() * 2)).tanh()
    return _to_full_range(x)


def shapes(count: int, size: int, most: int = 5) -> Tensor:
    """Ellipses and rectangles over one another, on a plain ground: boxes, balls, plates, windows."""
    at = torch.linspace(-1, 1, size)
    x = torch.rand(count, 1, 1, 1).expand(count, 1, size, size).clone()
    for layer in range(most):
        centre_x, centre_y = (torch.rand(count, 1, 1, 1) * 1.6 - 0.8 for _ in range(2))
        width, height = (torch.rand(count, 1, 1, 1) * 0.7 + 0.05 for _ in range(2))
        across, down = ((at[None, :] - centre_x) / width).abs(), ((at[:, None] - centre_y) / height).abs()
        round_or_not = torch.rand(count, 1, 1, 1) < 0.5
        inside = torch.where(round_or_not, across.square() + down.square(), torch.maximum(across, down)) < 1
        drawn = layer == 0 or torch.rand(count, 1, 1, 1) < 0.6
        x = torch.where(inside & drawn, torch.rand(count, 1, 1, 1), x)
    return x


def writing(count: int, size: int) -> Tensor:
    """Lines of short strokes with gaps between words: a page, a screen, a label."""
    rows = int(torch.randint(4, size // 4, ()))
    letters = torch.rand(count, 1, rows, size // 8 * 4) < torch.rand(count, 1, 1, 1) * 0.5 + 0.25
    words = torch.rand(count, 1, rows, size // 8).repeat_interleave(4, dim=3) < 0.8
    spaced = torch.stack([letters & words, torch.zeros_like(letters)], dim=3).flatten(2, 3)  # an empty line between
    ink = interpolate(spaced.float(), size=(size, size), mode="bilinear", align_corners=False)
    paper = torch.rand(count, 1, 1, 1)
    return paper + (1 - 2 * paper).sign() * ink * 0.5


def plain(count: int, size: int) -> Tensor:
    """Nothing at all: one grey, a little lighter to one side, a little grain."""
    at = torch.linspace(-0.5, 0.5, size)
    slope_x, slope_y, grain = (torch.rand(count, 1, 1, 1) * top for top in (0.4, 0.4, 0.1))
    x = torch.rand(count, 1, 1, 1) + slope_x * at[None, :] + slope_y * at[:, None]
    return (x + grain * torch.randn(count, 1, size, size)).clip(0, 1)


KINDS = (clouds, stripes, shapes, writing, plain)


def _to_full_range(x: Tensor) -> Tensor:
    low, high = x.amin(dim=(1, 2, 3), keepdim=True), x.amax(dim=(1, 2, 3), keepdim=True)
    return (x - low) / (high - low).clip(min=1e-6)
