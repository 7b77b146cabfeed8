"""What a Learner is told, and what it says after each epoch."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import Module

from training.learning.loss import cross_entropy

PRECISIONS = "float32", "bfloat16"


@dataclass
class LearnerConfig:
    """What to train and how. The defaults are the published recipe.

    `criterion` maps logits (N, C) and targets to the batch's mean loss. `seed` sets torch's generator before the
    first batch, so the same model and seed give the same run. `schedule` names a function of training/schedule.py.
    `batch_size` goes on record; the loaders make the batches. `average`, if not 0, is the decay of a running average of
    the weights, which is then what is validated and exported (Polyak and Juditsky, 1992; as exponential average in
    Tarvainen and Valpola, 2017, section 2). `patience`, if not 0, ends the run after that many epochs without a better
    validation loss (Prechelt, 1998, "generalization loss", in its simplest form). `orthogonal`, if not 0, makes the
    optimizer `Muon`. `precision`, "float32" or "bfloat16", is what the network computes in while it learns; weights,
    their steps and validation are float32 in both (Micikevicius et al., 2018, section 3.1).
    """

    model: Module
    criterion: Callable[[Tensor, Tensor], Tensor] = cross_entropy
    epochs: int = 25
    batch_size: int = 32
    lr: float = 0.005
    device: str = "cpu"
    seed: int = 0
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0
    orthogonal: float = 0.0
    l1: float = 0.0
    schedule: str = "constant"
    average: float = 0.0
    patience: int = 0
    precision: str = "float32"

    def arithmetic(self) -> torch.autocast:
        """Within, convolutions and matrix products of float32 are computed in `precision`."""
        kind = torch.device(self.device).type
        return torch.autocast(kind, dtype=torch.bfloat16, enabled=self.precision == "bfloat16")


@dataclass(frozen=True)
class EpochResult:
    """One line of the history: mean losses over samples, accuracy on validation in 0..1."""

    epoch: int
    train_loss: float
    valid_loss: float
    valid_accuracy: float
