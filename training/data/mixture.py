"""Batches of both worlds: photos that people took, Fashion-MNIST, one put on the other's ground, and nothing worn."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import avg_pool2d, max_pool2d, one_hot

from model.photo import PhotoError, open_photo, to_network_space, transform
from training.data import nongarments
from training.data.augment import Geometry, Light, cover, mix_patches, mixed_grey, uniform, warp
from training.data.photos import LabelledPhoto, shares
from training.data.samples import DataError, Samples

SIDE = 128  # px at which photos are kept in memory


@dataclass(frozen=True)
class PhotoSamples:
    """Photos in memory: x (N, 3, SIDE, SIDE) uint8, each squashed whole; y (N, classes + 1); square (N, 2).

    y: shares of the right answer, the last column for none. square: how much of each photo's width and of its height
    its middle square takes.
    """

    x: Tensor
    y: Tensor
    square: Tensor


def read_photos(photos: Sequence[LabelledPhoto], labels: Sequence[str]) -> PhotoSamples:
    """The photos in memory, as training needs them. Raises DataError for a file that is not a readable photo."""
    x, square = zip(*(_squashed(_open(photo)) for photo in photos), strict=True)
    return PhotoSamples(torch.stack(x), shares(photos, labels), torch.tensor(square))


def served(photos: Sequence[LabelledPhoto], labels: Sequence[str], size: int) -> Samples:
    """The photos as the app would show them to the network: x (N, 1, size, size) in [0, 2], y as `shares`."""
    return Samples(torch.stack([transform(_open(photo), size) for photo in photos]), shares(photos, labels))


def _open(photo: LabelledPhoto) -> Image.Image:
    try:
        return open_photo(photo.path)
    except PhotoError as error:
        raise DataError(f"{photo.path}: {error}") from error


def _squashed(photo: Image.Image) -> tuple[Tensor, tuple[float, float]]:
    """(the whole photo as a small square, (3, SIDE, SIDE) uint8; the share of its middle square)."""
    small = photo.resize((SIDE, SIDE), Image.Resampling.BOX)
    pixels = torch.frombuffer(bytearray(small.tobytes()), dtype=torch.uint8).view(SIDE, SIDE, 3)
    short = min(photo.size)
    return pixels.permute(2, 0, 1), (short / photo.width, short / photo.height)


@dataclass(frozen=True)
class Mixture:
    """`steps` training batches for a network of `size` px: x (B, 1, size, size) in [0, 2], y (B, classes + 1).

    Of each batch, `of_photos` are photos, drawn so that rare classes come more often than they are; `of_prints`
    Fashion-MNIST pictures as printed; `of_cutouts` Fashion-MNIST garments cut out and laid on another ground;
    `of_nothing` pictures of nothing that is worn. squared: what is seen of an oblong photo, from its whole, 0, to its
    middle square, 1. Everything is drawn from torch's global generator.
    """

    photos: PhotoSamples
    garments: Samples  # Fashion-MNIST, (N, 1, 28, 28) in [0, 2]
    size: int
    steps: int
    of_photos: int
    of_prints: int
    of_cutouts: int
    of_nothing: int
    greys: float = 0.5
    covered: float = 0.4
    patched: float = 0.5
    squared: tuple[float, float] = (0.0, 1.0)
    geometry: Geometry = field(default_factory=Geometry)
    of_a_print: Geometry = field(default_factory=lambda: Geometry(6.0, (0.95, 1.1), 0.05, 0.03, 0.06))
    of_a_cutout: Geometry = field(default_factory=lambda: Geometry(zoom=(0.8, 1.6), shift=0.2))
    of_a_ground: Geometry = field(default_factory=lambda: Geometry(90.0, (0.15, 0.5), 0.3, 0.1, 0.7))
    light: Light = field(default_factory=Light)

    def __len__(self) -> int:
        return self.steps

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        weights = self._weights()
        for _ in range(self.steps):
            yield self._batch(torch.multinomial(weights, self.of_photos, replacement=True))

    def _weights(self) -> Tensor:
        """Each photo's chance, by one over the square root of how many share its right answer."""
        answers = [tuple(row) for row in self.photos.y.tolist()]
        counts = Counter(answers)
        return torch.tensor([counts[answer] ** -0.5 for answer in answers])

    def _batch(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        printed, of_prints = self._garments(self.of_prints, self.of_a_print)
        cut, of_cutouts = self._garments(self.of_cutouts, self.of_a_cutout)
        seen = self._photos(chosen, self.geometry)
        nothing = nongarments.draw(self.of_nothing, self.size)
        lit = self.light(torch.cat([seen, self._on_grounds(cut), nothing]))
        none = torch.zeros(self.of_nothing, self.photos.y.shape[1])
        none[:, -1] = 1
        answers = torch.cat([self.photos.y[chosen], of_cutouts, none])
        x, y = mix_patches(cover(lit, self.covered), answers, self.patched)
        # The prints stay whole: there are twenty times as many of them, none comes often enough to be learned by heart.
        return to_network_space(torch.cat([x, 1 - printed]) * 255), torch.cat([y, of_prints])

    def _photos(self, chosen: Tensor, geometry: Geometry) -> Tensor:
        grey = mixed_grey(self.photos.x[chosen].float() / 255, self.greys)
        # Of an oblong photo anything from its whole to its middle square, the served part lying between them.
        seen = self.photos.square[chosen] ** uniform(len(chosen), *self.squared).flatten(1)
        return warp(grey, geometry.draw(len(chosen)) * seen.unsqueeze(2), self.size)

    def _garments(self, count: int, geometry: Geometry) -> tuple[Tensor, Tensor]:
        """Fashion-MNIST garments, light on 0, in [0, 1], and their right answers."""
        chosen = torch.randint(len(self.garments), (count,))
        x = warp(self.garments.x[chosen] / 2, geometry.draw(count), self.size, finer=1, outside="zeros")
        return x, one_hot(self.garments.y[chosen], self.photos.y.shape[1]).float()

    def _on_grounds(self, garments: Tensor) -> Tensor:
        """(N, 1, size, size) in [0, 1]: each garment, dark or light by chance, on a part of a photo or on nothing."""
        count = len(garments)
        from_photos = torch.randint(len(self.photos.x), (count - count // 3,))
        nothing = nongarments.grounds(count // 3, self.size)
        ground = torch.cat([self._photos(from_photos, self.of_a_ground), nothing])
        mask = (garments > 0.04).float()
        mask = -max_pool2d(-max_pool2d(mask, 5, 1, 2), 5, 1, 2)  # holes closed: black cloth is 0 in Fashion-MNIST too
        mask = avg_pool2d(mask, 3, 1, 1)
        darkest, lightest = uniform(count, 0, 1), uniform(count, 0, 1)
        return ground.lerp(darkest + (lightest - darkest) * garments, mask)
