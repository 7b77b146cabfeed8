"""Draw the example pictures: one garment for each of the ten classes.

    python examples/draw.py            # all of them
    python examples/draw.py coat bag   # only these

The pictures imitate product photos, framed like the data set the classifier learned from: one garment on
white paper, upright and centred, its longer side filling the frame; shoes point to the left.

Outlines, folds and stitches are lists of points in percent of the frame; see `cloth` for what a third number
means and for how a piece becomes a picture.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from cloth import (
    Color,
    Fabric,
    Photo,
    Point,
    Stroke,
    both_sides,
    crepe,
    ellipse,
    jersey,
    knit,
    leather,
    mirrored,
    plain,
    rib,
    stacked,
    strip,
    suede,
    twill,
    wool,
)

HERE = Path(__file__).resolve().parent

BRICK = (158, 66, 46)
DENIM = (54, 66, 92)
FOREST = (44, 78, 62)
PLUM = (120, 44, 68)
CAMEL = (138, 95, 56)
NAVY = (36, 46, 74)
COGNAC = (150, 84, 42)
CHARCOAL = (58, 58, 62)
CREAM = (226, 214, 192)
OCHRE = (176, 128, 72)
BRASS = Fabric((186, 146, 74), gloss=1.2, polish=20)


# How a garment's right half, which is what is written down, becomes its right and its left side.
SIDES = ((1, list), (-1, mirrored))

# fmt: off
# One point a line would bury the shapes, so this file's lines are broken by hand.


def strokes(width: float, amount: float, *paths: Sequence[Point]) -> list[Stroke]:
    return [Stroke(path, width, amount) for path in paths]


def mirrored_strokes(lines: Sequence[Stroke]) -> list[Stroke]:
    return [Stroke(mirrored(line.path), line.width, line.amount) for line in lines]


def darker(color: Color, share: float) -> Color:
    return tuple(round(part * share) for part in color)


def button(photo: Photo, x: float, y: float, radius: float, color: Color, thread: Color) -> None:
    photo.lay(ellipse(x, y, radius), Fabric(color, gloss=0.5), edge=(0.25, 0.3), body=(1, 0), shadow=1.2)
    dish = Fabric(darker(color, 0.92), gloss=0.3)
    photo.lay(ellipse(x, y, radius * 0.62), dish, edge=(0.2, -0.15), shadow=0)
    hole = radius * 0.24
    for dx, dy in ((-hole, -hole), (hole, -hole), (hole, hole), (-hole, hole)):
        photo.lay(ellipse(x + dx, y + dy, radius * 0.13), Fabric(thread), edge=(0.1, 0), shadow=0)


def t_shirt(photo: Photo) -> None:
    cloth = Fabric(BRICK, jersey, bump=0.016, mottle=0.06)
    inside = cloth.dyed(darker(BRICK, 0.62))
    photo.lay([(38, 1.8, 1), (50, 3.2), (62, 1.8, 1), (62, 9), (50, 14), (38, 9)], inside, body=(3, -0.5))
    back = strip([(38.5, 1.8), (50, 3.6), (61.5, 1.8)], 2.2)
    photo.lay(back, cloth.dyed(darker(BRICK, 0.8)), body=(1, 0.1))
    photo.lay([(48, 4.6, 1), (52, 4.6, 1), (52, 6.8, 1), (48, 6.8, 1)], Fabric(CREAM), body=(1, 0.05))

    sleeve = [(66, 3.2), (75, 6.4), (82.5, 15), (91, 32.6, 1), (85, 36.4), (77, 39, 1), (70, 31), (66, 16)]
    creases = strokes(2, 0.5, [(75, 13), (79, 21), (82, 33)], [(71, 24), (76, 30), (79, 39)])
    for sign, side in SIDES:
        folds = creases if sign > 0 else mirrored_strokes(creases)
        rumple = (0.16, 5, 1.8, 90 - 30 * sign)
        photo.lay(side(sleeve), cloth, folds=folds, body=(5, 2), grain=-24 * sign, rumple=rumple)
        for shift in (0, 0.6):
            hem = [(89.6, 31 + shift), (83.2, 34.4 + shift), (75.8, 37 + shift)]
            photo.stitch(side(hem), darker(BRICK, 0.9))

    body = both_sides(
        [(50, 12.2), (57, 9.6), (62, 1.6, 1), (69, 4), (74.5, 6.2, 1), (72.8, 18), (73.6, 31, 1),
         (72, 52), (72.8, 80), (74, 97.2, 1), (62, 98.4), (50, 98.5)]
    )
    folds = [
        *strokes(2.6, 0.7, [(72, 29), (64, 36), (57, 49)], [(28, 29), (36, 37), (44, 53)]),
        *strokes(2, 0.45, [(72, 33), (66, 43), (64, 56)], [(28, 34), (33, 44), (35, 60)]),
        *strokes(3.6, 0.9, [(67, 48), (63, 66), (67, 104)], [(37, 52), (40, 70), (34, 105)]),
        *strokes(3, 0.6, [(47, 48), (53, 70), (49, 105)], [(60, 66), (56, 80), (59, 105)]),
        *strokes(2, 0.4, [(64, 7), (63, 17), (57, 27)], [(35, 7), (38, 18), (43, 26)]),
        *strokes(0.5, -0.16, [(74.5, 6.2), (72.5, 18), (73.3, 31)], [(25.5, 6.2), (27.5, 18), (26.7, 31)]),
    ]
    photo.lay(body, cloth, folds=folds, body=(8, 4), rumple=(0.2, 9, 2.6, 78), shadow=0.7)
    collar = [(62.2, 2), (57.4, 10), (50, 12.8), (42.6, 10), (37.8, 2)]
    photo.lay(strip(collar, 2.5), cloth, body=(1, 0.15), shadow=0.6)
    seam = [(63.8, 2.6), (58.6, 11), (50, 14.4), (41.4, 11), (36.2, 2.6)]
    photo.stitch(seam, darker(BRICK, 0.9))
    for y in (95.6, 96.3):
        photo.stitch([(28, y), (50, y + 0.7), (72, y)], darker(BRICK, 0.9))


def trouser(photo: Photo) -> None:
    cloth = Fabric(DENIM, twill, bump=0.016, mottle=0.24)
    inside = cloth.dyed(darker(DENIM, 0.55))
    photo.lay([(39, 2, 1), (50, 1.2), (61, 2, 1), (61, 8), (50, 9), (39, 8)], inside, body=(2, -0.4))
    photo.lay([(47, 2.6, 1), (53, 2.6, 1), (53, 5.4, 1), (47, 5.4, 1)], Fabric(COGNAC, leather), shadow=0.6)

    legs = both_sides(
        [(50, 5.2), (56, 4.2), (61, 2, 1), (63.4, 10), (65.6, 22), (66.4, 36), (65.8, 60), (66, 80),
         (66.6, 97.4, 1), (60, 98.3), (54.4, 97.8, 1), (53, 78), (52.2, 58), (51.2, 42), (50.2, 34, 1)]
    )
    folds = [
        *strokes(1.4, 0.7, [(51, 30), (57, 28), (64, 24)], [(49, 30), (43, 27), (36, 24)]),
        *strokes(1.2, 0.5, [(51, 33), (57, 33), (65, 30)], [(49, 33), (43, 32), (35, 30)]),
        *strokes(1.6, 0.7, [(54, 38), (60, 39), (66, 37)], [(46, 37), (40, 39), (35, 38)]),
        *strokes(2, 0.9, [(55, 60), (60, 63), (67, 61)], [(45, 58), (40, 62), (33, 61)]),
        *strokes(1.8, 0.8, [(56, 66), (61, 67), (67, 65)], [(45, 64), (39, 67), (33, 66)]),
        *strokes(1.6, 0.9, [(57, 88), (62, 91), (69, 89)], [(43, 86), (38, 90), (31, 89)]),
        *strokes(1.4, 0.7, [(57, 93), (62, 94), (68, 92)], [(43, 92), (37, 94), (32, 93)]),
        *strokes(0.5, -0.25, [(50, 8), (50.2, 20), (50, 33)]),
        *strokes(0.5, -0.2, [(56.4, 8), (58.4, 13.5), (65, 16.4)], [(43.6, 8), (41.6, 13.5), (35, 16.4)]),
    ]
    fades = [
        *strokes(6, 0.8, [(59, 22), (60.6, 42), (61, 64)], [(41, 22), (39.4, 42), (39, 64)]),
        *strokes(5, 0.5, [(61, 56), (61.6, 66), (62, 78)], [(39, 56), (38.4, 66), (38, 78)]),
        *strokes(1.2, 0.25, [(53, 28), (58, 26.6), (63, 23)], [(47, 28), (42, 26.6), (37, 23)]),
        *strokes(1.0, 0.2, [(53, 32), (58, 31.4), (64, 28)], [(47, 32), (42, 31.4), (36, 28)]),
        *strokes(1.6, -0.4, [(65, 20), (65.6, 50), (65.6, 80)], [(35, 20), (34.4, 50), (34.4, 80)]),
    ]
    photo.lay(legs, cloth, folds=folds, tints=fades, body=(4, 3.4), rumple=(0.2, 4, 1.8, 20))

    for _, side in SIDES:
        for shift in (0.5, 1.1):
            pocket = [(56.4 - shift, 8), (58.2 - shift / 2, 13.6 + shift), (65 - shift / 3, 16.6 + shift)]
            photo.stitch(side(pocket), OCHRE)
        photo.stitch(side([(51.2, 36), (52, 42), (53, 58), (53.8, 78), (55.1, 95)]), OCHRE)
        photo.stitch(side([(64.4, 18), (65.2, 28), (65.6, 40)]), OCHRE)
        photo.stitch(side([(54.6, 95.8), (60, 96.4), (66, 95.6)]), OCHRE)
    for shift in (0, 0.6):
        fly = [(53.4 - shift, 8.4), (53.4 - shift, 18), (52.4 - shift, 22), (50.4, 24.6 - shift)]
        photo.stitch(fly, OCHRE)

    band = [(39, 2, 1), (44, 4.2), (50, 5.2), (56, 4.2), (61, 2, 1), (62, 6.6, 1), (56, 8.7), (50, 9.6),
            (44, 8.7), (38, 6.6, 1)]
    photo.lay(band, cloth, body=(1.2, 0.2), tints=strokes(1.5, 0.3, [(39, 4), (50, 7), (61, 4)]), grain=90)
    photo.stitch([(39.2, 2.9), (44, 4.9), (50, 5.9), (56, 4.9), (60.8, 2.9)], OCHRE)
    photo.stitch([(38.4, 5.9), (44, 8), (50, 8.9), (56, 8), (61.6, 5.9)], OCHRE)
    for x in (41.6, 58.4):
        loop = [(x, 2.6), (x, 9)]
        photo.lay(strip(loop, 1.6), cloth, body=(0.6, 0.2), tints=strokes(1, 0.4, loop))
    photo.lay(ellipse(50.3, 7.4, 1.05), BRASS, edge=(0.3, 0.4), body=(0.6, 0.3))
    for x, y in ((55.8, 9.4), (64.4, 15.4), (44.2, 9.4), (35.6, 15.4)):
        photo.lay(ellipse(x, y, 0.36), BRASS, edge=(0.2, 0.2), shadow=0.6)


def pullover(photo: Photo) -> None:
    cloth = Fabric(FOREST, knit, bump=0.13, mottle=0.12)
    ribbed = Fabric(FOREST, rib, bump=0.16, mottle=0.12)
    inside = cloth.dyed(darker(FOREST, 0.72))
    photo.lay([(37.4, 2, 1), (50, 4), (62.6, 2, 1), (61, 10), (50, 15), (39, 10)], inside, body=(3, -0.5))
    back = [(36.2, 2.2), (50, 4.6), (63.8, 2.2)]
    photo.lay(strip(back, 3), ribbed.dyed(darker(FOREST, 0.82)), body=(1, 0.2), along=back)

    sleeve = [(66, 3.6), (76, 5.8), (83.6, 14), (86.2, 34), (86.8, 60), (88.6, 84), (87.6, 90.6),
              (83.4, 91.8), (79.6, 90.8), (77.4, 66), (74.6, 44), (70, 30), (66, 16)]
    creases = [
        *strokes(2.4, 0.7, [(74, 36), (79, 40), (85, 39)], [(76, 48), (80, 53), (86, 52)]),
        *strokes(2, 0.6, [(77, 62), (81, 66), (87, 64)], [(79, 78), (82, 82), (88, 80)]),
        *strokes(2.6, 0.6, [(76, 14), (79, 26), (78, 40)]),
    ]
    cuff = [(79.4, 90.6, 1), (83.6, 90.4), (87.8, 89.6, 1), (87.8, 98.2, 1), (84, 98.9), (80.2, 99, 1)]
    for sign, side in SIDES:
        folds = creases if sign > 0 else mirrored_strokes(creases)
        photo.lay(side(sleeve), cloth, folds=folds, body=(4, 2.6), grain=-9 * sign, rumple=(0.2, 4, 2, 90))
        photo.lay(side(cuff), ribbed, body=(2, 1), grain=-3 * sign, shadow=0.6)

    body = both_sides(
        [(50, 13.6), (57.6, 10.6), (63.4, 1.8, 1), (68, 2.8), (73.2, 5, 1), (71.6, 20), (73, 34, 1),
         (73.4, 60), (75.4, 80), (74, 87.4), (67, 89.2), (50, 89.4)]
    )
    folds = [
        *strokes(3, 0.8, [(72, 33), (64, 40), (58, 52)], [(28, 32), (36, 40), (42, 55)]),
        *strokes(2.4, 0.6, [(72, 38), (67, 50), (66, 62)], [(28, 39), (33, 50), (34, 66)]),
        *strokes(4, 0.9, [(66, 56), (64, 74), (68, 94)], [(36, 60), (38, 76), (33, 94)]),
        *strokes(3.4, 0.7, [(47, 56), (52, 76), (49, 94)]),
        *strokes(2, 0.6, [(74, 80), (65, 85), (56, 84)], [(26, 81), (36, 85), (45, 83)]),
        *strokes(0.6, -0.3, [(73.2, 5), (71.4, 20), (72.7, 34)], [(26.8, 5), (28.6, 20), (27.3, 34)]),
    ]
    photo.lay(body, cloth, folds=folds, body=(7, 4.4), rumple=(0.22, 8, 3, 80), shadow=0.8)
    hem = both_sides([(50, 87.8), (62, 87.7), (74.2, 87, 1), (73.4, 95, 1), (62, 95.7), (50, 95.9)])
    photo.lay(hem, ribbed, body=(2.4, 1.2), shadow=0.5)
    collar = [(64.2, 2.4), (58.6, 11.8), (50, 15), (41.4, 11.8), (35.8, 2.4)]
    photo.lay(strip(collar, 3.6), ribbed, body=(1.2, 0.4), along=collar, shadow=0.7)


def dots(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Small dots in staggered rows."""
    row = np.floor(v / 1.9)
    du, dv = np.mod(u + 1.9 * np.mod(row, 2), 3.8) - 1.9, np.mod(v, 1.9) - 0.95
    cover = np.clip((0.42 - np.hypot(du, dv)) * 8, 0, 1)[..., None]
    return np.array(PLUM) * (1 - cover) + np.array(CREAM) * 0.95 * cover


def dress(photo: Photo) -> None:
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


def coat(photo: Photo) -> None:
    cloth = Fabric(CAMEL, wool, bump=0.035, mottle=0.1)
    lining = Fabric((58, 40, 40), gloss=0.08)
    velvet = Fabric((64, 44, 34), suede, bump=0.03, mottle=0.12)
    photo.lay([(40, 3, 1), (60, 3, 1), (60, 20), (50, 46), (40, 20)], lining, body=(4, -0.6))
    photo.lay([(47, 8, 1), (53, 8, 1), (53, 11, 1), (47, 11, 1)], Fabric(CREAM), body=(1, 0.05))
    photo.lay(strip([(42, 3.2), (50, 2.4), (58, 3.2)], 4.4), velvet.dyed((54, 37, 29)), body=(1, 0.2))

    sleeve = [(60, 6), (68, 10.4), (74.6, 18.6), (79.2, 33), (82.4, 56), (85, 89.4, 1), (80.4, 91.2),
              (75.4, 91.4, 1), (73.4, 60), (71, 36), (62, 20)]
    creases = [
        *strokes(2.2, 0.8, [(70, 38), (74, 43), (80, 42)], [(71, 48), (75, 53), (81, 52)]),
        *strokes(2.4, 0.6, [(71, 15), (75, 28), (74, 42)], [(76, 62), (78, 74), (77, 86)]),
        *strokes(0.4, -0.2, [(75.2, 87.6), (80.2, 87.6), (84.8, 86)]),
    ]
    for sign, side in SIDES:
        folds = creases if sign > 0 else mirrored_strokes(creases)
        photo.lay(side(sleeve), cloth, folds=folds, body=(4, 2.8), grain=-6 * sign, rumple=(0.16, 5, 2, 80))
        for y in (82, 84.6):
            button(photo, 50 + sign * 27.4, y, 0.75, darker(COGNAC, 0.5), CREAM)

    front = [(57, 4, 1), (62.6, 7), (67.4, 10.6, 1), (68.6, 22), (71, 36, 1), (71, 60), (73.4, 97.2, 1),
             (60, 98.4), (46.6, 98.6, 1), (46.8, 70), (47, 42, 1)]
    drape = [
        *strokes(3.2, 1.1, [(69, 36), (64, 46), (62, 60)]),
        *strokes(4, 1.2, [(64, 60), (64, 78), (67, 98)]),
        *strokes(3.4, 0.9, [(54, 54), (56, 76), (54, 98)]),
        *strokes(2.2, 0.6, [(66, 10), (65, 22), (60, 34)]),
        *strokes(0.5, -0.25, [(67.4, 10.6), (68, 22), (70.8, 36)]),
    ]
    collar = [(53.6, 0.9), (60, 1.6), (64, 7), (66.6, 15.6, 1), (60.6, 16.8, 1), (57.4, 9), (53.8, 4.4)]
    lapel = [(60.6, 16.2, 1), (66.8, 19.2, 1), (62.6, 27), (55, 36.6), (47.6, 44.4, 1), (52.4, 27),
             (57, 8, 1)]
    flap = [(56.8, 63.4, 1), (67.4, 61.6, 1), (68, 66.4), (67, 67.8), (57.8, 69.2), (57, 68.4)]
    for sign, side in reversed(SIDES):
        folds = drape if sign > 0 else mirrored_strokes(drape)
        rumple = (0.24, 9, 2.6, 85)
        photo.lay(side(front), cloth, folds=folds, edge=(0.3, 0.5), body=(6, 3.6), rumple=rumple, shadow=1.6)
        photo.lay(side(flap), cloth, edge=(0.3, 0.4), body=(1.2, 0.4), grain=8 * sign, shadow=1.2)
        photo.stitch(side([(57.8, 68), (62.6, 67.5), (67.2, 66.6)]), darker(CAMEL, 0.8))
        photo.lay(side(lapel), cloth, edge=(0.3, 0.5), body=(2.4, 1.0), grain=-30 * sign, shadow=1.3)
        photo.stitch(side([(66, 19.8), (62, 26.4), (54.4, 36), (49, 41.6)]), darker(CAMEL, 0.8))
    for sign, side in reversed(SIDES):
        photo.lay(side(collar), velvet, edge=(0.3, 0.5), body=(1.8, 0.8), grain=40 * sign, shadow=1.2)
    for y in (48.4, 61, 73.6):
        button(photo, 50.6, y, 1.5, darker(COGNAC, 0.5), CREAM)


def check(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Flannel check: warp and weft show in equal parts."""

    def yarn(position: np.ndarray) -> np.ndarray:
        place = np.mod(position, 11.0)
        colors = np.empty((*place.shape, 3), np.float32)
        colors[:] = (96, 120, 148)
        colors[np.abs(place - 5.5) < 2.6] = NAVY
        colors[np.abs(place - 5.5) < 0.35] = OCHRE
        colors[np.minimum(place, 11 - place) < 0.45] = CREAM
        return colors

    return (yarn(u) + yarn(v)) / 2


def shirt(photo: Photo) -> None:
    cloth = Fabric(NAVY, plain, bump=0.012, mottle=0.07, pattern=check)
    inside = Fabric(darker(NAVY, 0.9), plain)
    photo.lay([(42, 2.6, 1), (50, 1.2), (58, 2.6, 1), (57, 10), (50, 14), (43, 10)], inside, body=(2, -0.4))
    photo.lay(strip([(42.6, 3), (50, 1.4), (57.4, 3)], 3.4), cloth, body=(1, 0.2), grain=2, shadow=0.4)

    sleeve = [(64, 6.6), (72.6, 9.4), (80, 17), (83.4, 34), (86, 60), (88, 86), (83, 88.4), (78, 87.6),
              (75, 64), (71.6, 44), (68, 30), (64, 16)]
    creases = [
        *strokes(2, 0.8, [(72, 34), (76, 39), (83, 38)], [(73, 45), (78, 50), (85, 48)]),
        *strokes(1.6, 0.6, [(76, 57), (80, 61), (86, 58)], [(78, 76), (82, 79), (88, 76)]),
        *strokes(2.2, 0.7, [(72, 14), (77, 26), (76, 40)]),
    ]
    cuff = [(77.4, 87, 1), (82.6, 87.4), (88.2, 85.4, 1), (88.8, 94.4, 1), (84, 96), (78.6, 96.2, 1)]
    for sign, side in SIDES:
        folds = creases if sign > 0 else mirrored_strokes(creases)
        photo.lay(side(sleeve), cloth, folds=folds, body=(4, 2.6), grain=-9 * sign, rumple=(0.18, 4, 1.8, 70))
        photo.lay(side(cuff), cloth, body=(1.8, 0.6), grain=-7 * sign, shadow=0.8)
        button(photo, 50 + sign * 31.4, 91.6, 0.7, CREAM, NAVY)

    body = both_sides(
        [(50, 12), (55, 6), (58.6, 4, 1), (65, 6), (72, 8.6, 1), (70, 20), (70.6, 33, 1), (69.8, 54),
         (71, 78), (71.4, 88.4), (66.4, 93.6), (59, 98.4), (50, 99.6)]
    )
    folds = [
        *strokes(2.4, 1.3, [(69, 32), (62, 40), (57, 53)], [(31, 31), (38, 40), (43, 56)]),
        *strokes(2, 1.0, [(70, 38), (65, 48), (63, 62)], [(30, 38), (35, 50), (36, 64)]),
        *strokes(3.2, 1.8, [(64, 54), (62, 74), (65, 104)], [(37, 58), (39, 76), (35, 96)]),
        *strokes(2.2, 0.6, [(56, 60), (57, 78), (55, 97)], [(44, 64), (43, 80), (45, 97)]),
        *strokes(0.5, -0.2, [(72, 8.6), (69.8, 20), (70.3, 33)], [(28, 8.6), (30.2, 20), (29.7, 33)]),
    ]
    photo.lay(body, cloth, folds=folds, body=(6, 4), rumple=(0.2, 8, 2.4, 80), shadow=0.8)
    hem = [(29.6, 87.6), (34.2, 92.4), (41.4, 97), (50, 98.4), (58.6, 97), (65.8, 92.4), (70.4, 87.6)]
    photo.stitch(hem, NAVY)

    pocket = [(55.6, 29, 1), (65.4, 29, 1), (65.4, 38.6, 1), (60.5, 41, 1), (55.6, 38.6, 1)]
    photo.lay(pocket, cloth, body=(1.4, 0.3), shadow=0.8)
    photo.stitch([(55.8, 31.2), (65.2, 31.2)], NAVY)
    placket = strip([(50, 9), (50.2, 50), (50, 99.2)], 4.6)
    photo.lay(placket, cloth, edge=(0.25, 0.25), body=(1.4, 0.3), shadow=0.8)
    for x in (48.2, 51.9):
        photo.stitch([(x, 12), (x + 0.2, 50), (x, 97)], NAVY, 0.14)

    leaf = [(50.2, 9.6, 1), (54.6, 6), (57.6, 1.2, 1), (62.6, 8), (63.6, 11), (58, 18.4, 1)]
    for sign, side in reversed(SIDES):
        photo.lay(side(leaf), cloth, edge=(0.3, 0.4), body=(1.8, 0.6), grain=38 * sign, shadow=1.3)
        photo.stitch(side([(51.6, 10.4), (57.9, 17.1, 1), (62.7, 11)]), NAVY, 0.14)
    for y in (11.6, 24, 37, 50, 63, 76, 88):
        button(photo, 50.1, y, 0.95, CREAM, NAVY)


def sandal(photo: Photo) -> None:
    photo.slack = 0.1
    hide = Fabric(COGNAC, leather, bump=0.016, mottle=0.05, gloss=0.22, polish=10)
    inside = Fabric(darker(COGNAC, 0.66), suede, bump=0.02, mottle=0.08)
    wood = Fabric((96, 60, 36), stacked, bump=0.03, mottle=0.14, gloss=0.1)

    photo.lay(strip([(67.4, 24), (72, 18.6), (82, 17), (93, 20)], 3.6), inside)
    photo.lay([(24, 72.4), (33, 74), (39.6, 80), (38, 84.6), (26, 88), (20, 80)], inside)
    heel = [(73, 57, 1), (84, 52), (96.6, 51, 1), (96, 72), (96.4, 92.6, 1), (80.4, 92.6, 1), (79.4, 74)]
    photo.lay(heel, wood, edge=(0.4, 0.5), body=(4, 2.4))
    photo.lay(strip([(80.2, 92.6), (96.6, 92.6)], 1.6), Fabric(CHARCOAL), body=(0.6, 0.2))

    footbed = [(4, 86), (10, 87.8), (20, 88.6), (33, 86.6), (46, 79), (58, 68.6), (70, 58.6), (82, 53),
               (96.6, 50.6)]
    sole = strip([(x, y + 1.6) for x, y in footbed], (1.2, 4.4, 4.2, 3.4, 3.2, 3.0))
    photo.lay(sole, Fabric((70, 48, 36)), body=(1, 0.4))
    insole = strip(footbed, (0.8, 2.4, 2.4, 2.4, 2.2))
    photo.lay(insole, hide, edge=(0.3, 0.3), body=(0.8, 0.4), along=footbed, shadow=0.6)
    photo.stitch([(x, y + 0.4) for x, y in footbed], OCHRE, 0.18)

    band = [(8, 87.4, 1), (9.6, 81.6), (15, 75), (25, 70.6, 1), (30.4, 73.6), (34, 79.4), (35.4, 87.4, 1),
            (20, 89.6)]
    photo.lay(band, hide, edge=(0.4, 0.4), body=(4, 3))
    photo.stitch([(9.6, 86.8), (11, 82), (16, 76.2), (24.4, 72.2)], OCHRE, 0.18)
    photo.stitch([(25.2, 72.2), (29.4, 75), (32.6, 80), (34, 86)], OCHRE, 0.18)

    cup = [(96.8, 51.6, 1), (98, 42), (97.4, 30), (95.4, 19, 1), (91.6, 18.6, 1), (90, 29), (85.6, 40),
           (76, 55.8, 1), (86, 53)]
    photo.lay(cup, hide, edge=(0.4, 0.4), body=(4, 2.6))
    photo.stitch([(78.4, 54), (86.8, 40.6), (91.2, 29.4), (92.8, 20)], OCHRE, 0.18)

    bar = [(26.4, 73), (37, 68), (48.6, 55.6), (58, 39.6), (66.4, 23)]
    photo.lay(strip(bar, (4.4, 3.4, 3.2)), hide, edge=(0.3, 0.35), body=(1.2, 0.7))
    for side in (-1, 1):
        photo.stitch([(x + side * 0.9, y + side * 0.7) for x, y in bar[1:]], OCHRE, 0.18)
    ankle = [(94, 21.6), (86, 26.4), (76, 27.6), (68, 24.6), (65.6, 21)]
    photo.lay(strip(ankle, 3.8), hide, edge=(0.3, 0.35), body=(1.2, 0.7))
    photo.stitch([(x, y - 1.2) for x, y in ankle[:4]], OCHRE, 0.18)
    photo.stitch([(x, y + 1.2) for x, y in ankle[:4]], OCHRE, 0.18)
    photo.lay(strip([(64.2, 25.6), (66.2, 22.2), (68.4, 19.2)], 4.2), hide, edge=(0.3, 0.35), body=(1.4, 0.9))
    for x, y in ((86, 26.5), (89.6, 24.6)):
        photo.lay(ellipse(x, y, 0.45), inside, edge=(0.15, -0.1), shadow=0)
    buckle = [(74.6, 24.6, 1), (81.4, 24.2, 1), (81.6, 30.4, 1), (74.8, 30.4, 1), (74.6, 24.6, 1)]
    photo.lay(strip(buckle, 1.0), BRASS, edge=(0.25, 0.4), body=(0.6, 0.3), shadow=1.3)
    photo.lay(strip([(75, 27.4), (81.8, 27)], 0.8), BRASS, edge=(0.25, 0.35), shadow=1.3)


def sneaker(photo: Photo) -> None:
    photo.slack = 0.1
    canvas = Fabric((52, 66, 100), plain, bump=0.02, mottle=0.1)
    nubuck = Fabric((44, 54, 82), suede, bump=0.04, mottle=0.12)
    white = Fabric((206, 200, 190), plain, bump=0.01)
    gum = Fabric((146, 96, 54), gloss=0.2, polish=10)

    lining = [(57.1, 33, 1), (66.2, 38), (76.3, 39.4), (86.4, 37.6), (93.5, 35.6, 1), (91.5, 51), (62.1, 51)]
    photo.lay(lining, Fabric(darker(CREAM, 0.66), plain), body=(3, -1))
    photo.lay([(46, 42), (51, 33.4), (56.1, 29.2), (60.5, 30.4), (61.7, 37), (59.1, 47), (50, 47)], canvas,
              edge=(0.4, 0.5), body=(2, 1.6), rumple=(0.08, 2, 1, 30))

    upper = [(1.6, 71, 1), (1.8, 65), (4.5, 60.6), (10.5, 57.4), (18.6, 55), (27.7, 51.2), (37.9, 45),
             (47, 39), (54, 34.2, 1), (58.7, 40), (66.2, 44), (74.3, 44.4), (82.4, 41.6), (89.5, 36.4),
             (93.9, 35), (95.9, 38), (95.9, 45), (95.3, 53), (97.2, 63), (97.6, 72, 1)]
    folds = [
        *strokes(1.4, 0.7, [(26.7, 51), (30.8, 57), (30.8, 65)], [(30.8, 50), (35.8, 57), (36.8, 65)]),
        *strokes(2, 0.7, [(68.2, 46), (73.3, 54), (71.3, 67)], [(76.3, 45), (80.4, 53), (79.3, 67)]),
    ]
    photo.lay(upper, canvas, folds=folds, body=(5, 5), rumple=(0.12, 4, 2, 20))

    def overlay(outline: Sequence[Point], seam: Sequence[Point]) -> None:
        photo.lay(outline, nubuck, edge=(0.35, 0.5), body=(4, 2.2), shadow=1.1, within=upper)
        photo.stitch(seam, darker(CREAM, 0.85), 0.18, 0.5, 0.3)

    toe = [(-2.6, 73, 1), (-2.6, 61), (5.5, 55), (19.6, 52), (23.3, 56), (20.7, 60.6), (16.6, 63.4),
           (23.7, 66.6), (35.8, 73, 1)]
    overlay(toe, [(19.2, 54.8), (21.9, 56.4), (19.6, 60), (14.6, 63.2), (22.7, 67.4), (30.8, 70)])
    facing = [(33.8, 45), (43.9, 38), (54, 32), (59.5, 40.4), (63, 43.6), (54, 49), (43.9, 55.4),
              (36.4, 57.4), (32.8, 53)]
    overlay(facing,
            [(58.7, 42), (61.1, 43.8), (53.4, 48), (43.3, 54.4), (36.8, 56.2), (34, 52.8), (34.4, 48)])
    heel = [(86.4, 36), (97.6, 32, 1), (99.6, 73, 1), (76.3, 73, 1), (78.3, 65.6), (85.4, 60.6), (89.1, 53),
            (88.9, 45)]
    overlay(heel, [(88.1, 40), (90.1, 45), (90.3, 53), (86.4, 61.4), (79.8, 66.2), (78.3, 70)])
    saddle = [(56.1, 47.6), (63.2, 43.4), (67.2, 49), (69.2, 59), (70.8, 73), (58.1, 73), (57.7, 61)]
    overlay(saddle, [(64.2, 46), (66.2, 51), (68, 59), (69, 68.4)])
    photo.stitch([(57.7, 49), (59.1, 61), (59.5, 68.6)], darker(CREAM, 0.85), 0.18, 0.5, 0.3)
    rim = [(54.3, 34.8), (59.1, 40.6), (66.2, 44.6), (74.3, 45), (82.4, 42.2), (89.5, 37), (94.1, 35.8)]
    photo.lay(strip(rim, 2), nubuck, edge=(0.5, 0.5), body=(0.8, 0.5), shadow=0.8)
    tab = [(91.9, 32, 1), (97.6, 32, 1), (97.6, 46.4, 1), (91.5, 45.6, 1)]
    photo.lay(tab, white, edge=(0.3, 0.4), shadow=0.9, within=upper)

    eyelets = [(37.5, 51.6), (42.3, 48.6), (47.2, 45.4), (52, 42.2), (56.5, 39.6)]
    for x, y in eyelets:
        photo.lay(ellipse(x, y, 0.8), BRASS, edge=(0.2, 0.25), shadow=0.6)
        lace = [(x - 3.4, y - 6.6), (x - 1, y - 4.6), (x + 0.2, y)]
        photo.lay(strip(lace, 1.6), white, edge=(0.25, 0.3), body=(0.6, 0.2), shadow=1.4, within=upper)
    for loop in ([(54, 34.6), (49, 36.6), (46.6, 41), (50, 41.4), (54.5, 35)],
                 [(54, 34.6), (59.7, 33.6), (64.2, 36.6), (61.1, 39), (54.7, 35.2)],
                 [(54.3, 35), (57.7, 40), (58.5, 46.4)], [(54, 35), (52, 41), (53.4, 48.4)]):
        photo.lay(strip(loop, 1.1), white, edge=(0.25, 0.3), body=(0.6, 0.2), shadow=1.5)
    photo.lay(ellipse(54.3, 34.8, 1.5, 1.2), white, edge=(0.35, 0.5), body=(0.8, 0.5), shadow=1.4)

    sole = [(0.8, 66.4, 1), (7.5, 68.4), (29.8, 69.6), (60.1, 69.4), (84.4, 68), (98.2, 66.2, 1), (99, 71),
            (98, 76.4), (90.5, 77.6), (60.1, 78), (29.8, 78), (11.5, 76.6), (3.4, 73.4), (0.8, 69.6)]
    photo.lay(sole, gum, edge=(0.6, 0.7), body=(2.4, 2), shadow=1.4)
    seam = [(2, 68.2), (7.5, 70), (29.8, 71.2), (60.1, 71), (84.4, 69.6), (97.6, 68)]
    photo.stitch(seam, CREAM, 0.2, 0.7, 0.4)
    tread = [(2.6, 72.4), (11.5, 75), (29.8, 76.2), (60.1, 76.2), (90.5, 75.8), (98.2, 74.6)]
    photo.lay(strip(tread, 0.4), gum.dyed(darker(gum.color, 0.6)), edge=(0.2, -0.2), shadow=0)


def bag(photo: Photo) -> None:
    photo.slack = 0.18
    hide = Fabric(COGNAC, leather, bump=0.026, mottle=0.05, gloss=0.22, polish=10)
    trim = hide.dyed(darker(COGNAC, 0.62))

    back = [(32, 44), (32.6, 22), (40, 6.4), (50, 3.2), (60, 6.4), (67.4, 22), (68, 44)]
    photo.lay(strip(back, 3), trim.dyed(darker(COGNAC, 0.42)), edge=(0.5, 0.5), body=(1, 0.8))
    mouth = both_sides([(50, 34.6), (74, 34.4), (86, 36.4, 1), (86, 46), (50, 50)])
    photo.lay(mouth, trim.dyed(darker(COGNAC, 0.5)))

    front = both_sides(
        [(50, 38.6), (70, 38.2), (88.4, 36.8, 1), (91, 52), (95, 78), (96.6, 92), (94, 96.4), (88, 97.6),
         (50, 98)]
    )
    folds = [
        *strokes(4, 1.2, [(86, 42), (84, 60), (90, 80)], [(14, 42), (16, 60), (10, 80)]),
        *strokes(5, 0.8, [(62, 50), (66, 62), (62, 76)], [(38, 48), (33, 60), (36, 72)]),
    ]
    photo.lay(front, hide, folds=folds, edge=(0.5, 0.6), body=(8, 5), rumple=(0.3, 8, 5, 10))
    pocket = both_sides([(50, 60.4), (72, 59.6), (96, 57, 1), (100, 101, 1), (50, 101)])
    photo.lay(pocket, hide, edge=(0.4, 0.6), body=(8, 4), rumple=(0.3, 9, 5, 0), shadow=1.3, within=front)
    corner = [(99, 78, 1), (88, 80.4), (80.6, 88), (79, 101, 1), (99, 101, 1)]
    for _, side in SIDES:
        photo.lay(side(corner), trim, edge=(0.4, 0.5), body=(4, 2), within=front)
        photo.stitch(side([(95, 80), (88.6, 81.8), (82, 89), (80.6, 96.6)]), OCHRE, 0.22)
    photo.stitch([(8.2, 59.5), (28, 61.4), (50, 62), (72, 61.4), (91.8, 59.5)], OCHRE, 0.22)
    photo.stitch([(20.6, 96.2), (50, 96.6), (79.4, 96.2)], OCHRE, 0.22)
    photo.lay(strip([(11.4, 38), (30, 39.6), (50, 40), (70, 39.6), (88.6, 38)], 3.4), trim, body=(1, 0.5))
    photo.stitch([(11.6, 39), (30, 40.6), (50, 41), (70, 40.6), (88.4, 39)], OCHRE, 0.22)

    for _, side in SIDES:
        tab = side([(64.2, 43, 1), (71.4, 43, 1), (71, 53), (67.8, 56.4), (64.6, 53)])
        photo.lay(tab, trim, edge=(0.4, 0.5), body=(1.6, 0.8), shadow=1.2)
        photo.stitch(side([(65.2, 44.6), (65.4, 52.6), (67.8, 55), (70.2, 52.6), (70.4, 44.6)]), OCHRE, 0.22)
        x = side([(67.8, 50)])[0][0]
        photo.lay(ellipse(x, 50.6, 1), BRASS, edge=(0.3, 0.5), shadow=1)
        ring = [(x - 3, 42), (x - 2.6, 38.6), (x, 37.4), (x + 2.6, 38.6), (x + 3, 42), (x, 43.6), (x - 3, 42)]
        photo.lay(strip(ring, 1.1), BRASS, edge=(0.3, 0.5), body=(0.5, 0.3), shadow=1.3)
    handle = [(32.2, 40.6), (32.6, 26), (39, 10.8), (50, 7), (61, 10.8), (67.4, 26), (67.8, 40.6)]
    photo.lay(strip(handle, 3.8), trim, edge=(0.6, 0.7), body=(1.2, 1.2), along=handle, shadow=1.2)
    photo.stitch([(x + (50 - x) * 0.012, y) for x, y in handle], OCHRE, 0.22)

    strap = [(46.4, 36.6, 1), (53.6, 36.6, 1), (53.2, 64), (50, 68), (46.8, 64)]
    photo.lay(strap, trim, edge=(0.4, 0.5), body=(1.6, 0.8), shadow=1.3)
    photo.stitch([(47.4, 38), (47.8, 63.4, 1), (50, 66.4, 1), (52.2, 63.4, 1), (52.6, 38)], OCHRE, 0.22)
    photo.lay(ellipse(50, 60, 2.2, 2.6), BRASS, edge=(0.4, 0.6), body=(0.8, 0.3), shadow=1.2)
    photo.lay(strip([(48.6, 60), (51.4, 60)], 1.2), BRASS, edge=(0.3, 0.5), shadow=1.5)


def ankle_boot(photo: Photo) -> None:
    photo.slack = 0.12
    brown = (96, 58, 40)
    hide = Fabric(brown, leather, bump=0.018, mottle=0.06, gloss=0.2, polish=10)
    cuff = Fabric(darker(brown, 0.62), suede, bump=0.03, mottle=0.1)
    lace = Fabric((176, 140, 92), twill, bump=0.03)
    rubber = Fabric((52, 42, 38), gloss=0.12)

    lining = [(52, 8, 1), (62, 4), (78, 4), (91, 5.4, 1), (90, 20), (54, 20)]
    photo.lay(lining, Fabric((52, 38, 32)), body=(3, -1))
    tongue = [(47.6, 22), (47.4, 8), (51, 3), (57.4, 3), (60.4, 9), (58, 24)]
    photo.lay(tongue, hide, edge=(0.5, 0.6), body=(3, 2))

    upper = [(3, 87, 1), (2.8, 80), (5.4, 74), (12, 69.6), (21, 67), (31, 62.6), (39, 54.4), (44.4, 43),
             (47.6, 28), (49.6, 9.6, 1), (60, 12), (76, 11.6), (91.6, 8, 1), (92, 18), (90, 34), (88.8, 50),
             (91.4, 66), (95.4, 79), (96.2, 88, 1)]
    folds = [
        *strokes(1.6, 0.35, [(42, 63), (50, 64.4), (58, 62)], [(42, 67.4), (51, 69), (60, 66)]),
        *strokes(2.2, 0.4, [(64, 41), (75, 45), (88, 42)], [(66, 47), (76, 51), (88, 48)]),
        *strokes(1.6, 0.4, [(29, 66), (33, 72), (33.6, 82)], [(32.6, 65), (37, 72), (37.6, 81)]),
    ]
    photo.lay(upper, hide, folds=folds, edge=(0.5, 0.6), body=(6, 6), rumple=(0.24, 6, 3, 20))

    def overlay(outline: Sequence[Point], *seams: Sequence[Point]) -> None:
        rumple = (0.1, 5, 3, 40)
        photo.lay(outline, hide, edge=(0.4, 0.6), body=(5, 3), rumple=rumple, shadow=1.2, within=upper)
        for seam in seams:
            photo.stitch(seam, OCHRE, 0.22, 0.6, 0.35)

    toe = [(-2, 89, 1), (-2, 68), (12, 64), (22.6, 62.6), (26.4, 68), (28.4, 77), (29, 89, 1)]
    overlay(toe, [(22, 67), (25, 69.6), (27, 77.6), (27.4, 86)],
            [(21, 67.6), (24, 70.2), (26, 77.8), (26.4, 86)])
    heel = [(99, 56, 1), (86, 56), (78, 66), (73, 78), (72, 89, 1), (99, 89, 1)]
    overlay(heel, [(90, 57.6), (86.6, 57.8), (79.4, 67), (74.6, 78.4), (73.6, 86)],
            [(90, 58.6), (87.2, 58.8), (80.4, 67.6), (75.6, 78.8), (74.6, 86)])
    facing = [(46, 4, 1), (58.4, 9, 1), (57.6, 28), (55, 46), (49.6, 60), (41, 69), (32.6, 67.6), (30, 60),
              (38, 48)]
    overlay(facing, [(57.2, 13), (56.4, 28), (53.8, 45.6), (48.6, 59), (40.6, 67.6), (33.6, 66.4)])
    rim = [(58, 14), (66, 15), (80, 14.6), (92, 11.6)]
    photo.lay(strip(rim, 7.2), cuff, edge=(1.0, 1.0), body=(2.4, 2.4), rumple=(0.12, 2, 2, 0), shadow=1.1)
    for x in (66.5, 75, 83.5):
        photo.lay(strip([(x, 11), (x + 0.3, 18)], 0.5), cuff, edge=(0.3, -0.4), shadow=0)
    photo.lay(strip([(90.4, 12), (93.6, 5.4), (94.8, 12), (92, 20)], 1.8), cuff, edge=(0.3, 0.4), shadow=1)

    eyelets = [(54.8, 15), (54.2, 23.2), (53.2, 31.4), (51.4, 39.6), (48.4, 48), (44, 56)]
    for x, y in eyelets:
        photo.lay(ellipse(x, y, 1.2), BRASS, edge=(0.3, 0.4), shadow=0.8)
        photo.lay(ellipse(x, y, 0.6), rubber, edge=(0.15, -0.2), shadow=0)
    for (x, y), (x2, y2) in pairwise(eyelets):
        down = [(x, y), (x - 3, y + 3.4), (x2 - 8.4, y2 - 1)]
        up = [(x2, y2), (x2 - 3.4, y2 - 3.4), (x - 9, y)]
        for path in (down, up):
            photo.lay(strip(path, 1.4), lace, edge=(0.3, 0.4), body=(0.6, 0.2), shadow=1.4, within=upper)
    for loop in ([(50, 13), (43, 14), (37.4, 20), (41, 23), (50.4, 14)],
                 [(50, 13), (57, 16), (63, 24), (58.6, 25.6), (50.6, 14)],
                 [(50, 13), (46.6, 22), (41, 30)], [(50, 13), (54, 24), (60, 34)]):
        photo.lay(strip(loop, 1.3), lace, edge=(0.3, 0.4), body=(0.6, 0.2), shadow=1.5)
    photo.lay(ellipse(50, 13.2, 1.7, 1.4), lace, edge=(0.4, 0.6), shadow=1.4)

    sole = [(1.8, 86, 1), (20, 87), (50, 87.4), (80, 86.6), (97.2, 85.4, 1), (97.2, 96, 1), (72, 96.2, 1),
            (70.6, 93, 1), (58, 92.6), (44, 93.8), (30, 95.6), (14, 95), (5, 92.4), (1.8, 89)]
    photo.lay(sole, rubber, edge=(0.5, 0.6), body=(2, 1.6), shadow=1.3)
    groove = rubber.dyed((34, 27, 25))
    for x in (*np.arange(8, 44, 4.2), *np.arange(75.2, 97, 4.2)):
        photo.lay(strip([(x, 92.6), (x, 97.6)], 0.9), groove, edge=(0.3, -0.3), shadow=0, within=sole)
    welt = [(1.8, 86), (20, 87), (50, 87.4), (80, 86.6), (97.2, 85.2)]
    photo.lay(strip(welt, 2.2), Fabric((150, 108, 66)), edge=(0.4, 0.4), body=(0.8, 0.3), shadow=1)
    photo.stitch(welt, CREAM, 0.26, 0.8, 0.45)


# fmt: on
GARMENTS: dict[str, Callable[[Photo], None]] = {
    "t-shirt": t_shirt,
    "trouser": trouser,
    "pullover": pullover,
    "dress": dress,
    "coat": coat,
    "sandal": sandal,
    "shirt": shirt,
    "sneaker": sneaker,
    "bag": bag,
    "ankle-boot": ankle_boot,
}


def main(names: Sequence[str]) -> None:
    if unknown := set(names) - set(GARMENTS):
        sys.exit(f"No such garment: {', '.join(sorted(unknown))}. There are {', '.join(GARMENTS)}.")
    for seed, (name, draw) in enumerate(GARMENTS.items(), start=1):
        if names and name not in names:
            continue
        photo = Photo(seed)
        draw(photo)
        photo.save(HERE / f"{name}.jpg")


if __name__ == "__main__":
    main(sys.argv[1:])
