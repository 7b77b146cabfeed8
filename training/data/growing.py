"""A data set's batches at sizes that grow over the run: small pictures cost little, and early on teach as much."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from torch import Tensor
from torch.nn.functional import interpolate, one_hot

from training.data.augment import cover, mix_patches
from training.data.chosen import Chosen
from training.data.samples import Batches


@dataclass
class Growing:
    """The loader's batches, x (B, 1, S, S) in [0, 2], S being the size of the epoch's part of the run.

    sizes: S, in px, in each of as many equal parts of the `epochs`. covered: the share of the pictures over which one
    rectangle of one grey lies, up to `area` of the picture. patched: the chance that a square of each picture comes
    from another one of the batch; where there is any, y is (B, 2, classes) as `mix_patches` gives it, else the
    loader's. Everything is drawn from torch's global generator.
    """

    loader: Batches
    sizes: Sequence[int]
    epochs: int
    classes: int
    covered: float = 0.0
    patched: float = 0.0
    area: tuple[float, float] = (0.02, 0.33)
    epoch: int = field(default=0, init=False)

    def __len__(self) -> int:
        return len(self.loader)

    def set_epoch(self, epoch: int) -> None:
        """epoch: which of the `epochs`, from 0, comes next."""
        self.epoch = epoch
        if self._chosen:
            self._chosen.set_epoch(epoch)

    def answered(self, z: Tensor) -> None:
        """z: (B, classes), what the network answers about the last batch, for a loader that chooses by it."""
        if self._chosen:
            self._chosen.answered(z)

    def state_dict(self) -> dict:
        """What a loader that chooses knows."""
        return self._chosen.state_dict() if self._chosen else {}

    def load_state_dict(self, state: dict) -> None:
        """Take up what `state_dict` left."""
        if self._chosen:
            self._chosen.load_state_dict(state)

    @property
    def _chosen(self) -> Chosen | None:
        return self.loader if isinstance(self.loader, Chosen) else None

    @property
    def size(self) -> int:
        """px, of this epoch's pictures."""
        return size_of(self.sizes, self.epoch, self.epochs)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for x, y in self.loader:
            x = cover(resized(x, self.size) / 2, self.covered, self.area) * 2
            yield mix_patches(x, one_hot(y, self.classes).float(), self.patched) if self.patched else (x, y)


def size_of(sizes: Sequence[int], epoch: int, epochs: int) -> int:
    """Which of the sizes, each for an equal part of the epochs, is this one's; after the last, the last size."""
    return sizes[min(epoch, epochs - 1) * len(sizes) // epochs]


def resized(x: Tensor, size: int) -> Tensor:
    """(N, C, S, S) → (N, C, size, size), each new pixel a mean of those under it, weighted by how near they are."""
    if x.shape[-1] == size:
        return x
    return interpolate(x, size=(size, size), mode="bilinear", antialias=True)
