"""The learning-rate finder: a range test (Smith, 2017, section 3.3), run on a copy so that nothing is trained by it."""

import copy
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, repeat

import torch
from torch import Tensor
from torch.nn import Module

from training.learning.optimizer import Optimizer

SMOOTHING = 0.9  # of the running mean of the losses, one batch's being too noisy to read
DIVERGED = 4  # times the least loss: beyond it the test ends


@dataclass(frozen=True)
class RangeTest:
    """The rates tried, rising, and the smoothed loss at each; `suggestion`: the rate at which the loss fell fastest."""

    rates: list[float]
    losses: list[float]
    suggestion: float


def range_test(
    model: Module,
    batches: Iterable[tuple[Tensor, Tensor]],
    criterion: Callable[[Tensor, Tensor], Tensor],
    optimizer: Callable[[Iterable[Tensor]], Optimizer],
    low: float = 1e-5,
    high: float = 10.0,
    steps: int = 200,
    device: str = "cpu",
) -> RangeTest:
    """Train a copy of the model for `steps` batches at most, the rate rising evenly on a logarithmic scale.

    Ends early when the loss is lost. The global generator is left as it was. Raises ValueError when 0 < low < high does
    not hold, or for fewer than 10 steps, or when the loss is lost before 3 of them.
    """
    if not 0 < low < high or steps < 10:
        raise ValueError(f"A range test needs 0 < low < high and 10 steps; these are {low}, {high} and {steps}.")
    generator = torch.get_rng_state()
    model = copy.deepcopy(model).train()
    stepper = optimizer(model.parameters())
    rates, losses, mean = [], [], 0.0
    for step, (x, y) in zip(range(steps), chain.from_iterable(repeat(batches)), strict=False):
        stepper.lr = low * (high / low) ** (step / (steps - 1))
        loss = criterion(model(x.to(device)), y.to(device))
        stepper.zero_grad()
        loss.backward()
        stepper.step()
        mean = SMOOTHING * mean + (1 - SMOOTHING) * loss.item()
        smooth = mean / (1 - SMOOTHING ** (step + 1))
        if not math.isfinite(smooth) or (losses and smooth > DIVERGED * min(losses)):
            break
        rates.append(stepper.lr)
        losses.append(smooth)
    torch.set_rng_state(generator)
    return RangeTest(rates, losses, _steepest(rates, losses))


def _steepest(rates: list[float], losses: list[float]) -> float:
    """The rate in the middle of the fastest fall, over a tenth of the test, before the least loss."""
    span = max(1, len(losses) // 10)
    falls = [losses[i] - losses[i + span] for i in range(len(losses) - span)]
    if not falls:
        raise ValueError("The loss was lost at once: begin with a lower rate.")
    steepest = max(range(len(falls)), key=falls.__getitem__)
    return rates[steepest + span // 2]
