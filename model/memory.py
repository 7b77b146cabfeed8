"""What a network remembers of the photos that it learned from, so that it can be taught more without them."""

from dataclasses import dataclass, fields

import torch
from torch import Tensor

MOST_PHOTOS = 10_000
TENSORS = {"mean": 1, "projection": 2, "embeddings": 2, "logits": 2, "targets": 1}  # name → dimensions


@dataclass(frozen=True)
class Memory:
    """Numbers from which no photo can be made again, of F features, R of them embedded, and P photos.

    mean: (F,), of the features over the photos learned from. projection: (F, R), what makes them as varied in
    every direction within a class. embeddings: (P, R), (pooled - mean) @ projection of some photos, brought to length
    1. logits: (P, classes + 1), the network's of these. targets: (P,) uint8, their classes' indices, classes for none
    of them. All but the targets are float16: half the bytes, and exact enough.
    Raises ValueError, one sentence, where the parts are not each other's or not finite.
    """

    mean: Tensor
    projection: Tensor
    embeddings: Tensor
    logits: Tensor
    targets: Tensor

    def __post_init__(self) -> None:
        for name, dimensions in TENSORS.items():
            value = getattr(self, name)
            kind = torch.uint8 if name == "targets" else torch.float16
            if not isinstance(value, Tensor) or value.ndim != dimensions or value.dtype != kind:
                raise ValueError(f"A memory's {name} have another form.")
            if value.untyped_storage().nbytes() < value.numel() * value.itemsize or not value.isfinite().all():
                raise ValueError(f"A memory's {name} are not whole numbers of bytes, or not finite.")
        photos, classes = self.logits.shape
        fit = self.mean.shape == self.projection.shape[:1] and self.embeddings.shape[1:] == self.projection.shape[1:]
        if not fit or not len(self.embeddings) == len(self.targets) == photos <= MOST_PHOTOS:
            raise ValueError("A memory's parts are of different photos.")
        if photos and int(self.targets.max()) >= classes:
            raise ValueError("A memory's photos are of classes that there are not.")

    def tensors(self) -> dict[str, Tensor]:
        """Name → tensor, as a checkpoint's file has them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
