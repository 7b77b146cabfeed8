"""The Learner: fit → epoch → batch."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import Module

from model import checkpoint
from model.calibration import Calibration
from model.folding import folded
from model.labels import LABELS
from model.networks import logits
from training.judging.calibration import fit_calibration
from training.judging.targets import right
from training.learning.average import WeightAverage
from training.learning.config import EpochResult, LearnerConfig
from training.learning.finder import RangeTest, range_test
from training.learning.muon import make_optimizer
from training.learning.optimizer import Optimizer
from training.learning.passes import Batch, Passes
from training.learning.schedule import SCHEDULES
from training.learning.stretched import Stretched

if TYPE_CHECKING:
    from training.judging.evaluation import Evaluation


class Learner:
    """Trains `config.model` on the first of `loaders` and validates it on the second.

    loaders: (training, validation), any two iterables of (x, y) batches that can be run through again and again; a
    DataLoader will do. x is what the model takes; y (B,) class indices, or (B, C) shares of the classes that count as
    right. A training loader with a `set_epoch` is told the epoch, from 0, before each pass, one with an `answered` the
    logits of each of its batches, and the `state_dict` of one that has it is the Learner's, too. The last weights are
    the ones that count, or their average.

    A run can be stopped between any two batches and resumed to the bit (`stop`, `state_dict`, `load_state_dict`), as
    long as the training loader draws its order from torch's global generator.
    """

    def __init__(self, config: LearnerConfig, loaders: tuple[Iterable[Batch], Iterable[Batch]]):
        self.config = config
        self.training_loader, self.validation_loader = loaders
        self.passes = Passes(self.training_loader)
        self.trained = config.model.to(config.device)
        self.average = WeightAverage(self.trained, config.average) if config.average else None
        self.optimizer = self._make_optimizer(self.trained.parameters())
        self.history: list[EpochResult] = []
        self.stopping = False
        self.step = 0  # batches trained on, over all epochs
        self.batches_done = self.samples_seen = 0  # of the epoch under way; and over these, the loss summed by sample:
        self.loss_sum = torch.zeros((), device=config.device)
        self._validated: tuple[int, Tensor, Tensor] | None = None  # step, logits and targets of the last validation

    @property
    def model(self) -> Module:
        """The network that counts: the averaged one where there is one, and one that needs no stretched pictures."""
        network = self.average.model if self.average else self.trained
        return network.plain() if isinstance(network, Stretched) else network

    @property
    def finished(self) -> bool:
        """Whether all epochs of the config are done, or validation has run out of `patience`."""
        return len(self.history) >= self.config.epochs or self.stalled

    @property
    def stalled(self) -> bool:
        """Whether the last `patience` epochs brought no validation loss below the best of those before."""
        losses = [result.valid_loss for result in self.history]
        patience = self.config.patience
        return 0 < patience < len(losses) and min(losses[-patience:]) >= min(losses[:-patience])

    def fit(
        self,
        on_batch: Callable[["Learner"], None] = lambda learner: None,
        on_epoch: Callable[["Learner"], None] = lambda learner: None,
    ) -> list[EpochResult]:
        """Train until all epochs are done or `stop` is called; → the history, one result for each whole epoch."""
        self.stopping = False
        while not self.finished and not self.stopping:
            train_loss = self.train_epoch(on_batch)
            if self.batches_done == 0:  # the epoch is whole, not stopped on the way
                self.history.append(EpochResult(len(self.history) + 1, train_loss, *self._figures(*self.validated)))
                on_epoch(self)
        return self.history

    def stop(self, *_) -> None:
        """Ask `fit` to return after the batch under way; can serve as a signal handler."""
        self.stopping = True

    def train_epoch(self, on_batch: Callable[["Learner"], None] = lambda learner: None) -> float:
        """One pass over the training batches, or what is left of a stopped one; → the mean loss over its samples."""
        # Validation has put the network in eval mode: without this, dropout would stay off from the second epoch on.
        self.trained.train()
        if self.step == 0:
            torch.manual_seed(self.config.seed)
        for x, y in self.passes.batches(len(self.history), self.batches_done):
            loss = self.train_batch(x.to(self.config.device), y.to(self.config.device))
            self.batches_done += 1
            self.loss_sum += loss * len(y)
            self.samples_seen += len(y)
            on_batch(self)
            if self.stopping:
                return self.running_loss
        if not self.samples_seen:
            raise ValueError("The training loader gave no batches.")
        train_loss = self.running_loss
        self.batches_done = self.samples_seen = 0
        self.loss_sum.zero_()
        return train_loss

    @property
    def running_loss(self) -> float:
        """The mean training loss over the samples of the epoch under way."""
        return self.loss_sum.item() / max(1, self.samples_seen)

    def train_batch(self, x: Tensor, y: Tensor) -> Tensor:
        """One step down the loss of this batch; → the loss before it, a scalar without gradient."""
        self.optimizer.lr = self._learning_rate()
        self.optimizer.zero_grad()
        loss = self._backward(x, y)
        self.optimizer.step()
        self.step += 1
        if self.average:
            self.average.update(self.step)
        return loss

    def _backward(self, x: Tensor, y: Tensor) -> Tensor:
        """Give the parameters the gradients of the batch's mean loss; → that loss, a scalar without gradient."""
        with self.config.arithmetic():
            z = self.trained(x)
        self.passes.answered(z)
        loss = self.config.criterion(z, y)
        loss.backward()
        return loss.detach()

    def valid_loss(self, loader: Iterable[Batch] | None = None) -> float:
        """The mean loss over the samples of `loader` (default: validation), without dropout."""
        return self._figures(*self.outputs(loader))[0]

    def validate_epoch(self, loader: Iterable[Batch] | None = None) -> float:
        """The share of the samples of `loader` (default: validation) that are classified right."""
        return self._figures(*self.outputs(loader))[1]

    def batch_accuracy(self, x: Tensor, y: Tensor) -> float:
        """The share of this batch that is classified right. x: the model's input; y: as in the loaders."""
        return right(logits(self.model, x.to(self.config.device)).cpu(), y.cpu()).float().mean().item()

    def predict(self, x: Tensor) -> Tensor:
        """The class indices, (B,), of a batch of the model's inputs."""
        return logits(self.model, x.to(self.config.device)).argmax(dim=1)

    def evaluate(self, loader: Iterable[Batch] | None = None) -> "Evaluation":
        """Precision, recall and F1 per class, and the confusion matrix, on `loader` (default: validation)."""
        from training.judging.evaluation import evaluation  # scikit-learn counts, and learning does without it

        return evaluation(*self.outputs(loader), getattr(self.model, "labels", LABELS))

    def outputs(self, loader: Iterable[Batch] | None = None) -> tuple[Tensor, Tensor]:
        """(logits (N, C), targets) of all samples of `loader` (default: validation), on the CPU."""
        loader = self.validation_loader if loader is None else loader
        quick = folded(self.model)
        batches = [(logits(quick, x.to(self.config.device)).cpu(), y.cpu()) for x, y in loader]
        return torch.cat([z for z, _ in batches]), torch.cat([y for _, y in batches])

    @property
    def validated(self) -> tuple[Tensor, Tensor]:
        """`outputs` of validation after the last step: what the epoch's own validation gave, not run through again."""
        if self._validated is None or self._validated[0] != self.step:
            self._validated = (self.step, *self.outputs())
        return self._validated[1:]

    def find_lr(self, low: float = 1e-5, high: float = 10.0, steps: int = 200) -> RangeTest:
        """How the training loss follows a rising learning rate, from the weights as they are: see `range_test`."""
        parts = self.trained, self.training_loader, self.config.criterion, self._make_optimizer
        return range_test(*parts, low, high, steps, self.config.device)

    def calibrate(self, groups: Sequence[str] = ()) -> Calibration:
        """What to make of the network's logits, fitted on validation. groups: as in `fit_calibration`."""
        return fit_calibration(*self.validated, getattr(self.model, "knows_none", False), groups=groups)

    def export(self, path: str | Path, calibration: Calibration | None = None, **about) -> None:
        """Write network and calibration (default: `calibrate`'s) as a checkpoint; `about` goes on its record."""
        checkpoint.save(checkpoint.Checkpoint(self.model, calibration or self.calibrate(), about), path)

    def state_dict(self) -> dict:
        """All that `load_state_dict` needs to go on as if the run had never stopped."""
        return {
            "model": self.trained.state_dict(),
            "averaged": self.average.model.state_dict() if self.average else None,
            "optimizer": self.optimizer.state_dict(),
            "history": [asdict(result) for result in self.history],
            "step": self.step,
            "batches_done": self.batches_done,
            "loss_sum": self.loss_sum,
            "samples_seen": self.samples_seen,
            **self.passes.state_dict(),
            "generator": torch.get_rng_state(),
        }

    def load_state_dict(self, state: dict) -> None:
        """Take up a run where `state_dict` left it; the config and the loaders must be the same."""
        self.trained.load_state_dict(state["model"])
        if self.average:
            self.average.model.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.history = [EpochResult(**result) for result in state["history"]]
        self.step = state["step"]
        self.batches_done = state["batches_done"]
        self.loss_sum = state["loss_sum"].to(self.config.device)
        self.samples_seen = state["samples_seen"]
        self.passes.load_state_dict(state)
        self._validated = None
        torch.set_rng_state(state["generator"])

    def _make_optimizer(self, params: Iterable[Tensor]) -> Optimizer:
        names = ("lr", "momentum", "nesterov", "weight_decay", "l1", "orthogonal")
        return make_optimizer(params, **{name: getattr(self.config, name) for name in names})

    def _learning_rate(self) -> float:
        if self.config.schedule == "constant":  # the one schedule that a loader without a length can follow
            return self.config.lr
        steps = self.config.epochs * len(self.training_loader)
        return SCHEDULES[self.config.schedule](self.step, steps, self.config.lr)

    def _figures(self, z: Tensor, y: Tensor) -> tuple[float, float]:
        """(mean loss, share right), over all samples at once: a mean of batch means would count a short batch twice."""
        return self.config.criterion(z, y).item(), right(z, y).float().mean().item()
