"""Batches of both worlds: photos that people took, Fashion-MNIST, one put on the other's ground, and nothing worn."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import avg_pool2d, max_pool2d, one_hot

from model.photo import PhotoError, open_photo, to_network_space, transform
from training.data import nongarments
from training.data.augment import Geometry, Light, cover, mix_patches, mixed_grey, uniform, warp
from training.data.grounds import plain_ground, white_ground
from training.data.growing import size_of
from training.data.photos import LabelledPhoto, shares
from training.data.samples import DataError, Samples
from training.data.squashing import SIDE, squashed


@dataclass(frozen=True)
class PhotoSamples:
    """Photos in memory: x (N, 3, SIDE, SIDE) uint8, each squashed whole; y (N, classes + 1); square (N, 2).

    y: shares of the right answer, the last column for none. square: how much of each photo's width and of its height
    its middle square takes. ground: (N, 1, SIDE, SIDE) bool, what the thing in each lies on, nowhere where that is not
    known. on_white: (N,) bool, whether that is a shop's white. kinds: each photo's kind.
    """

    x: Tensor
    y: Tensor
    square: Tensor
    ground: Tensor
    on_white: Tensor
    kinds: tuple[str, ...]


def read_photos(photos: Sequence[LabelledPhoto], labels: Sequence[str], plain_grounds: bool = False) -> PhotoSamples:
    """The photos in memory, as training needs them. Raises DataError for a file that is not a readable photo.

    plain_grounds: look for the ground of those, too, that do not stand on white.
    """
    with ThreadPoolExecutor() as threads:  # Pillow decodes and resizes without the interpreter's lock
        x, square = zip(*threads.map(lambda photo: squashed(_open(photo)), photos), strict=True)
    x = torch.stack(x)
    ground = torch.stack([white_ground(picture) for picture in x])
    on_white = ground.any(dim=(1, 2, 3))
    for photo in (~on_white).nonzero().flatten() if plain_grounds else ():
        ground[photo] = plain_ground(x[photo])
    kinds = tuple(photo.kind for photo in photos)
    return PhotoSamples(x, shares(photos, labels), torch.tensor(square), ground, on_white, kinds)


def served(photos: Sequence[LabelledPhoto], labels: Sequence[str], size: int, views: int = 1) -> Samples:
    """The photos as the app would show them to the network: x (N, views, size, size) in [0, 2], y as `shares`."""
    return Samples(torch.stack([transform(_open(photo), size, views) for photo in photos]), shares(photos, labels))


def _open(photo: LabelledPhoto) -> Image.Image:
    try:
        return open_photo(photo.path)
    except PhotoError as error:
        raise DataError(f"{photo.path}: {error}") from error


KINDS = {"phone": 0.38, "catalogue": 0.22, "street": 0.30, "web": 0.03, "thing": 0.07}  # of the photos in a batch


@dataclass
class Mixture:
    """`steps` training batches an epoch: x (B, 1, S, S) in [0, 2], y (B, 2, classes + 1) as `mix_patches` gives it.

    sizes: S, in px, in each of as many equal parts of the `epochs`. Of each batch, `of_photos` are photos, drawn as
    `drawing_weights` has it with the shares of `kinds`; `of_prints` Fashion-MNIST pictures as printed; `of_cutouts`
    Fashion-MNIST garments cut out and laid on another ground; `of_nothing` pictures of nothing that is worn. Of the
    photos whose ground is known, the share `regrounded` gets another one. whole: how much is seen of an oblong photo,
    from its middle square, 0, to the square around all of it, 1. The first epoch and the last distort the photos by the
    share `gentle` of `geometry`, `light` and `greys`; between them it rises to all of it, which comes after the share
    `hardest` of the run, and falls again. `covered` and `patched`, shares of the photos, rise from 0 and fall to 0 with
    it. Everything is drawn from torch's global generator.
    """

    photos: PhotoSamples
    garments: Samples  # Fashion-MNIST, (N, 1, 28, 28) in [0, 2]
    sizes: Sequence[int]
    epochs: int
    steps: int
    of_photos: int
    of_prints: int
    of_cutouts: int
    of_nothing: int
    greys: float = 0.8
    covered: float = 0.4
    patched: float = 0.5
    regrounded: float = 0.6
    gentle: float = 1.0
    hardest: float = 0.6
    whole: tuple[float, float] = (0.0, 1.0)
    kinds: Mapping[str, float] = field(default_factory=KINDS.copy)
    geometry: Geometry = field(default_factory=Geometry)
    of_a_print: Geometry = field(default_factory=lambda: Geometry(6.0, (0.95, 1.1), 0.05, 0.03, 0.06))
    of_a_cutout: Geometry = field(default_factory=lambda: Geometry(zoom=(0.8, 1.6), shift=0.2))
    of_a_ground: Geometry = field(default_factory=lambda: Geometry(90.0, (0.15, 0.5), 0.3, 0.1, 0.7))
    light: Light = field(default_factory=Light)
    epoch: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._weights = drawing_weights(self.photos.y, self.photos.kinds, self.kinds)
        self._cut_out = self.photos.ground.any(dim=(1, 2, 3))
        others = (~self.photos.on_white).nonzero().flatten()
        self._grounds = others if len(others) else torch.arange(len(self.photos.x))

    def __len__(self) -> int:
        return self.steps

    def set_epoch(self, epoch: int) -> None:
        """epoch: which of the `epochs`, from 0, comes next."""
        self.epoch = epoch

    @property
    def size(self) -> int:
        """px, of this epoch's pictures."""
        return size_of(self.sizes, self.epoch, self.epochs)

    @property
    def hardness(self) -> float:
        """0 in the first epoch and in the last, 1 where it is `hardest`, and in an only one."""
        if self.epochs == 1:
            return 1.0
        progress = min(1.0, self.epoch / (self.epochs - 1))
        return progress / self.hardest if progress < self.hardest else (1 - progress) / (1 - self.hardest)

    @property
    def strength(self) -> float:
        """How much of the distortions this epoch has, from `gentle` to 1."""
        return self.gentle + (1 - self.gentle) * self.hardness

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for _ in range(self.steps):
            yield self._batch(torch.multinomial(self._weights, self.of_photos, replacement=True))

    def _batch(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        printed, of_prints = self._garments(self.of_prints, self.of_a_print)
        cut, of_cutouts = self._garments(self.of_cutouts, self.of_a_cutout)
        seen = self._regrounded(chosen)
        nothing = nongarments.draw(self.of_nothing, self.size)
        lit = self.light.scaled(self.strength)(torch.cat([seen, self._on_grounds(cut), nothing]))
        none = torch.zeros(self.of_nothing, self.photos.y.shape[1])
        none[:, -1] = 1
        answers = torch.cat([self.photos.y[chosen], of_cutouts, none])
        x, y = mix_patches(cover(lit, self.covered * self.hardness), answers, self.patched * self.hardness)
        # The prints stay whole: there are five times as many of them, none comes often enough to be learned by heart.
        of_prints = torch.stack([of_prints, torch.zeros_like(of_prints)], dim=1)
        return to_network_space(torch.cat([x, 1 - printed]) * 255), torch.cat([y, of_prints])

    def _photos(self, chosen: Tensor, geometry: Geometry) -> tuple[Tensor, Tensor]:
        """(the photos, (N, 1, size, size) in [0, 1]; where in them they are seen, as `warp` takes it)."""
        # Rows by `index_select`, which copies each whole: four times as fast as by an index in brackets.
        grey = mixed_grey(self.photos.x.index_select(0, chosen), self.greys * self.strength)
        # Always a square of the photo, so that a garment keeps its shape; the served one lies in the middle of these.
        square = self.photos.square[chosen]
        seen = square * square.amin(dim=1, keepdim=True) ** -uniform(len(chosen), *self.whole).flatten(1)
        places = geometry.draw(len(chosen)) * seen.unsqueeze(2)
        return self._warp(grey, places), places

    def _warp(self, pictures: Tensor, places: Tensor) -> Tensor:
        """As many samples a side as the pictures have pixels, or more: twice as many take 0.025 s a step at 96 px."""
        finer = 1 if 4 * self.size >= 3 * SIDE else 2
        return warp(pictures, places, self.size, finer, outside="border")

    def _regrounded(self, chosen: Tensor) -> Tensor:
        """The photos, the share `regrounded` of those with a known ground cut out and laid on another one."""
        x, places = self._photos(chosen, self.geometry.scaled(self.strength))
        moved = (self._cut_out[chosen] & (torch.rand(len(chosen)) < self.regrounded)).nonzero().flatten()
        if len(moved):
            under = self._warp(self.photos.ground.index_select(0, chosen[moved]).float(), places[moved])
            x[moved] = x[moved].lerp(self._other_grounds(len(moved)), under)
        return x

    def _other_grounds(self, count: int) -> Tensor:
        """(count, 1, size, size) in [0, 1]: parts of photos that do not stand on white, and a third drawn."""
        from_photos = self._grounds[torch.randint(len(self._grounds), (count - count // 3,))]
        drawn = nongarments.grounds(count // 3, self.size)
        return torch.cat([self._photos(from_photos, self.of_a_ground)[0], drawn])

    def _garments(self, count: int, geometry: Geometry) -> tuple[Tensor, Tensor]:
        """Fashion-MNIST garments, light on 0, in [0, 1], and their right answers."""
        chosen = torch.randint(len(self.garments), (count,))
        x = warp(self.garments.x.index_select(0, chosen) / 2, geometry.draw(count), self.size, finer=1, outside="zeros")
        return x, one_hot(self.garments.y[chosen], self.photos.y.shape[1]).float()

    def _on_grounds(self, garments: Tensor) -> Tensor:
        """(N, 1, size, size) in [0, 1]: each garment, dark or light by chance, on a part of a photo or on nothing."""
        count = len(garments)
        ground = self._other_grounds(count)
        mask = (garments > 0.04).float()
        mask = -_largest(-_largest(mask))  # holes closed: black cloth is 0 in Fashion-MNIST too
        mask = avg_pool2d(mask, 3, 1, 1)
        darkest, lightest = uniform(count, 0, 1), uniform(count, 0, 1)
        return ground.lerp(darkest + (lightest - darkest) * garments, mask)


def _largest(x: Tensor) -> Tensor:
    """Of the 5 × 5 pixels around each; across and then down, which takes less time than both at once."""
    return max_pool2d(max_pool2d(x, (1, 5), 1, (0, 2)), (5, 1), 1, (2, 0))


def drawing_weights(y: Tensor, kinds: Sequence[str], shares: Mapping[str, float]) -> Tensor:
    """(N,): each photo's chance to be drawn, up to a factor.

    Within a kind, one over the square root of how many photos its class has there (of several classes the mean); the
    kinds by their `shares`, a kind that has none there by its part of all photos.
    """
    weights = torch.zeros(len(y))
    for kind in sorted(set(kinds)):
        of_kind = torch.tensor([other == kind for other in kinds])
        rows = y[of_kind]
        chance = rows @ rows.sum(dim=0).clip(min=1).rsqrt()
        weights[of_kind] = shares.get(kind, len(rows) / len(y)) * chance / chance.sum()
    return weights
