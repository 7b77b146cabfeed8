"""The head that is learned: a column of logits for each class, and one for none of them, from embedded photos."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from training.teach.logistic import LogisticRegression

C = 10.0  # of a photo, all its views together: chosen on draws from the training photos
LIKE_ONE = 0.25  # of a class's photos may be less like it than a stranger that is taken for one of them


@dataclass(frozen=True)
class Rows:
    """Embedded pictures: x (N, R); offset (N, K + 1), the logits that they have already; y (N,), K for none; weight."""

    x: Tensor
    offset: Tensor
    y: Tensor
    weight: Tensor

    def __getitem__(self, index: Tensor) -> "Rows":
        return Rows(self.x[index], self.offset[index], self.y[index], self.weight[index])

    def __len__(self) -> int:
        return len(self.y)

    def __add__(self, other: "Rows") -> "Rows":
        pairs = zip(
            (self.x, self.offset, self.y, self.weight), (other.x, other.offset, other.y, other.weight), strict=True
        )
        return Rows(*(torch.cat(pair) for pair in pairs))


@dataclass(frozen=True)
class Head:
    """logits = offset + x @ coef + intercept: coef (R, K + 1), intercept (K + 1,), the last column for none."""

    coef: Tensor
    intercept: Tensor

    def logits(self, x: Tensor, offset: Tensor) -> Tensor:
        """(N, R) and (N, K + 1) → (N, K + 1)."""
        return offset + x @ self.coef + self.intercept


def fit_head(taught: Rows, strangers: Rows) -> Head:
    """The head of classes that are all new. taught: photos of them, and of none; strangers: of none, remembered.

    First the classes, of their own photos alone; then the column for none, against the log-sum-exp of the classes'
    logits: so strangers move no class against another.
    """
    classes = taught.offset.shape[1] - 1
    inside = taught[taught.y < classes]
    fitted = LogisticRegression(C).fit(inside.x, inside.y, inside.weight, inside.offset[:, :classes])
    coef = torch.cat([fitted.coef_, torch.zeros(len(fitted.coef_), 1)], dim=1)
    head = Head(coef, torch.cat([fitted.intercept_, torch.zeros(1)]))
    outside = taught[taught.y == classes] + strangers
    if not len(outside):
        return head
    # As much weight to what is none of them as to what is one: how often strangers come nobody knows.
    outside = replace(outside, weight=outside.weight * (inside.weight.sum() / outside.weight.sum()))
    rows = inside + outside
    odds = torch.stack([head.logits(rows.x, rows.offset)[:, :-1].logsumexp(dim=1), torch.zeros(len(rows))], dim=1)
    none = (rows.y == classes).long()
    of_none = LogisticRegression(C).fit(rows.x, none, rows.weight, odds, [1])
    head.coef[:, -1], head.intercept[-1] = of_none.coef_[:, 1], of_none.intercept_[1]
    return head


def fit_joining(taught: Rows, known: Rows, strangers: Rows, columns: Sequence[int]) -> Head:
    """The head of classes that join those that there are. known: photos of these, remembered.

    columns: the classes that are learned, of which photos were taught; the others, and the column for none, keep what
    they were, so that what was known is known as before unless a new class is likelier. New ones have to be likelier
    than none, too, which is what the network took them for.
    """
    rows = taught + known + strangers
    fitted = LogisticRegression(C).fit(rows.x, rows.y, rows.weight, rows.offset, list(columns))
    return Head(fitted.coef_, fitted.intercept_)


def unlike(strangers: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """(M,) bool: which of the strangers, (M, R), look like none of the classes of x, (N, R), and y, (N,).

    What is taught now may have been none of the classes before, and be among those that are remembered as such: who is
    as near to a class's mean as three in four of its own photos, each left out of that mean in turn, is no stranger.
    """
    kept = torch.ones(len(strangers), dtype=torch.bool)
    for label in y.unique():
        own = x[y == label]
        centre = own.sum(dim=0)
        others = centre - own if len(own) > 1 else own
        near = (own * others).sum(dim=1) / others.norm(dim=1).clip(min=1e-12)
        kept &= strangers @ (centre / centre.norm().clip(min=1e-12)) < near.quantile(LIKE_ONE)
    return kept
