"""A pair of jeans."""

from __future__ import annotations

from drawing.cloth import Fabric, leather, twill
from drawing.outline import both_sides, ellipse, strip, strokes
from drawing.palette import BRASS, COGNAC, DENIM, OCHRE, darker
from drawing.photo import Photo
from drawing.sewing import halves

# fmt: off
# One point a line would bury the shapes, so this file's lines are broken by hand.


def trouser(photo: Photo) -> None:
    """Jeans: denim with ochre seams and brass rivets."""
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

    for half in halves(photo):
        for shift in (0.5, 1.1):
            pocket = [(56.4 - shift, 8), (58.2 - shift / 2, 13.6 + shift), (65 - shift / 3, 16.6 + shift)]
            half.stitch(pocket, OCHRE)
        half.stitch([(51.2, 36), (52, 42), (53, 58), (53.8, 78), (55.1, 95)], OCHRE)
        half.stitch([(64.4, 18), (65.2, 28), (65.6, 40)], OCHRE)
        half.stitch([(54.6, 95.8), (60, 96.4), (66, 95.6)], OCHRE)
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
