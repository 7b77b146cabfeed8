"""Light: where the lamp stands, how a surface looks under it, and how light becomes sRGB."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from drawing.cloth import Fabric
from drawing.raster import UNIT, blur

LIGHT = np.array([-0.42, -0.62, 1.0])  # points at the lamp, upper left; the camera looks straight down
LIGHT /= np.linalg.norm(LIGHT)
HALFWAY = LIGHT + np.array([0.0, 0.0, 1.0])  # between lamp and camera: slopes that face it gleam
HALFWAY /= np.linalg.norm(HALFWAY)
AMBIENT = 0.34
PAPER = 0.978  # linear light; about 252 of 255 once encoded


def encode(linear: np.ndarray) -> np.ndarray:
    """Linear light (0 to 1) to sRGB (0 to 255)."""
    return 255 * np.clip(linear, 0, 1) ** (1 / 2.2)


def decode(color: Sequence[float] | np.ndarray) -> np.ndarray:
    """sRGB (0 to 255) to linear light (0 to 1)."""
    return (np.asarray(color, np.float32) / 255) ** 2.2


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
