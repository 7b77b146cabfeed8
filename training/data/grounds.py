"""What a garment lies on, found in its photo, so that it can be cut out and laid on something else."""

import numpy as np
import torch
from scipy.cluster.vq import kmeans, vq
from scipy.ndimage import binary_closing, binary_dilation, binary_fill_holes, binary_opening, gaussian_filter, label
from torch import Tensor

WHITE = 247  # of 255: what a shop's white ground still has at its darkest
FRAME = 5  # px, of the photo's edge: what it lies on, and little of what lies on it


def white_ground(picture: Tensor) -> Tensor:
    """(3, S, S) uint8 → (1, S, S) bool: the white that reaches the edges and makes up most of them; else nothing.

    A pixel more than the white itself, the rim that a cut would leave.
    """
    areas, _ = label((picture.amin(dim=0) >= WHITE).numpy())
    edge = np.concatenate([areas[0], areas[-1], areas[:, 0], areas[:, -1]])
    white = np.isin(areas, edge[edge > 0])
    if (edge > 0).mean() < 0.6 or not 0.1 < white.mean() < 0.9:
        white = np.zeros_like(white)
    return torch.from_numpy(binary_dilation(white, np.ones((3, 3)))).unsqueeze(0)


def plain_ground(picture: Tensor) -> Tensor:
    """(3, S, S) uint8 → (1, S, S) bool: all around one thing whose colours are not those at the photo's edges.

    A bed, a floor, a cover. Nowhere where the two do not fall apart clearly, or where what is left over is not one
    thing with a smooth outline: half a sleeve would be learned from.
    """
    colours = _opponent(picture.numpy())
    frame = np.ones(colours.shape[:2], dtype=bool)
    frame[FRAME:-FRAME, FRAME:-FRAME] = False
    around = colours[frame]
    dark_to_light = around[np.argsort(around[:, 0])]
    of_ground, _ = kmeans(around, dark_to_light[[len(around) // 6, len(around) // 2, -len(around) // 6]], thresh=0.1)
    distance = vq(colours.reshape(-1, 3), of_ground)[1].reshape(frame.shape)
    above, told_apart = _threshold(np.minimum(distance, np.quantile(distance, 0.98)))
    rest = binary_opening(binary_closing(distance > above, iterations=2), iterations=2)
    areas, _ = label(binary_fill_holes(rest))
    sizes = np.bincount(areas.ravel())[1:]
    thing = areas == 1 + sizes.argmax() if len(sizes) else np.zeros_like(frame)
    outline = np.diff(thing, axis=0).sum() + np.diff(thing, axis=1).sum()
    if (
        told_apart < 0.7
        or not 0.12 < thing.mean() < 0.65
        or thing[frame].mean() > 0.1
        or sizes.max() < 0.8 * sizes.sum()
        or outline > 2.2 * 4 * thing.sum() ** 0.5  # 2.2 times that of a square as large
    ):
        thing = np.ones_like(thing)
    return torch.from_numpy(~thing).unsqueeze(0)


def _opponent(picture: np.ndarray) -> np.ndarray:
    """(3, S, S) uint8 → (S, S, 3): lightness, red against green, yellow against blue; smoothed.

    Lightness counts less than it does to the eye: a fold's shadow is still the same cover.
    """
    red, green, blue = gaussian_filter(picture.astype(np.float32), (0, 1, 1))
    light = 0.3 * red + 0.59 * green + 0.11 * blue
    return np.stack([0.6 * light, red - green, (red + green) / 2 - blue], axis=2)


def _threshold(values: np.ndarray) -> tuple[float, float]:
    """(the value that splits them best in two; how much of their variance lies between the two, 0 to 1).

    Otsu, "A threshold selection method from gray-level histograms", 1979.
    """
    counts, edges = np.histogram(values, 64)
    middles = (edges[1:] + edges[:-1]) / 2
    below, sums = counts.cumsum()[:-1], (counts * middles).cumsum()[:-1]
    above = counts.sum() - below
    apart = sums / below.clip(1) - ((counts * middles).sum() - sums) / above.clip(1)
    between = below * above * apart**2 / counts.sum() ** 2
    best = between.argmax()
    return edges[best + 1], between[best] / max(values.var(), 1e-9)
