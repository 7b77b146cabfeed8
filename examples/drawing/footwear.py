"""Shoes, all pointing to the left: sandal, sneaker and ankle boot."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from drawing.cloth import Fabric, leather, plain, stacked, suede, twill
from drawing.outline import Point, ellipse, strip, strokes
from drawing.palette import BRASS, CHARCOAL, COGNAC, CREAM, OCHRE, darker
from drawing.photo import Photo

# fmt: off
# One point a line would bury the shapes, so this file's lines are broken by hand.


def sandal(photo: Photo) -> None:
    """A leather sandal with a wooden heel and an ankle strap."""
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
    """A canvas sneaker with a gum sole."""
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


def ankle_boot(photo: Photo) -> None:
    """A laced leather boot with a padded cuff."""
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
