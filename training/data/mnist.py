"""Fashion-MNIST, in the pixel space that the app serves, and MNIST: found on this machine, or downloaded."""

import gzip
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from torchvision.datasets import MNIST, FashionMNIST

from model.photo import to_network_space, transform
from training.data.samples import DataError, Samples, split

# Where data sets lie on Debian; the package dataset-fashion-mnist puts its four gzipped IDX files here.
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
SIDE = 28  # px


def fashion_mnist(
    data_dir: str | Path = "data", train: bool = True, size: int = SIDE, held_out: bool | None = None
) -> Samples:
    """Fashion-MNIST's 60,000 training or 10,000 test pictures, as the app would show them to a network of `size` px.

    held_out: of the training pictures those alone that `split` holds out (True), or those alone that it leaves (False).
    Read from `data_dir` (its own files, as .gz or unpacked), else from Debian's package, else downloaded there.
    Raises DataError when none of these works.
    """
    folders = (Path(data_dir) / FashionMNIST.__name__ / "raw", Path(data_dir), DEBIAN_FOLDER)
    advice = f"under {data_dir}, or install Debian's package dataset-fashion-mnist"
    pictures = _read(FashionMNIST, "Fashion-MNIST", Path(data_dir), train, folders, advice)
    chosen = _part(Samples(pictures.data, pictures.targets), held_out)
    return Samples(as_printed(chosen.x, size), chosen.y)


def mnist(data_dir: str | Path = "data", train: bool = True, held_out: bool | None = None) -> Samples:
    """MNIST's 60,000 training or 10,000 test digits, light on 0, in [0, 1] as its classifiers' sources have them.

    held_out: as for `fashion_mnist`. Read from `mnist` or `MNIST/raw` in `data_dir` (.gz or unpacked), else downloaded
    there. Not from `data_dir` itself, where Fashion-MNIST's files of the same names may lie. Raises DataError when none
    of these works.
    """
    folders = (Path(data_dir) / MNIST.__name__ / "raw", Path(data_dir) / "mnist")
    pictures = _read(MNIST, "MNIST", Path(data_dir), train, folders, f"in {Path(data_dir) / 'mnist'}")
    chosen = _part(Samples(pictures.data, pictures.targets), held_out)
    return Samples(chosen.x.unsqueeze(1) / 255, chosen.y)


def as_printed(pictures: Tensor, size: int = SIDE) -> Tensor:
    """(N, 28, 28) uint8, light garment on black → (N, 1, size, size) in [0, 2]: printed as a photo, then transformed.

    The print is the negative, a dark garment on white paper, which is what the app's transform is made for.
    """
    prints = 255 - pictures
    if size == SIDE:  # the transform of a picture that already has the size is its last step alone
        return to_network_space(prints).unsqueeze(1)
    photos = (Image.frombytes("L", (SIDE, SIDE), print) for print in prints.numpy())
    return torch.stack([transform(photo, size) for photo in photos])


def as_pictures(x: Tensor) -> Tensor:
    """The pictures that `as_printed` made these of: (N, 1, 28, 28) in [0, 2] → (N, 28, 28) uint8."""
    return (x.squeeze(1) * 127.5).round().byte()


def _part(samples: Samples, held_out: bool | None) -> Samples:
    """All, or one side of `split`: chosen before anything is made of them, so that 5,000 cost no more than 5,000."""
    if held_out is None:
        return samples
    left, out = split(samples)
    return out if held_out else left


def _read(kind: type[MNIST], name: str, data_dir: Path, train: bool, folders: Sequence[Path], advice: str) -> MNIST:
    try:
        _unpack_local_files(data_dir / kind.__name__ / "raw", folders)
        return kind(data_dir, train=train, download=True)
    except (OSError, EOFError, RuntimeError, ValueError) as error:
        raise DataError(f"{name} could not be read or downloaded: put its four files {advice}.") from error


def _unpack_local_files(raw: Path, folders: Sequence[Path]) -> None:
    """Put files that are already on this machine, in one of the folders, where torchvision looks for them, in `raw`.

    Unpacked here and not by torchvision, whose checksums are of one particular compression of the same data.
    """
    if all((raw / name).exists() for name in FILES):
        return
    for folder in folders:
        packed = [folder / f"{name}.gz" for name in FILES]
        unpacked = [folder / name for name in FILES]
        for sources, opener in ((unpacked, open), (packed, gzip.open)):
            if all(source.exists() for source in sources):
                raw.mkdir(parents=True, exist_ok=True)
                for source, name in zip(sources, FILES, strict=True):
                    _copy(source, raw / name, opener)
                return


def _copy(source: Path, target: Path, opener: Callable) -> None:
    partial = target.with_suffix(f".{os.getpid()}.partial")  # its own, where two runs begin at once
    with opener(source, "rb") as packed, partial.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    partial.replace(target)  # in one step, so that a run cut off here leaves no half file behind
