"""A sleeveless dress with a pleated skirt."""

from __future__ import annotations

import numpy as np

from drawing.cloth import Fabric, crepe
from drawing.outline import both_sides, mirrored, strip, strokes
from drawing.palette import CREAM, PLUM, darker
from drawing.photo import Photo

# fmt: off
# One point a line would bury the shapes, so this file's lines are broken by hand.


def dots(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Small dots in staggered rows."""
    row = np.floor(v / 1.9)
    du, dv = np.mod(u + 1.9 * np.mod(row, 2), 3.8) - 1.9, np.mod(v, 1.9) - 0.95
    cover = np.clip((0.42 - np.hypot(du, dv)) * 8, 0, 1)[..., None]
    return np.array(PLUM) * (1 - cover) + np.array(CREAM) * 0.95 * cover


def dress(photo: Photo) -> None:
    """A dotted dress: pleated skirt, fitted bodice, tied belt."""
    cloth = Fabric(PLUM, crepe, bump=0.012, mottle=0.07, pattern=dots)
    inside = Fabric(darker(PLUM, 0.55), crepe)
    back = [(40, 3.4, 1), (44, 5.4), (50, 6.4), (56, 5.4), (60, 3.4, 1), (59, 14), (50, 18), (41, 14)]
    photo.lay(back, inside)

    skirt = both_sides(
        [(50, 40.5), (60.4, 40, 1), (63, 48), (67, 66), (72.6, 95, 1), (69.4, 97), (65, 97), (61, 98.1),
         (57, 97.7), (53, 98.5), (50, 98.2)]
    )
    pleats = [
        *strokes(2.2, 2.2, [(59, 40), (62.4, 62), (71, 108)], [(41, 40), (37.6, 62), (29, 108)]),
        *strokes(2.2, 2.2, [(56.4, 40), (58, 62), (62, 108)], [(43.6, 40), (42, 62), (38, 108)]),
        *strokes(2.4, 2.2, [(52.6, 40), (53, 64), (53.6, 108)], [(47.6, 40), (47, 64), (45.8, 108)]),
        *strokes(1.6, 1.1, [(57.8, 42), (60.4, 56), (65.4, 94)], [(42.4, 42), (39.8, 54), (34.6, 90)]),
        *strokes(1.6, 1.0, [(54.6, 42), (55.6, 58), (57.8, 98)], [(50.2, 42), (50, 56), (49.6, 90)]),
        *strokes(1.6, 1.0, [(45.8, 42), (44.4, 60), (42.2, 98)], [(66, 66), (68.4, 84), (71, 106)]),
    ]
    photo.lay(skirt, cloth, folds=pleats, body=(6, 3), rumple=(0.12, 12, 1.6, 90))

    bodice = both_sides(
        [(50, 14.6), (55, 12), (58.6, 2, 1), (63.6, 2.6, 1), (62.6, 10), (66.4, 19.4, 1), (65, 26),
         (62.4, 33), (60.8, 41.6, 1), (50, 42.4)]
    )
    folds = [
        *strokes(0.4, -0.15, [(64.6, 23), (60, 26.4), (57.4, 41)], [(35.4, 23), (40, 26.4), (42.6, 41)]),
        *strokes(4.4, 0.9, [(60, 14), (58.6, 24), (57, 36)], [(40, 14), (41.4, 24), (43, 36)]),
        *strokes(1.6, 0.4, [(62, 34), (57, 37), (52, 38)], [(38, 34), (43, 37), (48, 38)]),
        *strokes(1.4, 0.35, [(56, 14), (52, 20), (50, 28)], [(44, 14), (47, 20), (49, 26)]),
    ]
    photo.lay(bodice, cloth, folds=folds, body=(5, 3), rumple=(0.1, 4, 1.8, 70))
    ribbon = Fabric(darker(PLUM, 0.8), crepe, bump=0.012)
    neckline = [(59, 2.2), (55.6, 12.4), (50, 15.2), (44.4, 12.4), (41, 2.2)]
    armhole = [(63.2, 2.9), (62.2, 10), (66, 19.6)]
    for path in (neckline, armhole, mirrored(armhole)):
        photo.lay(strip(path, 0.9), ribbon, body=(0.5, 0.15), shadow=0.4, within=bodice)

    belt = both_sides([(50, 40.4), (56, 40.2), (61.2, 39.6, 1), (61.6, 43.4, 1), (56, 44.2), (50, 44.4)])
    photo.lay(belt, ribbon, body=(1.2, 0.4), rumple=(0.06, 3, 0.5, 0), shadow=0.8)
    for tail in ([(49.6, 43), (48, 52), (48.6, 63)], [(50.6, 43), (52.6, 50), (52.4, 58)]):
        photo.lay(strip(tail, (1.8, 3.0)), ribbon, body=(1, 0.3), rumple=(0.1, 2, 0.8, 80), shadow=1.2)
    for loop in ([(50, 42.4, 1), (45, 38.8), (41, 40.4), (42, 44.6), (46, 44.8)],
                 [(50, 42.4, 1), (54, 39), (58.4, 39.4), (59, 43.6), (55, 45)]):
        crease = strokes(0.8, -0.3, [(50, 42.3), (46 if loop[1][0] < 50 else 54, 42), loop[2]])
        photo.lay(loop, ribbon, folds=crease, body=(1.2, 0.6), shadow=1.2)
    photo.lay([(48.4, 40.6), (51.6, 40.6), (51.8, 44.4), (48.2, 44.4)], ribbon, body=(0.8, 0.5), shadow=1.2)
