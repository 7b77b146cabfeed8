"""The same idea without autograd: one hidden layer in NumPy, its gradients derived by hand.

A world of its own, which shares nothing with layers.py: here one sees what autograd does. The classifier keeps
scikit-learn's contract, so scikit-learn's own tools work on it. After V. Valkov's "Neural Network from Scratch".
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy import ndarray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data


def sigmoid(x: ndarray) -> ndarray:
    """1 / (1 + e^-x), any shape; by the hyperbolic tangent, which does not overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def sigmoid_prime(s: ndarray) -> ndarray:
    """The sigmoid's derivative, from its value s = sigmoid(x): s · (1 - s)."""
    return s * (1 - s)


def softmax(x: ndarray) -> ndarray:
    """e^x over the sum of e^x along the last axis; shifted by the largest x, so that nothing overflows."""
    exponentials = np.exp(x - x.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def forward(x: ndarray, w1: ndarray, w2: ndarray) -> tuple[ndarray, ndarray]:
    """(hidden, out) = (sigmoid(x @ w1), hidden @ w2), without biases: (N, F), (F, H), (H, K) → (N, H), (N, K)."""
    hidden = sigmoid(x @ w1)
    return hidden, hidden @ w2


def backward(
    x: ndarray, hidden: ndarray, w2: ndarray, d_out: ndarray, slope: Callable[[ndarray], ndarray] = sigmoid_prime
) -> tuple[ndarray, ndarray]:
    """The gradients of a loss by w1 and w2, from its gradient by out, (N, K): the chain rule, one line a layer.

    out = hidden @ w2, so d_w2 = hiddenᵀ @ d_out and d_hidden = d_out @ w2ᵀ; then hidden = sigmoid(x @ w1).
    slope: the sigmoid's derivative, from its value.
    """
    d_hidden = d_out @ w2.T
    return x.T @ (d_hidden * slope(hidden)), hidden.T @ d_out


class NNClassifier(ClassifierMixin, BaseEstimator):
    """One hidden layer of sigmoids and one sigmoid a class, trained by gradient descent on the cross-entropy.

    The loss of a batch is Σ -(y log o + (1 - y) log(1 - o)) over samples and classes, its gradient by the net output
    o - y, plus l1 · Σ|w| + l2/2 · Σw². Weights are drawn from uniform(-1, 1); there are no biases; the batches are the
    samples in their order, cut into `n_batches`.

    n_classes, n_features: None takes them from the data; a number must be what the data have (classes: at least).
    l1_gradient: "derivative", l1 · sign(w), or "published", the source's l1 · w, which is not that term's derivative.
    After `fit`: `w1_` (F, H), `w2_` (H, K), `classes_`, `error_` (the mean loss a sample, a value an epoch).
    """

    def __init__(
        self,
        n_classes: int | None = None,
        n_features: int | None = None,
        n_hidden_units: int = 50,
        l1: float = 0.0,
        l2: float = 0.5,
        epochs: int = 300,
        learning_rate: float = 0.001,
        n_batches: int = 25,
        l1_gradient: str = "derivative",
        random_seed: int | None = None,
    ):
        self.n_classes = n_classes
        self.n_features = n_features
        self.n_hidden_units = n_hidden_units
        self.l1 = l1
        self.l2 = l2
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.n_batches = n_batches
        self.l1_gradient = l1_gradient
        self.random_seed = random_seed

    def fit(self, X: ndarray, y: ndarray) -> "NNClassifier":
        """X: (N, F) numbers; y: (N,) classes of any kind. Raises ValueError for what does not fit together."""
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, index = np.unique(y, return_inverse=True)
        self._check(X.shape[1])
        outputs = max(self.n_classes or 0, len(self.classes_))
        one_hot = np.eye(outputs)[index]
        random = check_random_state(self.random_seed)
        self.w1_ = random.uniform(-1, 1, size=(X.shape[1], self.n_hidden_units))
        self.w2_ = random.uniform(-1, 1, size=(self.n_hidden_units, outputs))
        self.error_ = [self._epoch(X, one_hot) for _ in range(self.epochs)]
        self.n_iter_ = self.epochs
        return self

    def decision_function(self, X: ndarray) -> ndarray:
        """(N, K) net outputs; of two classes, the second's less the first's, (N,)."""
        out = self._out(X)
        return out[:, 1] - out[:, 0] if len(self.classes_) == 2 else out

    def predict_proba(self, X: ndarray) -> ndarray:
        """(N, K), rows summing to 1: the softmax of the net outputs."""
        return softmax(self._out(X))

    def predict(self, X: ndarray) -> ndarray:
        """(N,), the class with the largest output."""
        called = self._out(X).argmax(axis=1)
        return self.classes_[called]

    def loss(self, x: ndarray, y: ndarray, w1: ndarray, w2: ndarray) -> tuple[float, ndarray, ndarray]:
        """(loss, its gradient by w1, by w2) of a batch. x: (N, F); y: (N, K), one 1 a row. The sum, not the mean."""
        hidden, out = forward(x, w1, w2)
        # -log o = log(1 + e^-out) and -log(1 - o) = log(1 + e^out), which stay finite where o rounds to 0 or 1.
        cross_entropy = (y * np.logaddexp(0, -out) + (1 - y) * np.logaddexp(0, out)).sum()
        gradients = backward(x, hidden, w2, sigmoid(out) - y)
        penalty = sum(self.l1 * np.abs(w).sum() + self.l2 / 2 * np.square(w).sum() for w in (w1, w2))
        d_w1, d_w2 = (d + self._penalty_gradient(w) for d, w in zip(gradients, (w1, w2), strict=True))
        return cross_entropy + penalty, d_w1, d_w2

    def _epoch(self, x: ndarray, y: ndarray) -> float:
        total = 0.0
        for x_batch, y_batch in self._batches(x, y):
            loss, d_w1, d_w2 = self.loss(x_batch, y_batch, self.w1_, self.w2_)
            self.w1_ -= self.learning_rate * d_w1
            self.w2_ -= self.learning_rate * d_w2
            total += loss
        return total / len(x)

    def _batches(self, x: ndarray, y: ndarray) -> Iterator[tuple[ndarray, ndarray]]:
        count = min(self.n_batches, len(x))
        return zip(np.array_split(x, count), np.array_split(y, count), strict=True)

    def _penalty_gradient(self, w: ndarray) -> ndarray:
        return self.l1 * (w if self.l1_gradient == "published" else np.sign(w)) + self.l2 * w

    def _out(self, X: ndarray) -> ndarray:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return forward(X, self.w1_, self.w2_)[1][:, : len(self.classes_)]

    def _check(self, features: int) -> None:
        if len(self.classes_) < 2:
            raise ValueError(f"Classes are told apart, and there is only one class here: {self.classes_[0]!r}.")
        if self.n_classes is not None and self.n_classes < len(self.classes_):
            raise ValueError(f"y has {len(self.classes_)} classes, but n_classes is {self.n_classes}.")
        if self.n_features is not None and self.n_features != features:
            raise ValueError(f"X has {features} features, but n_features is {self.n_features}.")
        if self.l1_gradient not in ("derivative", "published"):
            raise ValueError(f"l1_gradient is 'derivative' or 'published', not {self.l1_gradient!r}.")
