"""Materials: how a fabric is woven, how it is coloured and how it shines.

A weave is a function of positions in percent: the height of the surface there, about -1 to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from drawing.raster import noise

Color = tuple[int, int, int]
Weave = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]
Pattern = Callable[[np.ndarray, np.ndarray], np.ndarray]


def jersey(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Fine T-shirt knit: upright ribs."""
    return 0.5 * np.cos(2 * np.pi * x / 0.5) + 0.5 * noise(x.shape, rng, 0.3, 0.07, 90)


def knit(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Stockinette: columns of small Vs."""
    leg = np.abs(np.mod(x / 1.5, 1) - 0.5)
    yarn = 0.5 + 0.5 * np.cos(2 * np.pi * (y / 1.2 + 1.3 * leg))
    return 2 * yarn**0.7 * np.sin(2 * np.pi * leg) ** 0.6 - 1 + 0.25 * noise(x.shape, rng, 0.1)


def rib(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Ribbing, as in cuffs and hems."""
    return np.cos(2 * np.pi * x / 1.15) + 0.3 * noise(x.shape, rng, 0.3, 0.08, 90)


def twill(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Slanting lines over uneven yarn, as in denim."""
    lines = np.cos(2 * np.pi * (0.8 * x + 0.6 * y) / 0.5)
    yarn = noise(x.shape, rng, 0.9, 0.06, 90) + noise(x.shape, rng, 0.12)
    return 0.4 * lines + 0.35 * yarn


def plain(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Threads over and under each other, one by one."""
    threads = np.cos(2 * np.pi * x / 0.5) * np.cos(2 * np.pi * y / 0.5)
    return 0.5 * threads + 0.3 * noise(x.shape, rng, 0.8, 0.07, 90) + 0.3 * noise(x.shape, rng, 0.8, 0.07, 0)


def wool(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Felted cloth: fibres in every direction."""
    fibres = sum(noise(x.shape, rng, 0.28, 0.07, angle) for angle in (20, 80, 140))
    return 0.3 * fibres + 0.25 * noise(x.shape, rng, 0.1) + 0.3 * noise(x.shape, rng, 0.7)


def leather(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pebbles between a net of fine creases, which are where smooth noise crosses zero."""
    pebbles = np.minimum(np.abs(noise(x.shape, rng, 0.3)), np.abs(noise(x.shape, rng, 0.36)))
    return 2.2 * np.minimum(pebbles, 0.5) - 0.6 + 0.2 * noise(x.shape, rng, 0.1)


def suede(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A fine nap with broad brushed marks."""
    return 0.45 * noise(x.shape, rng, 0.09) + 0.5 * noise(x.shape, rng, 1.4)


def stacked(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Layers of wood or leather, as in a heel."""
    return 0.7 * np.cos(2 * np.pi * y / 2.6) ** 9 + 0.6 * noise(x.shape, rng, 2.5, 0.12, 0)


def crepe(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The grainy surface of twisted yarn."""
    return 0.5 * noise(x.shape, rng, 0.16, 0.07, 90) + 0.3 * noise(x.shape, rng, 0.08)


def sleek(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Hardly any surface at all: metal, rubber, satin."""
    return 0.3 * noise(x.shape, rng, 0.1)


@dataclass(frozen=True)
class Fabric:
    """What a piece is made of."""

    color: Color
    weave: Weave = sleek
    bump: float = 0.005  # height of the weave, percent of the frame
    mottle: float = 0.05  # how much the weave also lightens and darkens the colour
    gloss: float = 0.0
    polish: float = 14.0  # the higher, the smaller and sharper the highlights
    pattern: Pattern | None = None  # woven or printed colours, in place of `color`

    def dyed(self, color: Color) -> Fabric:
        """The same material in another colour."""
        return replace(self, color=color)
