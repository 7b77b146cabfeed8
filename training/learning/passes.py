"""A training loader, run through once for each epoch."""

from collections.abc import Iterable, Iterator
from itertools import islice

import torch
from torch import Tensor

Batch = tuple[Tensor, Tensor]


class Passes:
    """Passes over a loader's batches; one that was stopped between any two of them goes on there, to the bit.

    loader: as `Learner` takes it, its order, and whatever else it draws, from torch's global generator.
    """

    def __init__(self, loader: Iterable[Batch]):
        self.loader = loader
        self.generator = torch.get_rng_state()  # as it was when the pass under way began

    def batches(self, epoch: int, done: int) -> Iterator[Batch]:
        """The batches of that epoch, from 0, after the `done` first ones.

        A pass under way is begun again with the generator as it was then, for the same order; after the batches
        already done, the generator is put back to where the stop left it.
        """
        generator = torch.get_rng_state()
        if done:
            torch.set_rng_state(self.generator)
        else:
            self.generator = generator
        if hasattr(self.loader, "set_epoch"):  # PyTorch's name for it, of samplers that change with the epochs
            self.loader.set_epoch(epoch)
        batches = iter(self.loader)
        if done:
            for _ in islice(batches, done):
                pass
            torch.set_rng_state(generator)
        yield from batches

    @property
    def asks(self) -> bool:
        """Whether the loader wants to be told what the network answers."""
        return hasattr(self.loader, "answered")

    def answered(self, z: Tensor) -> None:
        """Tell a loader that asks what the network answers, (B, C) logits, about the batch that it gave last."""
        if self.asks:
            self.loader.answered(z.detach())

    def state_dict(self) -> dict:
        """All that `load_state_dict` needs to go on from the same batch; the loader's own, where it has a state."""
        loader = self.loader.state_dict() if hasattr(self.loader, "state_dict") else None
        return {"epoch_generator": self.generator, "loader": loader}

    def load_state_dict(self, state: dict) -> None:
        """Take up what `state_dict` left."""
        self.generator = state["epoch_generator"]
        if state.get("loader") is not None:
            self.loader.load_state_dict(state["loader"])
