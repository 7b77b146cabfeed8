"""Pictures of nothing that is worn, drawn by batch: what a network is shown to learn "none of these" from.

Each function draws `count` pictures, (count, 1, size, size) in [0, 1], from torch's global generator.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import interpolate


def draw(count: int, size: int) -> Tensor:
    """Of every kind, `count` in all: about as many of each, and twice as many things."""
    return _some_of((things, *KINDS), count, size)


def grounds(count: int, size: int) -> Tensor:
    """What a thing could lie on: cloth, boards, tiles, a floor, grass."""
    return _some_of((plain, stripes, clouds), count, size)


def _some_of(kinds: tuple[Callable[[int, int], Tensor], ...], count: int, size: int) -> Tensor:
    counts = torch.randint(len(kinds), (count,)).bincount(minlength=len(kinds)).tolist()
    # None of a kind takes as long as a few of it; but `writing` draws a number even for none.
    drawn = [(kind, some) for kind, some in zip(kinds, counts, strict=True) if some or kind is writing]
    return torch.cat([kind(some, size) for kind, some in drawn]) if drawn else torch.zeros(0, 1, size, size)


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


def things(count: int, size: int, most: int = 9) -> Tensor:
    """Something with parts, cut out on a calm ground: an animal, a plant, a tool, a vehicle, food.

    Ellipses, each beside the one before, make one body with one texture and one light, its outline wavy; smaller ones
    of other greys lie on it.
    """
    at = torch.linspace(-1, 1, size)
    down, across = torch.meshgrid(at, at, indexing="ij")
    waves, phase, height = (torch.rand(count, 1, 1, 1) * top for top in (12.0, 2 * math.pi, 0.3))
    wave = height * ((across + down) * waves + phase).sin() * ((across - down) * waves).cos()
    thin = torch.rand(count, 1, 1, 1)  # from round parts to limbs
    centres = [torch.rand(count, 2, 1, 1) * 0.6 - 0.3]
    # All parts at once, (most, count, …): of few small pictures each step takes as long as it takes to begin it.
    chances = torch.rand(most, 9 * count).split([count] * 4 + [2 * count] + [count] * 3, dim=1)
    angle, length, width, drawn, aside, grey, marked, turn = (of.view(most, count, -1, 1, 1) for of in chances)
    first = (torch.arange(most) == 0).view(most, 1, 1, 1, 1)
    long = (length * 0.45 + 0.2) * torch.where(first, 1, 0.8)
    wide = long * (1 - thin * width * 0.85)
    angle, turn = angle * math.pi, turn * 2 * math.pi
    for step in (torch.cat([turn.cos(), turn.sin()], dim=2) * long)[:-1]:
        centres.append((centres[-1] + step).clip(-0.7, 0.7))
    centre = torch.stack(centres)
    drawn = (drawn < 0.7) | first
    body = (drawn * _ellipse(across, down, centre, angle, long, wide, wave)).amax(dim=0)
    spots = _ellipse(across, down, centre + (aside - 0.5) * long, angle, long / 3, wide / 3, wave)
    marks = torch.zeros(count, 1, size, size)
    for spot, shade in zip((marked < 0.4) & (spots > 0.5), grey - 0.5, strict=True):
        marks = torch.where(spot, shade, marks)
    texture = torch.cat([clouds(count - count // 3, size), stripes(count // 3, size)])
    lit = torch.rand(count, 1, 1, 1) + 0.5 * torch.rand(count, 1, 1, 1) * (texture - 0.5) + marks
    for direction in (across, down):
        lit = lit + (torch.rand(count, 1, 1, 1) - 0.5) * direction
    ground = plain(count, size)
    ground[: count // 2] = 1 - 0.05 * torch.rand(count // 2, 1, 1, 1)  # paper
    return ground.lerp(lit.clip(0, 1), body)


def _ellipse(across: Tensor, down: Tensor, centre: Tensor, angle: Tensor, long: Tensor, wide: Tensor, wave: Tensor):
    """(…, count, 1, size, size): 1 inside, 0 outside, the edge about a pixel soft. centre: (…, count, 2, 1, 1)."""
    x, y = across - centre[..., :1, :, :], down - centre[..., 1:, :, :]
    along, aside = x * angle.cos() + y * angle.sin(), y * angle.cos() - x * angle.sin()
    distance = ((along / long).square() + (aside / wide).square()).sqrt() + wave
    return ((1 - distance) * wide * across.shape[-1] / 2 + 0.5).clip(0, 1)


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


KINDS = (things, clouds, shapes, stripes, writing, plain)


def _to_full_range(x: Tensor) -> Tensor:
    low, high = x.amin(dim=(1, 2, 3), keepdim=True), x.amax(dim=(1, 2, 3), keepdim=True)
    return (x - low) / (high - low).clip(min=1e-6)
