"""Draw the example pictures: one garment for each of the ten classes.

    python examples/draw.py            # all of them
    python examples/draw.py coat bag   # only these

The pictures imitate product photos, framed like the data set the classifier learned from: one garment on
white paper, upright and centred, its longer side filling the frame; shoes point to the left.

A garment is a list of pieces: outlines, folds and stitches in percent of the frame (`outline`), cut from fabrics
(`cloth`, `palette`), some of them in pairs (`sewing`). `photo` lays the pieces on top of each other; `raster` and
`light` turn each into pixels.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from drawing.bag import bag
from drawing.dress import dress
from drawing.footwear import ankle_boot, sandal, sneaker
from drawing.photo import Photo
from drawing.tops import coat, pullover, shirt, t_shirt
from drawing.trouser import trouser

HERE = Path(__file__).resolve().parent

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
    """Draw the named garments, or all of them, next to this file."""
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
