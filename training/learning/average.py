"""The average of the weights over the last steps, which errs less than the weights of any one step."""

import copy

import torch
from torch.nn import Module

WARM_UP = 10  # steps over which the average forgets the first weights, which are noise


class WeightAverage:
    """An exponential moving average of a network's weights and statistics, as a network of its own: `model`.

    Polyak and Juditsky, 1992; in this form Tarvainen and Valpola, 2017, section 2. decay in 0..1: how much of the
    average each step keeps.
    """

    def __init__(self, trained: Module, decay: float):
        self.trained = trained
        self.decay = decay
        self.model = copy.deepcopy(trained).requires_grad_(False)
        # Listed once: to look for them again at every step would take twice as long as to move them.
        states = (module.state_dict().values() for module in (self.model, trained))
        self._means = list(zip(*states, strict=True))

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Move the average towards the trained network. step: of the training, from 1."""
        towards = 1 - min(self.decay, step / (step + WARM_UP))
        for mean, value in self._means:
            mean.lerp_(value, towards)
