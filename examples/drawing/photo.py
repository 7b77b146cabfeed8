"""Lay cut cloth on a sheet of paper, piece by piece, until it looks like a product photo.

A `Photo` starts as white paper. Each call of `Photo.lay` puts one more piece of material on it: the outline
becomes a mask, the mask a height field (thick edge, round body, folds, weave), and the height field is lit from
the upper left. A piece also drops a soft shadow on whatever lies below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from drawing.cloth import Color, Fabric
from drawing.light import PAPER, decode, encode, shine
from drawing.outline import Point, Stroke, smooth, strip
from drawing.raster import (
    SIZE,
    SUPERSAMPLE,
    UNIT,
    WORK,
    Box,
    blur,
    fill,
    path_coordinates,
    shifted,
    strokes_field,
    wrinkles,
)


@dataclass
class Photo:
    """A sheet of paper that garments are laid out on, piece by piece."""

    seed: int
    slack: float = 0.35  # how far hand-laid cloth strays from its drawn outline, in percent

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.waves = self.rng.normal(0, 1, (6, 2)), self.rng.uniform(0, 2 * np.pi, (6, 2))
        self.light = np.full((WORK, WORK, 3), PAPER, np.float32)

    def lay(
        self,
        outline: Sequence[Point] | np.ndarray,
        fabric: Fabric,
        *,
        edge: tuple[float, float] = (0.35, 0.3),
        body: tuple[float, float] = (4.0, 0.8),
        folds: Sequence[Stroke] = (),
        tints: Sequence[Stroke] = (),
        rumple: tuple[float, float, float, float] = (0.0, 1.0, 1.0, 0.0),
        grain: float = 0.0,
        shadow: float = 1.0,
        along: Sequence[Point] | None = None,
        within: Sequence[Point] | np.ndarray | None = None,
    ) -> None:
        """Lay one piece of `fabric` on top of what is there.

        `edge` and `body` are (radius, height) of the rounding at the rim and of the whole piece; `rumple` is
        the (height, length, width, angle) of random waves; `grain` turns weave and pattern by that many
        degrees, `along` makes them follow a path; `within` cuts the piece off at a second outline.
        """
        outline = self._bend(outline if isinstance(outline, np.ndarray) else smooth(outline))
        box = Box.around(outline)
        mask = fill([outline], box)
        if within is not None:
            mask *= fill([self._bend(within if isinstance(within, np.ndarray) else smooth(within))], box)

        relief = body[1] * 2 * (blur(mask, body[0]) - 0.5)
        relief += strokes_field(folds, box)
        if rumple[0]:
            relief += rumple[0] * wrinkles(mask.shape, self.rng, *rumple[1:])
        texture, colors = self._surface(fabric, relief, box, grain, along)
        rim = edge[1] * 2 * (blur(mask, edge[0]) - 0.5)
        lit = shine(colors, relief, rim + fabric.bump * texture, fabric)
        lit *= (1 + strokes_field(tints, box))[..., None] if tints else 1

        self._cast_shadow(mask, box, shadow)
        frame, own = box.in_frame()
        cover = mask[own][..., None]
        self.light[frame] = self.light[frame] * (1 - cover) + np.clip(lit[own], 0, 1) * cover

    def _bend(self, points: np.ndarray) -> np.ndarray:
        """Move points a little, close ones alike, so that pieces which meet stay together."""
        vectors, phases = self.waves
        angle = points @ vectors.T * 0.22
        return points + self.slack * 0.4 * np.column_stack([np.sin(angle + p).sum(axis=1) for p in phases.T])

    def _surface(
        self, fabric: Fabric, relief: np.ndarray, box: Box, grain: float, along: Sequence[Point] | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Weave height and linear colours; both follow the folds, as cloth does."""
        x, y = box.grid()
        # Only the broad folds pull the weave along; sharp ones would tear a print apart.
        slope_y, slope_x = np.gradient(blur(relief, 0.9), 1 / UNIT)
        x, y = x - 50 + 0.35 * np.tanh(1.5 * slope_x), y - 50 + 0.35 * np.tanh(1.5 * slope_y)
        if along is None:
            turn = np.radians(grain)
            u, v = x * np.cos(turn) + y * np.sin(turn), -x * np.sin(turn) + y * np.cos(turn)
        else:
            u, v = path_coordinates(self._bend(smooth(along, closed=False)) - 50, x, y)
        texture = fabric.weave(u, v, self.rng)
        colors = decode(fabric.color if fabric.pattern is None else fabric.pattern(u, v))
        return texture, colors * (1 + fabric.mottle * texture)[..., None]

    def _cast_shadow(self, mask: np.ndarray, box: Box, strength: float) -> None:
        near = blur(shifted(mask, 0.2, 0.35), 0.45)
        far = blur(shifted(mask, 0.5, 0.9), 1.6)
        dark = np.clip(strength * (0.42 * near + 0.16 * far), 0, 0.9)[..., None]
        frame, own = box.in_frame()
        # Shadows on paper are not black: warm light bounces back into them.
        self.light[frame] *= 1 - dark[own] * np.array([1.0, 0.98, 0.94], np.float32)

    def stitch(
        self, path: Sequence[Point], color: Color, width: float = 0.2, dash: float = 0.6, gap: float = 0.35
    ) -> None:
        """Sew a dashed line."""
        line = self._bend(smooth(path, closed=False, steps=40))
        length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        dashes = []
        for start in np.arange(0, length[-1] - dash / 2, dash + gap):
            at = np.linspace(start, min(start + dash, length[-1]), 4)
            points = np.column_stack([np.interp(at, length, line[:, axis]) for axis in (0, 1)])
            dashes.append(strip([tuple(point) for point in points], width))
        box = Box.around(line)
        mask = fill(dashes, box)
        frame, own = box.in_frame()
        groove = blur(shifted(mask, 0.08, 0.12), 0.18)[own][..., None]
        thread = mask[own][..., None]
        self.light[frame] *= 1 - 0.55 * np.clip(1.4 * groove, 0, 1)
        self.light[frame] += (decode(color) - self.light[frame]) * 0.9 * thread

    def develop(self) -> Image.Image:
        """The finished picture: slight vignette, sensor noise, final size."""
        y, x = np.mgrid[-1 : 1 : WORK * 1j, -1 : 1 : WORK * 1j]
        vignette = 1 - 0.012 * (x**2 + y**2) + 0.012
        image = encode(self.light * np.minimum(vignette, 1.0)[..., None])
        image = image.reshape(SIZE, SUPERSAMPLE, SIZE, SUPERSAMPLE, 3).mean(axis=(1, 3))
        image += self.rng.normal(0, 0.9, (SIZE, SIZE, 1)) + self.rng.normal(0, 0.4, (SIZE, SIZE, 3))
        return Image.fromarray(np.clip(image.round(), 0, 255).astype(np.uint8))

    def save(self, path: Path) -> None:
        """Develop the picture into a JPEG file."""
        self.develop().save(path, quality=90, optimize=True)
