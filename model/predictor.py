"""The Predictor: a photo in, a prediction out, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from torch.nn import Module

from model import checkpoint, neighbours
from model.checkpoint import Checkpoint
from model.explain import heat_map, overlay
from model.folding import folded, in_bfloat16, quickest
from model.neighbours import Neighbour, Neighbours
from model.photo import transform
from model.residual import AT_ONCE
from model.resnet import ResNet

SHIPPED = {name: Path(__file__).with_name(f"{name}.pt") for name in ("resnet", "mlp")}
DEFAULT = "resnet"


@dataclass(frozen=True)
class Prediction:
    """What the network says of one photo.

    label: the class with the highest probability. probabilities: label → probability, in the classes' order, summing
    to 1. score: a float, higher means surer that the photo shows one of the classes; recognised: whether it is high
    enough. model: the network's name and the first eight hex digits of its checkpoint's SHA-256.
    """

    label: str
    probabilities: dict[str, float]
    recognised: bool
    score: float
    model: str


class Predictor:
    """A checkpoint, of a file or at hand, and the transform that goes with it.

    network: as it was learned, for who looks inside; quick: what answers, `model.folding` says how it differs.
    Raises `model.checkpoint.CheckpointError` when a file is not a checkpoint of ours.
    """

    def __init__(self, source: str | Path | Checkpoint = SHIPPED[DEFAULT]):
        self.path = None if isinstance(source, Checkpoint) else Path(source)
        self.checkpoint = source if self.path is None else checkpoint.load(self.path)
        self.network = self.checkpoint.network
        self.quick = folded(self.network)
        self.labels = self.network.labels
        self.model = f"{self.network.name}-{self.checkpoint.sha256[:8]}"

    def predict(self, photo: Image.Image) -> Prediction:
        """photo: as `model.photo.open_photo` gives it, RGB of any size."""
        return self.predict_batch([photo])[0]

    def predict_batch(self, photos: Sequence[Image.Image]) -> list[Prediction]:
        """The predictions for several photos, in their order, in one pass through the network."""
        if not photos:
            return []
        return self.predict_tensor(torch.stack([self.see(photo) for photo in photos]))

    def predict_tensor(self, x: Tensor) -> list[Prediction]:
        """The predictions for pictures that are already in the network's space: (N, V, S, S), V ≥ 1 views of each."""
        with torch.inference_mode():
            z = self.quick(x)
        calibration = self.checkpoint.calibration
        rows = zip(
            calibration.probabilities(z).tolist(),
            calibration.recognised(z).tolist(),
            calibration.score(z).tolist(),
            strict=True,
        )
        return [self._prediction(*row) for row in rows]

    def see(self, photo: Image.Image) -> Tensor:
        """The pictures that the network gets of this photo: (views, S, S) in [0, 2], the first in the eye's grey."""
        return transform(photo, self.network.input_size, self.network.views)

    def explain(self, photo: Image.Image, label: str | None = None) -> Image.Image:
        """The photo, drawn over with what speaks for that label (None: the predicted one): see `model.explain`.

        Raises ValueError for a label that is not one of the classes.
        """
        x = self.see(photo)
        if label is None:
            label = self.predict_tensor(x.unsqueeze(0))[0].label
        if label not in self.labels:
            raise ValueError(f"There is no class {label!r}; there are: {', '.join(self.labels)}.")
        return overlay(photo, heat_map(self.coarse, x, self.labels.index(label), self.checkpoint.calibration))

    @cached_property
    def coarse(self) -> Module:
        """What looks at the many covered pictures of `explain`: in half the precision where this processor gains."""
        if not isinstance(self.quick, ResNet):
            return self.quick
        side, views = self.network.input_size, self.network.views
        return quickest([self.quick, in_bfloat16(self.quick)], torch.rand(AT_ONCE // views, views, side, side))

    @cached_property
    def neighbours(self) -> Neighbours | None:
        """What it finds photos like, where that is known of this very network."""
        return neighbours.load(self.checkpoint)

    def alike(self, photo: Image.Image) -> list[Neighbour]:
        """What it learned from and finds nearest to the photo, nearest first; nothing where that is unknown."""
        return self.neighbours.of_photo(self.quick, self.see(photo)) if self.neighbours else []

    def _prediction(self, probabilities: list[float], recognised: bool, score: float) -> Prediction:
        by_label = dict(zip(self.labels, probabilities, strict=True))
        return Prediction(max(by_label, key=by_label.get), by_label, recognised, score, self.model)
