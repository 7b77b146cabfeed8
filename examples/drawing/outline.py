"""Shapes: smooth outlines, strips and ellipses, and their mirror images.

All lengths are in percent of the frame: (0, 0) is the upper left corner, (100, 100) the lower right. An outline is
a list of points; (x, y) is passed smoothly, (x, y, 1) is a sharp corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Point = tuple[float, ...]


def smooth(points: Sequence[Point], closed: bool = True, steps: int = 14) -> np.ndarray:
    """Catmull-Rom curve through `points`; a point (x, y, 1) is a sharp corner."""
    knots: list[Point] = []
    for point in points:
        # A knot met twice has a one-sided tangent on either side: that is a corner.
        knots += [point[:2]] * (2 if len(point) > 2 and point[2] else 1)
    p = np.array(knots, float)
    ring = np.vstack([p[-1], p, p[:2]]) if closed else np.vstack([p[0], p, p[-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        if np.array_equal(b, c):
            continue
        curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        parts.append(curve / 2)
    if not closed:
        parts.append(p[-1:])
    return np.vstack(parts)


def mirrored(points: Sequence[Point]) -> list[Point]:
    """The mirror image of `points` at the vertical middle line, in reverse order."""
    return [(100 - point[0], *point[1:]) for point in reversed(points)]


def both_sides(right_half: Sequence[Point]) -> list[Point]:
    """Close a right half, given from the top middle to the bottom middle, with its mirror image."""
    return [*right_half, *(point for point in mirrored(right_half) if point[0] != 50)]


def strip(path: Sequence[Point], width: float | Sequence[float], taper: bool = False) -> np.ndarray:
    """Outline of a ribbon along a smooth path; several widths are spread evenly from its start to its end."""
    line = smooth(path, closed=False)
    tangent = np.gradient(line, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    along = np.linspace(0, 1, len(line))
    half = np.interp(along, np.linspace(0, 1, np.size(width)), np.atleast_1d(width))[:, None] / 2
    if taper:
        half = half * np.sin(np.pi * along)[:, None] ** 0.7
    return np.vstack([line + normal * half, (line - normal * half)[::-1]])


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> np.ndarray:
    """Outline of an ellipse, or of a circle where `ry` is left out."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.column_stack([x + rx * np.cos(angle), y + (ry or rx) * np.sin(angle)])


@dataclass(frozen=True)
class Stroke:
    """A soft line: as a fold, `amount` is its height; as a tint, how much it lightens the colour."""

    path: Sequence[Point]
    width: float
    amount: float


def strokes(width: float, amount: float, *paths: Sequence[Point]) -> list[Stroke]:
    """Soft lines of the same width and amount."""
    return [Stroke(path, width, amount) for path in paths]
