"""Photos as they are kept in memory: small, whole, in colour, each squashed to a square."""

import torch
from PIL import Image
from torch import Tensor

SIDE = 128  # px


def squashed(photo: Image.Image) -> tuple[Tensor, tuple[float, float]]:
    """(the whole photo as a small square, (3, SIDE, SIDE) uint8; the share of its middle square)."""
    small = photo.resize((SIDE, SIDE), Image.Resampling.BOX)
    pixels = torch.frombuffer(bytearray(small.tobytes()), dtype=torch.uint8).view(SIDE, SIDE, 3)
    short = min(photo.size)
    return pixels.permute(2, 0, 1), (short / photo.width, short / photo.height)
