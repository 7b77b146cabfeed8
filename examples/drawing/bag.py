"""A handbag."""

from __future__ import annotations

from drawing.cloth import Fabric, leather
from drawing.outline import both_sides, ellipse, strip, strokes
from drawing.palette import BRASS, COGNAC, OCHRE, darker
from drawing.photo import Photo
from drawing.sewing import halves

# fmt: off
# One point a line would bury the shapes, so this file's lines are broken by hand.


def bag(photo: Photo) -> None:
    """A leather handbag with one handle and a buckled strap."""
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
    for half in halves(photo):
        half.lay(corner, trim, edge=(0.4, 0.5), body=(4, 2), within=front)
        half.stitch([(95, 80), (88.6, 81.8), (82, 89), (80.6, 96.6)], OCHRE, 0.22)
    photo.stitch([(8.2, 59.5), (28, 61.4), (50, 62), (72, 61.4), (91.8, 59.5)], OCHRE, 0.22)
    photo.stitch([(20.6, 96.2), (50, 96.6), (79.4, 96.2)], OCHRE, 0.22)
    photo.lay(strip([(11.4, 38), (30, 39.6), (50, 40), (70, 39.6), (88.6, 38)], 3.4), trim, body=(1, 0.5))
    photo.stitch([(11.6, 39), (30, 40.6), (50, 41), (70, 40.6), (88.4, 39)], OCHRE, 0.22)

    tab = [(64.2, 43, 1), (71.4, 43, 1), (71, 53), (67.8, 56.4), (64.6, 53)]
    for half in halves(photo):
        half.lay(tab, trim, edge=(0.4, 0.5), body=(1.6, 0.8), shadow=1.2)
        half.stitch([(65.2, 44.6), (65.4, 52.6), (67.8, 55), (70.2, 52.6), (70.4, 44.6)], OCHRE, 0.22)
        x = 50 + half.sign * 17.8
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
