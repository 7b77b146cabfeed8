"""Augmentation: each epoch sees every picture a little differently. By batch, and in training only.

Everything draws from torch's global generator, a new value for each picture. `FlipAndShift` works in the network's
space, paper at 0; what follows it, what a phone does to a garment, in a photo's: [0, 1], white at 1.
"""

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor
from torch.nn.functional import grid_sample, pad

AT_ONCE = 40  # pictures: what is computed on the way of so many stays in the processor's cache


@dataclass(frozen=True)
class FlipAndShift:
    """Mirrors half of the pictures left to right and moves each by up to `shift` pixels each way, paper coming in.

    x: (N, C, H, W), paper at 0 → the same shape. Draws from torch's global generator.
    """

    flip: bool = True
    shift: int = 1

    def __call__(self, x: Tensor) -> Tensor:
        count, channels, height, width = x.shape
        rows = torch.arange(height) + torch.randint(0, 2 * self.shift + 1, (count, 1))  # (N, H), of the padded picture
        columns = torch.arange(width) + torch.randint(0, 2 * self.shift + 1, (count, 1))  # (N, W)
        if self.flip:
            columns = torch.where(torch.rand(count, 1) < 0.5, columns.flip(1), columns)
        padded = x.new_zeros(count, channels, height + 2 * self.shift, width + 2 * self.shift)
        padded[:, :, self.shift : self.shift + height, self.shift : self.shift + width] = x
        places = rows.unsqueeze(2) * padded.shape[3] + columns.unsqueeze(1)  # (N, H, W), into the flattened picture
        places = places.view(count, 1, -1).expand(-1, channels, -1)
        return padded.flatten(2).gather(2, places).view(x.shape)


def uniform(count: int, low: float, high: float) -> Tensor:
    """(count, 1, 1, 1), one value for each picture."""
    return torch.rand(count, 1, 1, 1) * (high - low) + low


@dataclass(frozen=True)
class Geometry:
    """How pictures are turned, scaled, stretched, sheared, moved and mirrored before they reach the network's size.

    rotation: degrees, the standard deviation of half of it, at most the whole. zoom: how much of the picture is seen,
    from a part (below 1) to more than there is. stretch and shear: at most, either way. shift: at most, as a share of
    half the picture's side.
    """

    rotation: float = 30.0
    zoom: tuple[float, float] = (0.7, 1.2)
    stretch: float = 0.15
    shear: float = 0.1
    shift: float = 0.15
    flip: bool = True

    def scaled(self, strength: float) -> "Geometry":
        """`strength` of all but the mirror: 0 does nothing, 1 all of it."""
        return Geometry(
            self.rotation * strength,
            (self.zoom[0] ** strength, self.zoom[1] ** strength),
            self.stretch * strength,
            self.shear * strength,
            self.shift * strength,
            self.flip,
        )

    def draw(self, count: int) -> Tensor:
        """(count, 2, 2 + 1): where each place of the result lies in the picture, both in [-1, 1]."""
        angle = torch.randn(count).clip(-2, 2) * math.radians(self.rotation / 2)
        scale = uniform(count, *map(math.log, self.zoom)).flatten().exp()
        stretch = (uniform(count, -self.stretch, self.stretch).flatten() / 2).exp()
        shear = uniform(count, -self.shear, self.shear).flatten()
        mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0) if self.flip else torch.ones(count)
        across, down = scale * stretch, scale / stretch
        cos, sin = angle.cos(), angle.sin()
        turned, upright = torch.stack([cos, sin]), torch.stack([-sin, cos])
        places = torch.rand(2, count) * 2 * self.shift - self.shift
        return torch.stack([turned * across * mirror, (shear * turned + upright) * down, places], dim=1).permute(
            2, 0, 1
        )


def warp(pictures: Tensor, places: Tensor, size: int, finer: int = 2, outside: str = "reflection") -> Tensor:
    """(N, C, H, W) seen at `places` (`Geometry.draw`) → (N, C, size, size).

    Sampled `finer` times as densely and then averaged, so that small patterns do not alias, as the served transform
    does not let them. outside: what lies beyond the picture, in `grid_sample`'s words.
    """
    if len(pictures) == 0:
        return pictures.new_zeros(0, pictures.shape[1], size, size)
    if len(pictures) > AT_ONCE:
        parts = zip(pictures.split(AT_ONCE), places.split(AT_ONCE), strict=True)
        return torch.cat([warp(*part, size, finer, outside) for part in parts])
    side = size * finer
    at = (torch.arange(side) * 2 + 1) / side - 1  # the middles of the pixels
    at = at.view(size, finer).T.flatten()  # the first of each `finer` of them, then the second of each
    # `affine_grid` multiplies matrices for this, which takes three times as long.
    across, down = places[:, :, :1] * at, places[:, :, 1:2] * at + places[:, :, 2:]
    grid = across.view(-1, 2, 1, finer, 1, size) + down.view(-1, 2, finer, 1, size, 1)
    grid = grid.flatten(2, 4).movedim(1, 3)  # (N, finer² · size, size, 2): one whole picture below the other
    seen = grid_sample(pictures, grid, mode="bilinear", padding_mode=outside, align_corners=False)
    # Their mean takes an eighth of the time of `avg_pool2d`, which would look for its four values next to each other.
    return seen.unflatten(2, (finer**2, size)).mean(dim=2) if finer > 1 else seen


def mixed_grey(photos: Tensor, share: float) -> Tensor:
    """(N, 3, H, W) uint8 → (N, 1, H, W) in [0, 1]: grey as served, and for `share` of them by other weights.

    A red shirt on a green meadow is grey on grey; other weights show the same garment in other contrasts.
    """
    luma = torch.tensor([0.299, 0.587, 0.114])  # ITU-R BT.601, as Pillow's convert("L")
    other = torch.rand(len(photos), 3) ** 1.5
    other /= other.sum(dim=1, keepdim=True)
    much = (torch.rand(len(photos), 1) < share) * torch.rand(len(photos), 1)
    weights = luma.lerp(other, much) / 255  # (N, 3)
    parts = zip(weights.unsqueeze(1).split(AT_ONCE), photos.flatten(2).split(AT_ONCE), strict=True)
    grey = torch.cat([torch.bmm(of_each, pixels.float()) for of_each, pixels in parts])
    return grey.view(-1, 1, *photos.shape[2:])


@dataclass(frozen=True)
class Light:
    """Exposure, contrast, shadow, negative, blur and grain. All but the shares are the most done, either way."""

    gamma: float = 0.5
    contrast: float = 0.4
    brightness: float = 0.1
    shadow: float = 0.25
    negatives: float = 0.1
    blurred: float = 0.25
    grain: float = 0.03

    def scaled(self, strength: float) -> "Light":
        """`strength` of all: 0 does nothing, 1 all of it."""
        return Light(**{name: value * strength for name, value in asdict(self).items()})

    def __call__(self, x: Tensor) -> Tensor:
        """(N, 1, H, W) in [0, 1] → the same."""
        count, _, height, width = x.shape
        # From here on in place: memory that is at hand is filled in two thirds of the time of what is not.
        x = x.clip(1e-3, 1).pow_(uniform(count, -self.gamma, self.gamma).exp())
        mean = x.mean(dim=(2, 3), keepdim=True)
        x.sub_(mean).mul_(uniform(count, -self.contrast, self.contrast).exp()).add_(mean)
        x.add_(uniform(count, -self.brightness, self.brightness))
        across, down = torch.linspace(-1, 1, width), torch.linspace(-1, 1, height)[:, None]
        side, top = (uniform(count, -self.shadow, self.shadow) for _ in range(2))
        x.mul_(1 + side * across + top * down).clip_(0, 1)
        for share, change in ((self.negatives, lambda some: 1 - some), (self.blurred, blur)):
            # So few of them that to change all, and choose afterwards, would take three times as long.
            which = (uniform(count, 0, 1) < share).flatten().nonzero().flatten()
            x.index_copy_(0, which, change(x.index_select(0, which)))
        much = self.grain * uniform(count, 0, 1) ** 2
        return x.add_(torch.randn_like(x).mul_(much)).clip_(0, 1)


def blur(x: Tensor) -> Tensor:
    """(N, 1, H, W), each pixel averaged with its neighbours by 1, 2, 1."""
    line, (height, width) = (0.25, 0.5, 0.25), x.shape[2:]
    around = pad(x, (1, 1, 1, 1), mode="replicate")
    y = torch.zeros_like(x)
    for row, of_row in enumerate(line):  # nine sums take a third of the time of a convolution of a single channel
        for column, of_column in enumerate(line):
            y.add_(around[:, :, row : row + height, column : column + width], alpha=of_row * of_column)
    return y


def cover(x: Tensor, share: float, area: tuple[float, float] = (0.05, 0.25)) -> Tensor:
    """One rectangle of one grey over `share` of the pictures (random erasing: Zhong et al., 2020, algorithm 1)."""
    count, _, height, width = x.shape
    size, stretch = uniform(count, *area), uniform(count, -0.8, 0.8).exp()
    half_down, half_across = (size * stretch).sqrt() * height / 2, (size / stretch).sqrt() * width / 2
    down = (torch.arange(height)[:, None] - uniform(count, 0, height)).abs() < half_down
    across = (torch.arange(width) - uniform(count, 0, width)).abs() < half_across
    across &= uniform(count, 0, 1) < share
    return torch.where(down & across, uniform(count, 0, 1), x)


def mix_patches(x: Tensor, y: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """With chance `share`, a square of each picture comes from another one of the batch, and that share of its answer.

    x: (N, C, S, S); y: (N, K), shares of the right answer → x, and (N, 2, K): what is left of the picture's own answer,
    and what it has of the other's. CutMix: Yun et al., 2019, section 3.1, one square a batch.
    """
    if torch.rand(()) >= share:
        return x, torch.stack([y, torch.zeros_like(y)], dim=1)
    size = x.shape[-1]
    side = int(size * torch.rand(()).sqrt())
    top, left = (int(torch.randint(size - side + 1, ())) for _ in range(2))
    other = torch.randperm(len(x))
    x = x.clone()
    x[:, :, top : top + side, left : left + side] = x[other, :, top : top + side, left : left + side]
    of_other = side**2 / size**2
    return x, torch.stack([y * (1 - of_other), y[other] * of_other], dim=1)
