"""Outlines: which way the edges run in each part of a picture, whatever a network has learned to look at."""

import math

import torch
from torch import Tensor
from torch.nn import Module
from torch.nn.functional import conv2d

DIRECTIONS = 8
CELLS = 8  # a side
FAINT = 0.002  # of edges that are grain: next to this much a cell's edges count little
AT_ONCE = 4  # pictures, whose edges the processor keeps at hand: of a hundred together each takes six times as long
SOBEL = ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0))  # weights of the change from left to right


class Outlines(Module):
    """How strong the edges of each direction are in each cell of a picture, next to those of all in the cells around.

    After Dalal and Triggs, 2005, "Histograms of oriented gradients for human detection", with plain convolutions: an
    edge counts for those directions of whose change it has more than of the others' mean. Dark on light and light on
    dark are the same, and so are a picture and its mirror image, of which the mean's left half is given. Nothing is
    learned. x: (N, 1, S, S) in [0, 2] → (N, DIRECTIONS · CELLS · CELLS / 2).
    """

    size = DIRECTIONS * CELLS * CELLS // 2

    def __init__(self):
        super().__init__()
        across = torch.tensor(SOBEL) / 8
        angles = torch.arange(DIRECTIONS) * (math.pi / DIRECTIONS)
        kernels = angles.cos()[:, None, None] * across + angles.sin()[:, None, None] * across.T
        self.register_buffer("kernels", kernels.unsqueeze(1), persistent=False)
        beside = (torch.arange(CELLS)[:, None] + torch.arange(-1, 2)).clip(0, CELLS - 1)
        self.register_buffer("beside", torch.eye(CELLS)[beside].mean(dim=1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self._outlines(some) for some in x.split(AT_ONCE)])

    def _outlines(self, x: Tensor) -> Tensor:
        side = x.shape[-1]
        going_on = torch.arange(-1, side + 1, device=x.device).clip(0, side - 1)  # as its edge is, beyond the picture
        change = conv2d(x.index_select(2, going_on).index_select(3, going_on), self.kernels).abs()
        edges = (change - change.mean(dim=1, keepdim=True)).clip(min=0)
        to_cells = _shares(side, x.device)
        cells = to_cells @ edges @ to_cells.T
        energy = cells.square().sum(dim=1, keepdim=True)
        cells = cells / ((self.beside @ energy @ self.beside.T).sqrt() + FAINT)
        mirrored = cells.flip(dims=[-1]).roll(-1, dims=1).flip(dims=[1])  # a direction k becomes -k, one of 0 stays
        return ((cells + mirrored) / 2)[..., : CELLS // 2].flatten(1)


def _shares(side: int, device: torch.device) -> Tensor:
    """(CELLS, side): how much each pixel of a row counts in the mean of each cell, a part of it where two have it."""
    pixels = torch.arange(side, device=device)
    starts = torch.arange(CELLS, device=device)[:, None] * (side / CELLS)
    shared = torch.minimum(pixels + 1, starts + side / CELLS) - torch.maximum(pixels, starts)
    return shared.clip(min=0) * (CELLS / side)
