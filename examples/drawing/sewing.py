"""What several garments share: pairs of pieces, one on either side, and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drawing.cloth import Color, Fabric
from drawing.outline import Point, Stroke, ellipse, mirrored
from drawing.palette import darker
from drawing.photo import Photo


@dataclass(frozen=True)
class Half:
    """One half of a photo. Only the right one of a pair is written down; the left half mirrors it."""

    photo: Photo
    sign: int  # 1 on the right, -1 on the left

    def points(self, path: Sequence[Point]) -> list[Point]:
        """A path of the right half, moved to this half."""
        return list(path) if self.sign > 0 else mirrored(path)

    def lay(
        self,
        outline: Sequence[Point],
        fabric: Fabric,
        *,
        folds: Sequence[Stroke] = (),
        grain: float = 0.0,
        **options: Any,
    ) -> None:
        """`Photo.lay` with outline, folds and grain moved to this half; other options pass unchanged."""
        folds = [Stroke(self.points(fold.path), fold.width, fold.amount) for fold in folds]
        self.photo.lay(self.points(outline), fabric, folds=folds, grain=grain * self.sign, **options)

    def stitch(self, path: Sequence[Point], color: Color, *thread: float) -> None:
        """`Photo.stitch` along a path moved to this half."""
        self.photo.stitch(self.points(path), color, *thread)


def halves(photo: Photo) -> tuple[Half, Half]:
    """The right and the left half of a photo; what is laid last lies on top."""
    return Half(photo, 1), Half(photo, -1)


def button(photo: Photo, x: float, y: float, radius: float, color: Color, thread: Color) -> None:
    """Sew on a button with four holes."""
    photo.lay(ellipse(x, y, radius), Fabric(color, gloss=0.5), edge=(0.25, 0.3), body=(1, 0), shadow=1.2)
    dish = Fabric(darker(color, 0.92), gloss=0.3)
    photo.lay(ellipse(x, y, radius * 0.62), dish, edge=(0.2, -0.15), shadow=0)
    hole = radius * 0.24
    for dx, dy in ((-hole, -hole), (hole, -hole), (hole, hole), (-hole, hole)):
        photo.lay(ellipse(x + dx, y + dy, radius * 0.13), Fabric(thread), edge=(0.1, 0), shadow=0)
