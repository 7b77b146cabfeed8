"""Turn outlines of cut cloth into a picture that looks like a product photo.

A `Photo` starts as a sheet of white paper. Each call of `Photo.lay` puts one more piece of material on it:
the outline becomes a mask, the mask a height field (thick edge, round body, folds, weave), and the height
field is lit from the upper left. A piece also drops a soft shadow on whatever lies below it.

All lengths and heights are in percent of the frame: (0, 0) is the upper left corner, (100, 100) the lower
right. An outline is a list of points; (x, y) is passed smoothly, (x, y, 1) is a sharp corner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SIZE = 640
SUPERSAMPLE = 2
WORK = SIZE * SUPERSAMPLE
UNIT = WORK / 100  # working pixels per percent of the frame
MARGIN = 8  # percent kept free around a piece so that blurs and shadows do not wrap

LIGHT = np.array([-0.42, -0.62, 1.0])  # points at the lamp, upper left; the camera looks straight down
LIGHT /= np.linalg.norm(LIGHT)
HALFWAY = LIGHT + np.array([0.0, 0.0, 1.0])  # between lamp and camera: slopes that face it gleam
HALFWAY /= np.linalg.norm(HALFWAY)
AMBIENT = 0.34
PAPER = 0.978  # linear light; about 252 of 255 once encoded

Point = tuple[float, ...]
Color = tuple[int, int, int]
Weave = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]
Pattern = Callable[[np.ndarray, np.ndarray], np.ndarray]


# --- outlines ---------------------------------------------------------------------------------------------


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
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.column_stack([x + rx * np.cos(angle), y + (ry or rx) * np.sin(angle)])


@dataclass(frozen=True)
class Box:
    """A rectangle of working pixels; it may reach over the frame's border."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, outline: np.ndarray) -> Box:
        low = np.floor((outline.min(axis=0) - MARGIN) * UNIT).astype(int)
        high = np.ceil((outline.max(axis=0) + MARGIN) * UNIT).astype(int)
        return cls(low[0], low[1], high[0], high[1])

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
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


# --- fields -----------------------------------------------------------------------------------------------


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
    return np.roll(field, (round(dy * UNIT), round(dx * UNIT)), axis=(0, 1))


def encode(linear: np.ndarray) -> np.ndarray:
    """Linear light (0 to 1) to sRGB (0 to 255)."""
    return 255 * np.clip(linear, 0, 1) ** (1 / 2.2)


def decode(color: Sequence[float] | np.ndarray) -> np.ndarray:
    return (np.asarray(color, np.float32) / 255) ** 2.2


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


# --- weaves: surface height, about -1 to 1, at positions in percent --------------------------------------


def jersey(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return 0.5 * np.cos(2 * np.pi * x / 0.5) + 0.5 * noise(x.shape, rng, 0.3, 0.07, 90)


def knit(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Stockinette: columns of small Vs."""
    leg = np.abs(np.mod(x / 1.5, 1) - 0.5)
    yarn = 0.5 + 0.5 * np.cos(2 * np.pi * (y / 1.2 + 1.3 * leg))
    return 2 * yarn**0.7 * np.sin(2 * np.pi * leg) ** 0.6 - 1 + 0.25 * noise(x.shape, rng, 0.1)


def rib(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.cos(2 * np.pi * x / 1.15) + 0.3 * noise(x.shape, rng, 0.3, 0.08, 90)


def twill(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    lines = np.cos(2 * np.pi * (0.8 * x + 0.6 * y) / 0.5)
    yarn = noise(x.shape, rng, 0.9, 0.06, 90) + noise(x.shape, rng, 0.12)
    return 0.4 * lines + 0.35 * yarn


def plain(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    threads = np.cos(2 * np.pi * x / 0.5) * np.cos(2 * np.pi * y / 0.5)
    return 0.5 * threads + 0.3 * noise(x.shape, rng, 0.8, 0.07, 90) + 0.3 * noise(x.shape, rng, 0.8, 0.07, 0)


def wool(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    fibres = sum(noise(x.shape, rng, 0.28, 0.07, angle) for angle in (20, 80, 140))
    return 0.3 * fibres + 0.25 * noise(x.shape, rng, 0.1) + 0.3 * noise(x.shape, rng, 0.7)


def leather(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pebbles between a net of fine creases, which are where smooth noise crosses zero."""
    pebbles = np.minimum(np.abs(noise(x.shape, rng, 0.3)), np.abs(noise(x.shape, rng, 0.36)))
    return 2.2 * np.minimum(pebbles, 0.5) - 0.6 + 0.2 * noise(x.shape, rng, 0.1)


def suede(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return 0.45 * noise(x.shape, rng, 0.09) + 0.5 * noise(x.shape, rng, 1.4)


def stacked(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Layers of wood or leather, as in a heel."""
    return 0.7 * np.cos(2 * np.pi * y / 2.6) ** 9 + 0.6 * noise(x.shape, rng, 2.5, 0.12, 0)


def crepe(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return 0.5 * noise(x.shape, rng, 0.16, 0.07, 90) + 0.3 * noise(x.shape, rng, 0.08)


def sleek(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return 0.3 * noise(x.shape, rng, 0.1)


# --- material and light -----------------------------------------------------------------------------------


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
        return replace(self, color=color)


@dataclass(frozen=True)
class Stroke:
    """A soft line: as a fold, `amount` is its height; as a tint, how much it lightens the colour."""

    path: Sequence[Point]
    width: float
    amount: float


def strokes_field(strokes: Sequence[Stroke], box: Box) -> np.ndarray:
    """Sum of soft lines that taper off at both ends."""
    total = np.zeros((box.height, box.width), np.float32)
    for kind in sorted({(s.width, s.amount) for s in strokes}):
        width, amount = kind
        same = [strip(s.path, width, taper=True) for s in strokes if (s.width, s.amount) == kind]
        total += amount * 1.5 * blur(fill(same, box), width * 0.4)
    return total


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
        self.develop().save(path, quality=90, optimize=True)


def shine(colors: np.ndarray, relief: np.ndarray, detail: np.ndarray, fabric: Fabric) -> np.ndarray:
    """Light on a surface: diffuse, hollows in shade, and the fabric's gloss."""
    slope_y, slope_x = np.gradient(relief + detail, 1 / UNIT)
    length = np.sqrt(slope_x**2 + slope_y**2 + 1)
    diffuse = np.maximum(LIGHT[2] - slope_x * LIGHT[0] - slope_y * LIGHT[1], 0) / length / LIGHT[2]
    hollow = np.clip(1 + 0.55 * (relief - blur(relief, 1.6)), 0.6, 1.15)
    lit = colors * ((AMBIENT + (1 - AMBIENT) * diffuse) * hollow)[..., None]
    if fabric.gloss:
        # Highlights follow the form more than the grain; otherwise leather looks wet.
        slope_y, slope_x = np.gradient(relief + 0.35 * detail, 1 / UNIT)
        length = np.sqrt(slope_x**2 + slope_y**2 + 1)
        facing = np.maximum(HALFWAY[2] - slope_x * HALFWAY[0] - slope_y * HALFWAY[1], 0) / length
        highlight = np.maximum(facing**fabric.polish - HALFWAY[2] ** fabric.polish, 0)
        tint = colors / np.maximum(colors.max(axis=-1, keepdims=True), 1e-3)
        lit = lit + fabric.gloss * highlight[..., None] * (0.4 + 0.6 * tint)
    return lit
