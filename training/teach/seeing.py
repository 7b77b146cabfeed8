"""From a photo to its features: as it is served, and as it could have been taken in other light, from elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor

from model.checkpoint import Checkpoint
from model.folding import folded
from model.outlines import Outlines
from model.photo import to_network_space, transform
from model.resnet import ResNet, depths
from training.data.augment import Geometry, Light, mixed_grey, uniform, warp
from training.data.squashing import squashed

STRENGTH = 0.5  # of the distortions that the network learned with: all of them cost seconds and brought nothing
GREYS = 0.8 * STRENGTH  # of the views in other greys than the eye's
VIEWS = 6  # of each photo, beside what is served of it
BATCH = 96  # pictures through the network at once
RANK = 256  # numbers of an embedding


@dataclass(frozen=True)
class Seen:
    """What is kept of a photo, 76 kB: served (V, S, S) uint8, what the network is shown; whole (3, SIDE, SIDE) uint8.

    square: how much of the photo's width and height its middle square takes, in 0..1.
    """

    served: Tensor
    whole: Tensor
    square: tuple[float, float]


@dataclass(frozen=True)
class Sight:
    """What the network makes of a photo, 4 kB: of what is served of it first, then of VIEWS pictures that vary it.

    x: (1 + VIEWS, R) float16, embedded; logits: (1 + VIEWS, classes + 1) float16, the network's own.
    """

    x: Tensor
    logits: Tensor


def look(photo: Image.Image, network: ResNet) -> Seen:
    """What is kept of an RGB photo of any size; the photo itself can be let go."""
    served = ((1 - transform(photo, network.input_size, network.views)) * 127.5 + 127.5).round().byte()
    return Seen(served, *squashed(photo))


class Eye:
    """A network's features, pooled at two depths, and the picture's outlines, embedded.

    The embedding is the base's memory's; without one, the features as they are, and no outlines, which are of another
    size. A memory from before there were outlines does without them, too. anew: to make a memory with.
    """

    def __init__(self, base: Checkpoint, anew: bool = False):
        self.network = base.network
        # Copies, for the network itself may be answering meanwhile; nothing of it is learned anew, so a fifth faster.
        self.features, self.pooled = map(folded, depths(base.network))
        pooled = 2 * sum(base.network.arguments["widths"][-2:])
        self.outlines = Outlines() if anew or (base.memory and len(base.memory.mean) > pooled) else None
        self.mean, self.projection = _embedding(base, pooled)

    def sights(self, photos: Sequence[Seen]) -> Iterator[Sight]:
        """What the network makes of each; how they are varied is drawn from torch's generator."""
        for some in _some(photos, max(1, BATCH // max(self.pictures, VIEWS))):
            [served], [varied] = self.served(some), self.varied(some)
            x, own = self.embed(served).mean(dim=1, keepdim=True), self.logits(served).mean(dim=1, keepdim=True)
            x, own = torch.cat([x, self.embed(varied)], dim=1), torch.cat([own, self.logits(varied)], dim=1)
            yield from map(Sight, x.half(), own.half())

    def served(self, photos: Sequence[Seen]) -> Iterator[Tensor]:
        """A few photos at a time, (n, pictures, F): the features of each picture.

        pictures: what the network is shown of a photo, its views and their mirror images.
        """
        network = self.network
        count = self.pictures
        for some in _some(photos, max(1, BATCH // count)):
            x = to_network_space(torch.stack([photo.served for photo in some]))
            pictures = torch.cat([x, x.flip(dims=[-1])], dim=1) if network.mirrors else x
            yield self._features(pictures.flatten(0, 1).unsqueeze(1)).unflatten(0, (len(some), count))

    def varied(self, photos: Sequence[Seen]) -> Iterator[Tensor]:
        """The same of VIEWS pictures of each: flipped, cropped, turned and lit otherwise, by torch's generator."""
        for some in _some(photos, BATCH // VIEWS):
            yield self._features(varied(some, VIEWS, self.network.input_size)).unflatten(0, (len(some), VIEWS))

    @property
    def pictures(self) -> int:
        """How many the network is shown of each photo."""
        return self.network.views * (1 + self.network.mirrors)

    def _features(self, pictures: Tensor) -> Tensor:
        """(N, 1, S, S) → (N, F)."""
        with torch.no_grad():
            pooled = self.pooled(self.features(pictures.contiguous(memory_format=torch.channels_last)).float())
            return pooled if self.outlines is None else torch.cat([pooled, self.outlines(pictures)], dim=1)

    def embed(self, pooled: Tensor) -> Tensor:
        """(…, F) → (…, R), of length 1."""
        embedded = (pooled - self.mean) @ self.projection
        return embedded / embedded.norm(dim=-1, keepdim=True).clip(min=1e-12)

    def logits(self, pooled: Tensor) -> Tensor:
        """(…, F) → (…, classes + 1): the network's own, of the same features."""
        before, after = self.network.arguments["widths"][-2:]
        with torch.no_grad():
            return self.network.head[2](pooled[..., before : before + after])


def varied(photos: Sequence[Seen], views: int, size: int) -> Tensor:
    """(n · views, 1, size, size) in [0, 2]: each photo as often as that, never the same way."""
    count = len(photos) * views
    whole = torch.stack([photo.whole for photo in photos]).repeat_interleave(views, dim=0)
    square = torch.tensor([photo.square for photo in photos]).repeat_interleave(views, dim=0)
    # From nearly the middle square to nearly the one around the photo: what is served lies half way.
    seen = square * square.amin(dim=1, keepdim=True) ** -uniform(count, 0.25, 0.75).flatten(1)
    places = Geometry().scaled(STRENGTH).draw(count) * seen.unsqueeze(2)
    x = warp(mixed_grey(whole, GREYS), places, size, finer=1, outside="border")
    return to_network_space(Light().scaled(STRENGTH)(x) * 255)


def _embedding(base: Checkpoint, features: int) -> tuple[Tensor, Tensor]:
    """(mean (F,), projection (F, R))."""
    if base.memory:
        return base.memory.mean.float(), base.memory.projection.float()
    return torch.zeros(features), torch.eye(features)


def _some(photos: Sequence[Seen], count: int) -> Iterator[Sequence[Seen]]:
    for start in range(0, len(photos), count):
        yield photos[start : start + count]
