"""Logistic regression, by L-BFGS: on top of logits that are there already, and for some of the classes alone."""

from collections import deque
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Loss = Callable[[Tensor], tuple[Tensor, Tensor]]  # where → (the loss there, its gradient)
KEPT_STEPS = 10  # steps from which the curvature is told
HALVINGS = 20  # of a step that goes too far


class LogisticRegression:
    """Softmax regression with an L2 penalty: Σ weight · cross-entropy + ‖coef‖² / (2 · C), intercepts free.

    As scikit-learn's of that name. `fit` leaves coef_, (features, classes), and intercept_, (classes,): logits are
    x @ coef_ + intercept_, plus the offset.
    """

    def __init__(self, C: float = 1.0, max_iter: int = 60, tol: float = 1e-4):
        self.C, self.max_iter, self.tol = C, max_iter, tol

    def fit(
        self,
        x: Tensor,
        y: Tensor,
        sample_weight: Tensor | None = None,
        offset: Tensor | None = None,
        columns: Sequence[int] | None = None,
    ) -> "LogisticRegression":
        """x: (N, features); y: (N,) class indices; sample_weight: (N,), all 1 by default.

        offset: (N, classes), logits to start from, of zeros by default, as many classes as y names. columns: the
        classes that are learned; the others keep their offsets. Raises ValueError where there is nothing to learn.
        """
        if not len(x) or (columns is not None and not len(columns)):
            raise ValueError("There is nothing to learn from, or nothing to learn.")
        weight = torch.ones(len(x)) if sample_weight is None else sample_weight
        offset = torch.zeros(len(x), int(y.max()) + 1) if offset is None else offset
        classes, features = offset.shape[1], x.shape[1]
        chosen = torch.arange(classes) if columns is None else torch.tensor(columns)
        total = weight.sum()
        truth = torch.zeros_like(offset).scatter_(1, y.unsqueeze(1), 1.0)

        def loss(flat: Tensor) -> tuple[Tensor, Tensor]:
            both = flat.view(features + 1, len(chosen))
            z = offset.index_add(1, chosen, x @ both[:-1] + both[-1])
            logs = z.log_softmax(dim=1)
            slope = ((logs.exp() - truth) * weight.unsqueeze(1) / total)[:, chosen]
            value = -(logs * truth).sum(dim=1) @ weight / total + both[:-1].square().sum() / (2 * self.C * total)
            gradient = torch.cat([x.T @ slope + both[:-1] / (self.C * total), slope.sum(dim=0, keepdim=True)])
            return value, gradient.flatten()

        both = minimised(loss, torch.zeros((features + 1) * len(chosen)), self.max_iter, self.tol)
        both = both.view(features + 1, len(chosen))
        self.coef_ = torch.zeros(features, classes).index_copy_(1, chosen, both[:-1])
        self.intercept_ = torch.zeros(classes).index_copy_(0, chosen, both[-1])
        return self

    def decision_function(self, x: Tensor, offset: Tensor | None = None) -> Tensor:
        """(N, features) → logits, (N, classes)."""
        z = x @ self.coef_ + self.intercept_
        return z if offset is None else z + offset

    def predict_proba(self, x: Tensor, offset: Tensor | None = None) -> Tensor:
        """(N, features) → (N, classes), rows summing to 1."""
        return self.decision_function(x, offset).softmax(dim=1)

    def predict(self, x: Tensor, offset: Tensor | None = None) -> Tensor:
        """(N, features) → class indices, (N,)."""
        return self.decision_function(x, offset).argmax(dim=1)


def minimised(loss: Loss, start: Tensor, max_iter: int, tol: float) -> Tensor:
    """Where a smooth convex loss is least, by L-BFGS (Nocedal and Wright, 2006, algorithms 7.4 and 7.5).

    A step that does not bring enough is halved (Armijo's condition). Ends where no part of the gradient exceeds `tol`,
    or after `max_iter` steps.
    """
    at = start
    value, gradient = loss(at)
    history: deque[tuple[Tensor, Tensor]] = deque(maxlen=KEPT_STEPS)
    for _ in range(max_iter):
        if gradient.abs().max() <= tol:
            break
        direction = -_by_curvature(gradient, history)
        slope = direction @ gradient
        length = 1.0 if history else min(1.0, 1.0 / float(gradient.norm()))
        for _ in range(HALVINGS):
            there, slope_there = loss(at + length * direction)
            if there <= value + 1e-4 * length * slope:
                break
            length /= 2
        else:
            break  # as near as the numbers allow
        step, change = length * direction, slope_there - gradient
        if step @ change > 1e-10:
            history.append((step, change))
        at, value, gradient = at + step, there, slope_there
    return at


def _by_curvature(gradient: Tensor, history: deque[tuple[Tensor, Tensor]]) -> Tensor:
    """The gradient times the inverse of the curvature that the last steps tell of."""
    direction, shares = gradient, []
    for step, change in reversed(history):
        share = (step @ direction) / (step @ change)
        direction = direction - share * change
        shares.append(share)
    if history:
        step, change = history[-1]
        direction = direction * (step @ change) / (change @ change)
    for (step, change), share in zip(history, reversed(shares), strict=True):
        direction = direction + step * (share - (change @ direction) / (step @ change))
    return direction
