"""The colours that the garments are dyed, sewn and fitted with."""

from __future__ import annotations

from drawing.cloth import Color, Fabric

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


def darker(color: Color, share: float) -> Color:
    """The same hue with only a `share` of its brightness."""
    return tuple(round(part * share) for part in color)
