"""Muon: the optimizer, its steps for convolutions and hidden layers orthogonalised."""

from collections.abc import Iterable

from torch import Tensor

from training.learning.optimizer import Optimizer

# Of x ← a · x + b · x³ + c · x⁵, which brings what lies in (0, 1] near 1 in few rounds and not exactly (Jordan et al.).
A, B, C = 3.4445, -4.7750, 2.0315
ROUNDS = 3


class Muon(Optimizer):
    """SGD that steps along a layer's momentum made orthogonal (Jordan et al., 2024, "Muon").

    A gradient of a layer is nearly of low rank: a few directions have almost all of its length, and what the others
    have to say is lost. Made orthogonal, each direction is as long as any other. The step is `orthogonal` · lr long a
    direction. Before it a convolution's weight is set to the norm √out_channels, so that each step turns it as far as
    any other: the normalisation behind a convolution makes its scale free, and weight decay would do nothing for it.
    A linear layer's, which has none behind it, is made smaller by weight_decay · lr (Loshchilov and Hutter, 2019).
    The last linear layer, whose directions are the classes, a convolution of a single channel and all that is no matrix
    step as in `Optimizer`, whose settings these are. Raises ValueError as that one does.
    """

    def __init__(self, *args, orthogonal: float = 1.0, **options):
        super().__init__(*args, **options)
        if orthogonal <= 0:
            raise ValueError(f"orthogonal must be positive; it is {orthogonal}.")
        self.orthogonal = orthogonal
        linear = [index for index, param in enumerate(self.params) if param.ndim == 2]
        self._hidden = set(linear[:-1])

    def _move(self, index: int, param: Tensor) -> None:
        convolution = param.ndim == 4 and param.shape[1] > 1
        if not convolution and index not in self._hidden:
            super()._move(index, param)
            return
        step = orthogonalized(self._along(index, param.grad).flatten(1)).view_as(param)
        param.mul_(len(param) ** 0.5 / param.norm() if convolution else 1 - self.lr * self.weight_decay)
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
