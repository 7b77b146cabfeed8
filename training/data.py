"""Fashion-MNIST, in the pixel space that the app serves, and MNIST, as tensors in memory; splits; batches by index."""

import gzip
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from torchvision.datasets import MNIST, FashionMNIST

from model.photo import to_network_space, transform

# Where data sets lie on Debian; the package dataset-fashion-mnist puts its four gzipped IDX files here.
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
SIDE = 28  # px
DIGITS = tuple("0123456789")
VALIDATION_SHARE = 1 / 12  # 5,000 of the 60,000 training pictures
SPLIT_SEED = 0  # the same held-out pictures whatever a run's seed, so that runs can be compared


class DataError(RuntimeError):
    """Data that cannot be found or read; its text is one sentence that says what to do."""


@dataclass(frozen=True)
class Samples:
    """x: (N, 1, S, S) float32 in [0, 2], the app's pixel space; y: (N,) int64 class indices, or (N, C) shares."""

    x: Tensor
    y: Tensor

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, index: Tensor) -> "Samples":
        return Samples(self.x[index], self.y[index])


def fashion_mnist(data_dir: str | Path = "data", train: bool = True, size: int = SIDE) -> Samples:
    """Fashion-MNIST's 60,000 training or 10,000 test pictures, as the app would show them to a network of `size` px.

    Read from `data_dir` (its own files, as .gz or unpacked), else from Debian's package, else downloaded there.
    Raises DataError when none of these works.
    """
    folders = (Path(data_dir) / FashionMNIST.__name__ / "raw", Path(data_dir), DEBIAN_FOLDER)
    advice = f"under {data_dir}, or install Debian's package dataset-fashion-mnist"
    pictures = _read(FashionMNIST, "Fashion-MNIST", Path(data_dir), train, folders, advice)
    return Samples(as_printed(pictures.data, size), pictures.targets)


def mnist(data_dir: str | Path = "data", train: bool = True) -> Samples:
    """MNIST's 60,000 training or 10,000 test digits, light on 0, in [0, 1] as its classifiers' sources have them.

    Read from `mnist` or `MNIST/raw` in `data_dir` (.gz or unpacked), else downloaded there. Not from `data_dir` itself,
    where Fashion-MNIST's files of the same names may lie. Raises DataError when none of these works.
    """
    folders = (Path(data_dir) / MNIST.__name__ / "raw", Path(data_dir) / "mnist")
    pictures = _read(MNIST, "MNIST", Path(data_dir), train, folders, f"in {Path(data_dir) / 'mnist'}")
    return Samples(pictures.data.unsqueeze(1) / 255, pictures.targets)


def as_printed(pictures: Tensor, size: int = SIDE) -> Tensor:
    """(N, 28, 28) uint8, light garment on black → (N, 1, size, size) in [0, 2]: printed as a photo, then transformed.

    The print is the negative, a dark garment on white paper, which is what the app's transform is made for.
    """
    prints = 255 - pictures
    if size == SIDE:  # the transform of a picture that already has the size is its last step alone
        return to_network_space(prints).unsqueeze(1)
    photos = (Image.frombytes("L", (SIDE, SIDE), print) for print in prints.numpy())
    return torch.stack([transform(photo, size) for photo in photos])


def split(samples: Samples, share: float) -> tuple[Samples, Samples]:
    """(training, validation): `share` of the samples, drawn at random but the same every time, are held out."""
    order = torch.randperm(len(samples), generator=torch.Generator().manual_seed(SPLIT_SEED))
    held_out = round(share * len(samples))
    return samples[order[held_out:]], samples[order[:held_out]]


class Batches:
    """Batches (x, y) by index from tensors in memory: any number of passes, each with an order of its own.

    The order, and whatever `augment` draws, come from torch's global generator, as a DataLoader's do. The last
    batch may be short. `augment` maps a batch's pictures, (B, 1, 28, 28), to pictures of the same shape.
    """

    def __init__(
        self,
        samples: Samples,
        batch_size: int,
        shuffle: bool = False,
        augment: Callable[[Tensor], Tensor] | None = None,
    ):
        self.samples = samples
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.augment = augment

    def __len__(self) -> int:
        return -(-len(self.samples) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        count = len(self.samples)
        order = torch.randperm(count) if self.shuffle else torch.arange(count)
        for index in order.split(self.batch_size):
            x = self.samples.x.index_select(0, index)
            yield (self.augment(x) if self.augment else x), self.samples.y.index_select(0, index)


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
    partial = target.with_suffix(".partial")
    with opener(source, "rb") as packed, partial.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    partial.replace(target)  # in one step, so that a run cut off here leaves no half file behind
