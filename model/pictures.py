"""Pictures that travel with the tree: 7,000 of those that Fashion-MNIST has for training, to be shown and learned from.

Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017) is under the MIT licence. The sheet is made by
`python -m training pictures`.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from model.labels import LABELS

SHEET = Path(__file__).with_name("pictures.png")
SIDE = 28  # px
COLUMNS = 100
ROWS_OF_A_CLASS = 7  # one class below the other; the last row of each is held out
OF_A_CLASS = ROWS_OF_A_CLASS * COLUMNS


@cache
def read() -> tuple[Tensor, Tensor]:
    """(pictures (7000, 28, 28) uint8, a light garment on black; labels (7000,) int64), one class after the other."""
    with Image.open(SHEET) as sheet:
        width, height = sheet.size
        pixels = torch.frombuffer(bytearray(sheet.tobytes()), dtype=torch.uint8).view(height, width)
    tiles = pixels.view(height // SIDE, SIDE, COLUMNS, SIDE).transpose(1, 2)
    return tiles.reshape(-1, SIDE, SIDE), torch.arange(len(LABELS)).repeat_interleave(OF_A_CLASS)


def held_out() -> Tensor:
    """(7000,) bool: which of them are for validation, 100 of each class."""
    rows = torch.arange(len(LABELS) * OF_A_CLASS) // COLUMNS
    return rows % ROWS_OF_A_CLASS == ROWS_OF_A_CLASS - 1


def first_of_each(count: int) -> Tensor:
    """(10 · count,): the places of the first pictures of each class."""
    return (torch.arange(len(LABELS)).unsqueeze(1) * OF_A_CLASS + torch.arange(count)).flatten()


def sheet(pictures: Tensor, targets: Sequence[int] | Tensor) -> Image.Image:
    """The first 700 pictures of each class, (N, 28, 28) uint8, as the sheet that `read` reads.

    Raises ValueError where a class has fewer.
    """
    targets = torch.as_tensor(targets)
    chosen = [pictures[targets == label][:OF_A_CLASS] for label in range(len(LABELS))]
    if any(len(some) < OF_A_CLASS for some in chosen):
        raise ValueError(f"There are not {OF_A_CLASS} pictures of each class.")
    tiles = torch.cat(chosen).view(-1, COLUMNS, SIDE, SIDE).transpose(1, 2)
    return Image.fromarray(tiles.reshape(-1, COLUMNS * SIDE).numpy())
