"""The optimizer: stochastic gradient descent, plain as published, with momentum and penalties as options."""

from collections.abc import Iterable

import torch
from torch import Tensor


class Optimizer:
    """SGD. With every option off, p ← p - lr · grad; the options follow `torch.optim.SGD`.

    weight_decay adds the L2 penalty's gradient, weight_decay · p; l1 adds the L1 penalty's, l1 · sign(p).
    momentum keeps a velocity v ← momentum · v + g (v = g at first) and steps along it; nesterov steps along
    g + momentum · v (Sutskever et al., 2013, section 2). The velocities live here, in parameter order.
    Raises ValueError for a negative setting, or for nesterov without momentum.
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
        l1: float = 0.0,
    ):
        for name, value in {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "l1": l1}.items():
            if value < 0:
                raise ValueError(f"{name} must not be negative; it is {value}.")
        if nesterov and momentum == 0:
            raise ValueError("Nesterov's step needs a momentum greater than 0.")
        self.params = list(params)
        if not self.params:
            raise ValueError("The optimizer got no parameters.")
        self.lr = lr
        self.momentum = momentum
        self.nesterov = nesterov
        self.weight_decay = weight_decay
        self.l1 = l1
        self.velocities: list[Tensor | None] = [None] * len(self.params)

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient one step down it."""
        for index, param in enumerate(self.params):
            if param.grad is not None:
                self._move(index, param)

    def _move(self, index: int, param: Tensor) -> None:
        gradient = param.grad
        if self.weight_decay:
            gradient = gradient.add(param, alpha=self.weight_decay)
        if self.l1:
            gradient = gradient.add(param.sign(), alpha=self.l1)
        param.add_(self._along(index, gradient), alpha=-self.lr)

    def _along(self, index: int, gradient: Tensor) -> Tensor:
        """The gradient, or with momentum the velocity that it changes, or Nesterov's sum of both."""
        if not self.momentum:
            return gradient
        velocity = self.velocities[index]
        if velocity is None:
            velocity = self.velocities[index] = gradient.clone()
        else:
            velocity.mul_(self.momentum).add_(gradient)
        return gradient.add(velocity, alpha=self.momentum) if self.nesterov else velocity

    def zero_grad(self) -> None:
        """Forget the gradients, so that the next backward pass starts afresh."""
        for param in self.params:
            param.grad = None

    def state_dict(self) -> dict:
        """All that a resumed run needs: the learning rate and the velocities."""
        return {"lr": self.lr, "velocities": [None if v is None else v.clone() for v in self.velocities]}

    def load_state_dict(self, state: dict) -> None:
        """Go on from `state_dict()`. Raises ValueError when it belongs to another set of parameters."""
        shapes = [None if v is None else v.shape for v in state["velocities"]]
        if len(shapes) != len(self.params) or any(
            s is not None and s != p.shape for s, p in zip(shapes, self.params, strict=True)
        ):
            raise ValueError("This optimizer state belongs to other parameters.")
        self.lr = state["lr"]
        self.velocities = [
            None if v is None else v.to(p.device).clone() for v, p in zip(state["velocities"], self.params, strict=True)
        ]
