"""Augmentation: each epoch sees every picture a little differently. By batch, and in training only."""

from dataclasses import dataclass

import torch
from torch import Tensor


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
