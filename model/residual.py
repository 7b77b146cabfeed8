"""What the residual networks are built of: a stem, stages of residual blocks; and a picture seen more than once."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import Module

from model.layers import BatchNorm2d, Conv2d, ReLU, Residual, Sequential

AT_ONCE = 24  # pictures, about, and their mirror images: what a layer gives of more does not fit into the caches


def residual_features(
    widths: Sequence[int], blocks: Sequence[int], stem_size: int, stem_stride: int = 1
) -> tuple[Sequential, int]:
    """The layers from the picture to the last maps, freshly drawn, and how many maps these are.

    A stem convolution of `stem_size` × `stem_size`, which divides the sides by `stem_stride`; for each of `widths` as
    many residual blocks of two 3 × 3 convolutions as `blocks` says, the first of all but the first width halving the
    sides (He et al., 2016, section 4.2, with the shortcuts of option B).
    """
    layers = [_convolution(1, widths[0], stem_size, stem_stride), ReLU()]
    channels = widths[0]
    for stage, (width, count) in enumerate(zip(widths, blocks, strict=True)):
        for block in range(count):
            layers += _residual_block(channels, width, stride=2 if stage > 0 and block == 0 else 1)
            channels = width
    return Sequential(*layers), channels


def both_sides(pictures: Tensor) -> Tensor:
    """(N, C, S, S) → (2 · N, C, S, S): the pictures, then their mirror images."""
    return torch.cat([pictures, pictures.flip(dims=[-1])])


def in_places(pictures: Tensor, by: int) -> Tensor:
    """(N, 1, S, S) → (N, 3, S, S): each picture where it is, moved down and right by so many px, and up and left.

    From where it comes there is nothing: 0, the white of the paper.
    """
    there, moved = pictures.squeeze(1), pictures.new_zeros(len(pictures), 2, *pictures.shape[-2:])
    moved[:, 0, by:, by:] = there[:, :-by, :-by]
    moved[:, 1, :-by, :-by] = there[:, by:, by:]
    return torch.cat([pictures, moved], dim=1)


def from_both_sides(logits: Callable[[Tensor], Tensor], pictures: Tensor, at_once: int = AT_ONCE) -> Tensor:
    """The mean of the logits of each picture and of its mirror image, which go through the layers together.

    pictures: (N, C, S, S), `at_once` of them at a time; logits: of a batch, (M, C, S, S) → (M, K) → (N, K).
    """
    sides = (logits(both_sides(part)).unflatten(0, (2, -1)) for part in parts(pictures, at_once))
    return torch.cat([of_both.mean(dim=0) for of_both in sides])


def parts(x: Tensor, length: int) -> Sequence[Tensor]:
    """x in parts of about that length, none much shorter than the others."""
    return x.chunk(max(1, round(len(x) / max(1, length))))


def _convolution(in_channels: int, out_channels: int, kernel_size: int, stride: int = 1) -> Sequential:
    """A convolution that keeps the sides (or divides them by `stride`), then batch normalisation, whose bias serves."""
    convolution = Conv2d(in_channels, out_channels, kernel_size, stride, padding=kernel_size // 2, bias=False)
    return Sequential(convolution, BatchNorm2d(out_channels))


def _residual_block(in_channels: int, out_channels: int, stride: int) -> list[Module]:
    body = Sequential(
        _convolution(in_channels, out_channels, 3, stride), ReLU(), _convolution(out_channels, out_channels, 3)
    )
    same = in_channels == out_channels and stride == 1
    return [Residual(body, None if same else _convolution(in_channels, out_channels, 1, stride)), ReLU()]
