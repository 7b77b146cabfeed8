"""Muon: the optimizer, its steps for convolutions orthogonalised."""

from collections.abc import Iterable

from torch import Tensor

from training.learning.optimizer import Optimizer

# Of x ← a · x + b · x³ + c · x⁵, which brings what lies in (0, 1] near 1 in few rounds and not exactly (Jordan et al.).
A, B, C = 3.4445, -4.7750, 2.0315
ROUNDS = 3


class Muon(Optimizer):
    """SGD that steps along a convolution's momentum made orthogonal (Jordan et al., 2024, "Muon").

    A gradient of a convolution is nearly of low rank: a few directions have almost all of its length, and what the
    others have to say is lost. Made orthogonal, each direction is as long as any other. The step is `orthogonal` · lr
    long a direction, and the weight's norm is set to √out_channels before it, so that each step turns it as far as any
    other: the normalisation behind a convolution makes its scale free, and weight decay would do nothing for it.
    All other parameters, those of a convolution of a single channel among them, step as in `Optimizer`, whose settings
    these are. Raises ValueError as that one does.
    """

    def __init__(self, *args, orthogonal: float = 1.0, **options):
        super().__init__(*args, **options)
        if orthogonal <= 0:
            raise ValueError(f"orthogonal must be positive; it is {orthogonal}.")
        self.orthogonal = orthogonal

    def _move(self, index: int, param: Tensor) -> None:
        if param.ndim != 4 or param.shape[1] == 1:
            super()._move(index, param)
            return
        step = orthogonalized(self._along(index, param.grad).flatten(1)).view_as(param)
        param.mul_(len(param) ** 0.5 / param.norm())
        param.add_(step, alpha=-self.lr * self.orthogonal)


def orthogonalized(matrix: Tensor, rounds: int = ROUNDS) -> Tensor:
    """(m, n) → the same, its singular values, whatever they were, made nearly 1 (0.7 to 1.2 of most of them).

    By Newton and Schulz's iteration with the coefficients of Jordan et al., 2024, on the Frobenius norm's scale.
    """
    x = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(rounds):
        squared = x @ x.T
        x = A * x + (B * squared + C * squared @ squared) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x


def make_optimizer(params: Iterable[Tensor], lr: float, orthogonal: float = 0.0, **settings) -> Optimizer:
    """Muon, or the plain optimizer where `orthogonal` is 0."""
    return Muon(params, lr, orthogonal=orthogonal, **settings) if orthogonal else Optimizer(params, lr, **settings)
