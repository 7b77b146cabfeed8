"""One run: a network, drawn at random, that learns a moment at a time, and what is to be seen of it after each."""

import base64
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import Module

from model import pictures
from model.labels import LABELS
from model.layers import Dropout, Flatten, Linear, ReLU, Sequential
from model.networks import logits
from model.photo import to_network_space
from page.learn.settings import Settings
from page.learn.shown import twelve
from training.learning.config import LearnerConfig
from training.learning.learner import Learner
from training.learning.loss import cross_entropy

MOST_SECONDS, MOST_EPOCHS = 60, 200  # of learning, in all
SHORTEST, LONGEST = 0.02, 0.25  # seconds of learning between two looks at it
GROWTH = 0.1  # of the seconds so far: most is learned in the first ones, which are to be seen
SHOWN_WEIGHTS = 24  # pictures of the first layer
STD = 0.1  # of the weights as they are drawn, those of the published network


@dataclass(frozen=True)
class Data:
    """x: (N, 1, 28, 28) in [0, 2], as the published network gets them; y: (N,) classes."""

    x: Tensor
    y: Tensor


@cache
def data() -> tuple[Data, Data]:
    """(what is learned from, 6,000; what it is judged by, 1,000), both of Fashion-MNIST's pictures for training."""
    found, labels = pictures.read()
    x, out = seen(found), pictures.held_out()
    return Data(x[~out], labels[~out]), Data(x[out], labels[out])


def seen(found: Tensor) -> Tensor:
    """(N, 28, 28) uint8, a light garment on black → (N, 1, 28, 28), as the published network gets such a picture."""
    return to_network_space(255 - found).unsqueeze(1)


def network(settings: Settings) -> Module:
    """(N, 1, 28, 28) → logits (N, 10); with the published sizes and dropout, the published network."""
    sizes = [pictures.SIDE**2, *settings.layers]
    hidden = [layer for size in pairwise(sizes) for layer in (Linear(*size, STD), ReLU(), Dropout(settings.dropout))]
    return Sequential(Flatten(), *hidden, Linear(sizes[-1], len(LABELS), STD))


class Batches:
    """All pictures in an order of torch's global generator, a new one each time, `size` of them at once."""

    def __init__(self, given: Data, size: int):
        self.given, self.size = given, size

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for some in torch.randperm(len(self.given.y)).split(self.size):
            yield self.given.x[some], self.given.y[some]


class Watched(Learner):
    """A Learner that keeps the loss of each step, and stops where that is no number any more."""

    losses: list[float]

    def train_batch(self, x: Tensor, y: Tensor) -> Tensor:
        loss = super().train_batch(x, y)
        self.losses.append(loss.item())
        if not math.isfinite(self.losses[-1]):
            self.stop()
        return loss


class Run:
    """Learns with `Learner` from weights of its own, beside others in the same process."""

    def __init__(self, settings: Settings, seed: int):
        learned, held_out = data()
        torch.manual_seed(seed)
        config = LearnerConfig(
            network(settings),
            epochs=MOST_EPOCHS,
            batch_size=settings.batch,
            lr=settings.lr,
            momentum=settings.momentum,
            seed=seed,
        )
        self.learner = Watched(config, (Batches(learned, settings.batch), [(held_out.x, held_out.y)]))
        self.learner.losses = []
        self.generator = torch.get_rng_state()  # torch has one for all runs
        self.steps_an_epoch = math.ceil(len(learned.y) / settings.batch)
        self.seconds = 0.0
        self.drawn = self._first_weights().clone()
        self.photo: Tensor | None = None

    @property
    def is_lost(self) -> bool:
        """Whether a loss, of a step or on the 1,000, or what it says of the photo is no number any more."""
        numbers = [*self.learner.losses, self._valid_loss(), *(self._probabilities() or ())]
        return not all(map(math.isfinite, numbers))

    @property
    def is_over(self) -> bool:
        return self.learner.finished or self.seconds >= MOST_SECONDS

    def go_on(self, single: bool = False) -> None:
        """Learn for a moment, or from a single batch; nothing where it is over or lost."""
        self.learner.losses = []
        if self.is_over or self.is_lost:
            return
        started = time.monotonic()
        moment = min(LONGEST, SHORTEST + GROWTH * self.seconds)

        def look(learner: Learner) -> None:
            if single or time.monotonic() - started >= moment:
                learner.stop()

        torch.set_rng_state(self.generator)
        self.learner.fit(look)
        self.generator = torch.get_rng_state()
        self.seconds += time.monotonic() - started

    def state(self) -> dict:
        """What is to be seen of it now, of numbers and lists alone.

        epochs: of the pictures, how many times each was learned from; loss: the mean over the steps since the last
        look, None where there was none; valid_loss, accuracy: on the 1,000, accuracy in 0..1; confusion: 10 rows, the
        right class, of 10 counts; answers: (class, probability in 0..1) of each of the twelve; weights, gained: of the
        first units, all and without those that were drawn, as `_in_bytes` has them; photo: ten probabilities, None
        without one. Where it is lost: {lost} alone.
        """
        if self.is_lost:
            return {"lost": True}
        z, y = self.learner.validated
        answered = z.argmax(dim=1)
        chosen = z[twelve(y)].softmax(dim=1).max(dim=1)
        losses = self.learner.losses
        return {
            "epochs": self.learner.step / self.steps_an_epoch,
            "steps": self.learner.step,
            "seconds": self.seconds,
            "loss": sum(losses) / len(losses) if losses else None,
            "valid_loss": self._valid_loss(),
            "accuracy": (answered == y).float().mean().item(),
            "confusion": torch.bincount(y * 10 + answered, minlength=100).view(10, 10).tolist(),
            "answers": list(zip(chosen.indices.tolist(), chosen.values.tolist(), strict=True)),
            "weights": _in_bytes(self._first_weights()),
            "gained": _in_bytes(self._first_weights() - self.drawn),
            "photo": self._probabilities(),
            "over": self.is_over,
        }

    def _valid_loss(self) -> float:
        return cross_entropy(*self.learner.validated).item()

    def _first_weights(self) -> Tensor:
        """(n, 784): those of the first layer's first units."""
        first = next(layer for layer in self.learner.trained.modules() if isinstance(layer, Linear))
        return first.weight.detach().T[:SHOWN_WEIGHTS]

    def _probabilities(self) -> list[float] | None:
        if self.photo is None:
            return None
        return logits(self.learner.model, self.photo)[0].softmax(dim=0).tolist()


def _in_bytes(weights: Tensor) -> str:
    """(n, 784) → n · 784 bytes in base64: each picture by its own largest, 128 for 0."""
    most = weights.abs().amax(dim=1, keepdim=True).clip(min=1e-12)
    return base64.b64encode((weights / most * 127 + 128).round().byte().numpy().tobytes()).decode()
