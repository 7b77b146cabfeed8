"""Batches of what there is still to learn: an epoch that costs what any costs, and spends it on the hard pictures."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from training.data.samples import SPLIT_SEED, Batches, Samples

REMEMBERED = 0.5  # of a picture's loss, each time that it is seen: it may have been hard for what lay over it alone


class Chosen(Batches):
    """Batches of epochs that see hard pictures twice and leave as many of the others out, drawn at random.

    twice: which share of the pictures, those with the largest losses when the epoch begins; the first epoch, which
    knows none, sees each once. In y (B, classes) a picture's row sums to what it counts: one by how often it was to be
    expected, so that the mean of the losses goes on being one over all pictures alike. (After Qin et al., 2024,
    "InfoBatch", who leave easy ones out and count the rest of these for more; here hard ones take their places.)

    flip: half of the pictures are mirrored, each in every other epoch, and what comes twice comes from both sides
    (after Jordan, 2024, "Alternating flip"). The loader has to be told the epoch, by `set_epoch`, and what the network
    answers about each batch, by `answered`. samples, batch_size, augment: as in `Batches`; y (N,) class indices, or
    (N, classes), the share of each class that counts as right.
    """

    def __init__(
        self,
        samples: Samples,
        batch_size: int,
        classes: int,
        twice: float,
        flip: bool = False,
        augment: Callable[[Tensor], Tensor] | None = None,
    ):
        super().__init__(samples, batch_size, shuffle=True, augment=augment)
        self.rows = samples.y if samples.y.ndim > 1 else torch.eye(classes)[samples.y]
        self.twice = round(twice * len(samples))
        self.first_mirrored = torch.rand(len(samples), generator=torch.Generator().manual_seed(SPLIT_SEED)) < 0.5
        self.flip = flip
        self.epoch = 0
        self.losses = torch.full((len(samples),), torch.nan)  # of each picture, as it was seen last
        self.known = self.losses.clone()  # when the epoch began
        self._given = torch.empty(0, dtype=torch.int64)  # the pictures of the last batch

    def set_epoch(self, epoch: int) -> None:
        """epoch: which one comes next, from 0; what is known now chooses its pictures."""
        if epoch != self.epoch:  # else it is one under way that is begun again, and chosen as it was
            self.known = self.losses.clone()
        self.epoch = epoch

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        pictures, counts, again = self._chosen()
        mirrored = (self.first_mirrored[pictures] ^ again ^ bool(self.epoch % 2)) & self.flip
        for rows in torch.randperm(len(pictures)).split(self.batch_size):
            self._given = pictures[rows]
            x = self.samples.x.index_select(0, self._given)
            x = torch.where(mirrored[rows].view(-1, 1, 1, 1), x.flip(dims=[-1]), x)
            y = self.rows.index_select(0, self._given) * counts[rows].unsqueeze(1)
            yield (self.augment(x) if self.augment else x), y

    def _chosen(self) -> tuple[Tensor, Tensor, Tensor]:
        """(the pictures of this epoch, by index; what each counts; whether it comes for the second time)."""
        count = len(self.samples)
        if self.known.isnan().any():
            return torch.arange(count), torch.ones(count), torch.zeros(count, dtype=torch.bool)
        ranked = self.known.argsort(descending=True, stable=True)
        hard, others = ranked[: self.twice], ranked[self.twice :]
        some = others[torch.randperm(len(others))[: count - 2 * self.twice]]
        counts = torch.full((count,), len(others) / max(1, len(some)))
        counts[: 2 * self.twice] = 1 / 2
        again = torch.zeros(count, dtype=torch.bool)
        again[: self.twice] = True
        return torch.cat([hard, hard, some]), counts, again

    def answered(self, z: Tensor) -> None:
        """z: (B, classes), the network's logits of the last batch."""
        z, right = z.cpu().float(), self.rows[self._given]
        # What is left to learn: nothing where it answers as the row says, however undecided that is.
        now = torch.special.xlogy(right, right).sum(dim=1) + z.logsumexp(dim=1) - (right * z).sum(dim=1)
        before = self.losses[self._given]
        self.losses[self._given] = torch.where(before.isnan(), now, now.lerp(before, REMEMBERED))

    def state_dict(self) -> dict:
        """What `load_state_dict` needs to choose and rank on as if the run had never stopped."""
        return {"epoch": self.epoch, "losses": self.losses, "known": self.known}

    def load_state_dict(self, state: dict) -> None:
        """Take up what `state_dict` left; the samples must be the same."""
        self.epoch, self.losses, self.known = state["epoch"], state["losses"].clone(), state["known"]
