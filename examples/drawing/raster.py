"""From shapes to pixels: the frame's grid, masks of outlines, and smooth fields of numbers.

Radii and offsets are in percent of the frame, like the outlines; arrays hold working pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from drawing.outline import Stroke, strip

SIZE = 640
SUPERSAMPLE = 2
WORK = SIZE * SUPERSAMPLE
UNIT = WORK / 100  # working pixels per percent of the frame
MARGIN = 8  # percent kept free around a piece so that blurs and shadows do not wrap


@dataclass(frozen=True)
class Box:
    """A rectangle of working pixels; it may reach over the frame's border."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, outline: np.ndarray) -> Box:
        """The box that holds an outline and a margin."""
        low = np.floor((outline.min(axis=0) - MARGIN) * UNIT).astype(int)
        high = np.ceil((outline.max(axis=0) + MARGIN) * UNIT).astype(int)
        return cls(low[0], low[1], high[0], high[1])

    @property
    def width(self) -> int:
        """Columns of the box."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows of the box."""
        return self.bottom - self.top

    def grid(self) -> tuple[np.ndarray, np.ndarray]:
        """Frame coordinates (percent) of every pixel."""
        y, x = np.mgrid[self.top : self.bottom, self.left : self.right].astype(np.float32) / UNIT
        return x, y

    def in_frame(self) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """Slices of the frame, and of an array of this box, that cover the same pixels."""
        left, top = max(self.left, 0), max(self.top, 0)
        right, bottom = min(self.right, WORK), min(self.bottom, WORK)
        frame = slice(top, bottom), slice(left, right)
        own = slice(top - self.top, bottom - self.top), slice(left - self.left, right - self.left)
        return frame, own


def fill(outlines: Sequence[np.ndarray], box: Box) -> np.ndarray:
    """Anti-aliased mask (0 to 1) of polygons, as seen through `box`."""
    fine = 2
    image = Image.new("L", (box.width * fine, box.height * fine))
    draw = ImageDraw.Draw(image)
    for outline in outlines:
        corner = np.array([box.left, box.top])
        draw.polygon([tuple(xy) for xy in (np.asarray(outline) * UNIT - corner) * fine], fill=255)
    return np.asarray(image.resize((box.width, box.height), Image.Resampling.BOX), np.float32) / 255


def blur(field: np.ndarray, along: float, across: float | None = None, angle: float = 0) -> np.ndarray:
    """Gaussian blur with a radius in percent; with `across`, a long one that points to `angle` degrees."""
    across = along if across is None else across
    fy = np.fft.fftfreq(field.shape[0])[:, None]
    fx = np.fft.rfftfreq(field.shape[1])[None, :]
    turn = np.radians(angle)
    f_along = fx * np.cos(turn) + fy * np.sin(turn)
    f_across = -fx * np.sin(turn) + fy * np.cos(turn)
    exponent = (f_along * along * UNIT) ** 2 + (f_across * across * UNIT) ** 2
    kernel = np.exp(-2 * np.pi**2 * exponent).astype(np.float32)
    return np.fft.irfft2(np.fft.rfft2(field) * kernel, s=field.shape).astype(np.float32)


def noise(shape: tuple[int, int], rng: np.random.Generator, *radius: float) -> np.ndarray:
    """Smooth noise of mean 0 and deviation 1; `radius` is passed to `blur`."""
    field = blur(rng.standard_normal(shape, dtype=np.float32), *radius)
    return (field - field.mean()) / field.std()


def wrinkles(shape: tuple[int, int], rng: np.random.Generator, *radius: float) -> np.ndarray:
    """Waves of loose cloth: soft valleys, and ridges that are a little sharper."""
    wave = noise(shape, rng, *radius)
    ridge = -np.sqrt(noise(shape, rng, *radius) ** 2 + 0.03)
    return wave + ridge


def shifted(field: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """A field moved to the right and down."""
    return np.roll(field, (round(dy * UNIT), round(dx * UNIT)), axis=(0, 1))


def strokes_field(strokes: Sequence[Stroke], box: Box) -> np.ndarray:
    """Sum of soft lines that taper off at both ends."""
    total = np.zeros((box.height, box.width), np.float32)
    for kind in sorted({(s.width, s.amount) for s in strokes}):
        width, amount = kind
        same = [strip(s.path, width, taper=True) for s in strokes if (s.width, s.amount) == kind]
        total += amount * 1.5 * blur(fill(same, box), width * 0.4)
    return total


def path_coordinates(line: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every pixel, how far along a line its nearest point on that line is, and how far beside it."""
    u, v, nearest = np.zeros_like(x), np.zeros_like(x), np.full_like(x, np.inf)
    passed = 0.0
    for start, end in pairwise(line):
        length = float(np.hypot(*(end - start)))
        if length == 0:
            continue
        dx, dy = (end - start) / length
        forward = np.clip((x - start[0]) * dx + (y - start[1]) * dy, 0, length)
        beside = (y - start[1]) * dx - (x - start[0]) * dy
        distance = (x - start[0] - forward * dx) ** 2 + (y - start[1] - forward * dy) ** 2
        closer = distance < nearest
        u[closer], v[closer], nearest[closer] = passed + forward[closer], beside[closer], distance[closer]
        passed += length
    return u, v
