"""Garments with sleeves: T-shirt, pullover, shirt and coat."""

from __future__ import annotations

import numpy as np

from drawing.cloth import Fabric, jersey, knit, plain, rib, suede, wool
from drawing.outline import both_sides, strip, strokes
from drawing.palette import BRICK, CAMEL, COGNAC, CREAM, FOREST, NAVY, OCHRE, darker
from drawing.photo import Photo
from drawing.sewing import button, halves

# fmt: off
# One point a line would bury the shapes, so this file's lines are broken by hand.


def t_shirt(photo: Photo) -> None:
    """A jersey T-shirt with a round neck."""
    cloth = Fabric(BRICK, jersey, bump=0.016, mottle=0.06)
    inside = cloth.dyed(darker(BRICK, 0.62))
    photo.lay([(38, 1.8, 1), (50, 3.2), (62, 1.8, 1), (62, 9), (50, 14), (38, 9)], inside, body=(3, -0.5))
    back = strip([(38.5, 1.8), (50, 3.6), (61.5, 1.8)], 2.2)
    photo.lay(back, cloth.dyed(darker(BRICK, 0.8)), body=(1, 0.1))
    photo.lay([(48, 4.6, 1), (52, 4.6, 1), (52, 6.8, 1), (48, 6.8, 1)], Fabric(CREAM), body=(1, 0.05))

    sleeve = [(66, 3.2), (75, 6.4), (82.5, 15), (91, 32.6, 1), (85, 36.4), (77, 39, 1), (70, 31), (66, 16)]
    creases = strokes(2, 0.5, [(75, 13), (79, 21), (82, 33)], [(71, 24), (76, 30), (79, 39)])
    for half in halves(photo):
        rumple = (0.16, 5, 1.8, 90 - 30 * half.sign)
        half.lay(sleeve, cloth, folds=creases, body=(5, 2), grain=-24, rumple=rumple)
        for shift in (0, 0.6):
            hem = [(89.6, 31 + shift), (83.2, 34.4 + shift), (75.8, 37 + shift)]
            half.stitch(hem, darker(BRICK, 0.9))

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


def pullover(photo: Photo) -> None:
    """A knitted pullover with ribbed cuffs, hem and collar."""
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
    for half in halves(photo):
        half.lay(sleeve, cloth, folds=creases, body=(4, 2.6), grain=-9, rumple=(0.2, 4, 2, 90))
        half.lay(cuff, ribbed, body=(2, 1), grain=-3, shadow=0.6)

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
    """A checked flannel shirt with a breast pocket."""
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
    for half in halves(photo):
        half.lay(sleeve, cloth, folds=creases, body=(4, 2.6), grain=-9, rumple=(0.18, 4, 1.8, 70))
        half.lay(cuff, cloth, body=(1.8, 0.6), grain=-7, shadow=0.8)
        button(photo, 50 + half.sign * 31.4, 91.6, 0.7, CREAM, NAVY)

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
    for half in reversed(halves(photo)):
        half.lay(leaf, cloth, edge=(0.3, 0.4), body=(1.8, 0.6), grain=38, shadow=1.3)
        half.stitch([(51.6, 10.4), (57.9, 17.1, 1), (62.7, 11)], NAVY, 0.14)
    for y in (11.6, 24, 37, 50, 63, 76, 88):
        button(photo, 50.1, y, 0.95, CREAM, NAVY)


def coat(photo: Photo) -> None:
    """A wool coat with a velvet collar."""
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
    for half in halves(photo):
        half.lay(sleeve, cloth, folds=creases, body=(4, 2.8), grain=-6, rumple=(0.16, 5, 2, 80))
        for y in (82, 84.6):
            button(photo, 50 + half.sign * 27.4, y, 0.75, darker(COGNAC, 0.5), CREAM)

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
    for half in reversed(halves(photo)):
        rumple = (0.24, 9, 2.6, 85)
        half.lay(front, cloth, folds=drape, edge=(0.3, 0.5), body=(6, 3.6), rumple=rumple, shadow=1.6)
        half.lay(flap, cloth, edge=(0.3, 0.4), body=(1.2, 0.4), grain=8, shadow=1.2)
        half.stitch([(57.8, 68), (62.6, 67.5), (67.2, 66.6)], darker(CAMEL, 0.8))
        half.lay(lapel, cloth, edge=(0.3, 0.5), body=(2.4, 1.0), grain=-30, shadow=1.3)
        half.stitch([(66, 19.8), (62, 26.4), (54.4, 36), (49, 41.6)], darker(CAMEL, 0.8))
    for half in reversed(halves(photo)):
        half.lay(collar, velvet, edge=(0.3, 0.5), body=(1.8, 0.8), grain=40, shadow=1.2)
    for y in (48.4, 61, 73.6):
        button(photo, 50.6, y, 1.5, darker(COGNAC, 0.5), CREAM)
