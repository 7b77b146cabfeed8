"""Which of the pictures that a photo network learned from it finds most like a photo: the plainest why there is."""

from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from model import pictures
from model.checkpoint import Checkpoint
from model.labels import LABELS
from model.layers import UnitLength
from model.networks import evaluating
from model.residual import both_sides
from model.resnet import ResNet

SHIPPED = Path(__file__).with_name("neighbours.pt")
FORMAT = 1
SHOWN = 5
TRUSTED = 0.6  # the share of those shown that have the right class, below which they would explain nothing


@dataclass(frozen=True)
class Neighbour:
    """One of `model.pictures`, its class, and how far it is from a photo: 0 for the same direction, 2 for opposite."""

    picture: Image.Image
    label: str
    distance: float


@dataclass(frozen=True)
class Neighbours:
    """The pictures at `places` of `model.pictures.read`, as one network's last features have them.

    checkpoint: the SHA-256 of the network's file. mean: (F,), of their features. directions: (P, F), of length 1, from
    that mean to each. right: of which pictures → the share of their five nearest that have the right class, measured.
    """

    checkpoint: str
    mean: Tensor
    places: Tensor
    directions: Tensor
    right: dict[str, float]

    def nearest(self, features: Tensor, count: int = SHOWN) -> tuple[Tensor, Tensor]:
        """(distances (N, count), rows of `places` (N, count)) of those nearest to `features` (N, F), nearest first."""
        likeness = towards(features, self.mean) @ self.directions.T
        found = likeness.topk(count)
        return 1 - found.values, found.indices

    def of_photo(self, network: ResNet, x: Tensor, count: int = SHOWN) -> list[Neighbour]:
        """Those nearest to a photo, as the network gets it, (V, S, S), nearest first."""
        [distances], [rows] = self.nearest(features(network, x.unsqueeze(0)), count)
        found, labels = pictures.read()
        return [
            Neighbour(Image.fromarray(found[place].numpy()), LABELS[labels[place]], distance)
            for place, distance in zip(self.places[rows].tolist(), distances.tolist(), strict=True)
        ]


def features(network: ResNet, x: Tensor) -> Tensor:
    """What the network's last layer reads: (N, V, S, S) in [0, 2] → (N, F), the mean of views and mirror images."""
    both = both_sides(x.flatten(0, 1).unsqueeze(1)).contiguous(memory_format=torch.channels_last)
    with evaluating(network):
        pooled = network.head[0](network.features(both))
    return pooled.view(2, *x.shape[:2], -1).mean(dim=(0, 2))


def towards(features: Tensor, mean: Tensor) -> Tensor:
    """(N, F): the directions from the mean to each, of length 1; what all pictures have in common tells nothing."""
    return UnitLength()(features - mean)


def save(neighbours: Neighbours, path: Path) -> None:
    """Write them, in half precision."""
    contents = {"format": FORMAT, **vars(neighbours), "directions": neighbours.directions.half()}
    torch.save(contents, path)


def load(checkpoint: Checkpoint, path: Path = SHIPPED) -> Neighbours | None:
    """Those of this very network; None where the file is of another, or where they were measured not to explain."""
    if type(checkpoint.network) is not ResNet or not path.exists():
        return None
    contents = torch.load(path, weights_only=True)
    if contents.pop("format") != FORMAT or contents["checkpoint"] != checkpoint.sha256:
        return None
    found = Neighbours(**{**contents, "directions": contents["directions"].float()})
    return found if min(found.right.values()) >= TRUSTED else None
