"""The network without autograd: its gradients against finite differences and autograd, and scikit-learn's contract."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_iris
from sklearn.utils.estimator_checks import check_estimator

from model.numpy_classifier import NNClassifier, backward, forward, sigmoid, sigmoid_prime, softmax


def test_the_contract_of_scikit_learn_is_kept():
    results = check_estimator(NNClassifier(epochs=100, l2=0.0, learning_rate=0.05, n_batches=5, random_seed=0))
    assert len(results) > 40 and {result["status"] for result in results} <= {"passed", "skipped"}
    assert sum(result["status"] == "skipped" for result in results) <= 1, "of array libraries that are not installed"


def test_the_published_softmax():
    expected = [0.00214401, 0.0158422, 0.11705891, 0.86495488]
    np.testing.assert_allclose(softmax(np.array([2, 4, 6, 8])), expected, atol=5e-9)


def test_softmax_and_sigmoid_do_not_overflow():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert softmax(np.array([1000.0, 0.0])).tolist() == [1.0, 0.0]
        assert sigmoid(np.array([-800.0, 0.0, 800.0])).tolist() == [0.0, 0.5, 1.0]


def test_the_sigmoid_s_derivative_comes_from_the_sigmoid():
    x, step = np.linspace(-5, 5, 41), 1e-6
    slope = (sigmoid(x + step) - sigmoid(x - step)) / (2 * step)
    np.testing.assert_allclose(sigmoid_prime(sigmoid(x)), slope, atol=1e-8)


@pytest.fixture
def batch():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(7, 4)), np.eye(3)[random.integers(3, size=7)]
    return x, y, random.uniform(-1, 1, (4, 5)), random.uniform(-1, 1, (5, 3))


@pytest.mark.parametrize("penalties", [{}, {"l1": 0.3}, {"l2": 0.7}, {"l1": 0.2, "l2": 0.4}])
def test_gradients_are_those_of_finite_differences(batch, penalties):
    x, y, w1, w2 = batch
    network = NNClassifier(**{"l1": 0.0, "l2": 0.0, **penalties})
    _, *gradients = network.loss(x, y, w1, w2)
    for weights, gradient in zip((w1, w2), gradients, strict=True):
        for place in np.ndindex(weights.shape):
            losses = []
            for step in (1e-6, -1e-6):
                weights[place] += step
                losses.append(network.loss(x, y, w1, w2)[0])
                weights[place] -= step
            assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(gradient[place], abs=1e-6)


def test_gradients_are_those_of_autograd(batch):
    x, y, *weights = batch
    loss, *gradients = NNClassifier(l1=0.1, l2=0.5).loss(x, y, *weights)
    w1, w2 = (torch.tensor(w, requires_grad=True) for w in weights)
    out = torch.sigmoid(torch.tensor(x) @ w1) @ w2
    twin = torch.nn.functional.binary_cross_entropy_with_logits(out, torch.tensor(y), reduction="sum")
    twin = twin + sum(0.1 * w.abs().sum() + 0.25 * w.square().sum() for w in (w1, w2))
    twin.backward()
    assert loss == pytest.approx(twin.item())
    for gradient, w in zip(gradients, (w1, w2), strict=True):
        np.testing.assert_allclose(gradient, w.grad.numpy())


def test_the_published_l1_gradient_is_another(batch):
    x, y, w1, w2 = batch
    derivative, published = (NNClassifier(l1=0.5, l1_gradient=kind, l2=0) for kind in ("derivative", "published"))
    difference = published.loss(x, y, w1, w2)[1] - derivative.loss(x, y, w1, w2)[1]
    np.testing.assert_allclose(difference, 0.5 * (w1 - np.sign(w1)))


def test_it_learns_and_its_error_falls():
    x, y = load_iris(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x))
    x, y = (x[order] - x.mean(axis=0)) / x.std(axis=0), np.array(["a", "b", "c"])[y[order]]
    network = NNClassifier(l2=0.01, learning_rate=0.02, n_batches=5, random_seed=1).fit(x, y)
    assert network.score(x, y) > 0.95
    assert len(network.error_) == 300 and network.error_[-1] < network.error_[0] / 3
    np.testing.assert_allclose(network.predict_proba(x).sum(axis=1), 1)
    assert set(network.predict(x)) == {"a", "b", "c"}


def test_the_same_seed_gives_the_same_network():
    x, y = load_iris(return_X_y=True)
    first, second, other = (NNClassifier(epochs=3, random_seed=seed).fit(x, y) for seed in (1, 1, 2))
    assert np.array_equal(first.w1_, second.w1_) and not np.array_equal(first.w1_, other.w1_)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"n_classes": 2}, "y has 3 classes, but n_classes is 2"),
        ({"n_features": 5}, "X has 4 features, but n_features is 5"),
        ({"l1_gradient": "other"}, "not 'other'"),
    ],
)
def test_settings_that_do_not_fit_the_data_are_refused(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        NNClassifier(**settings).fit(*load_iris(return_X_y=True))


def test_xor_is_learned_by_the_two_functions_alone():
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    random = np.random.default_rng(0)
    w1, w2 = random.uniform(0, 1, (2, 3)), random.uniform(0, 1, (3, 1))
    for _ in range(50_000):
        hidden, out = forward(x, w1, w2)
        d_w1, d_w2 = backward(x, hidden, w2, out - y)
        w1, w2 = w1 - 0.1 * d_w1, w2 - 0.1 * d_w2
    assert abs((y - out).sum()) < 1e-6
    assert forward(np.array([[0, 1]]), w1, w2)[1].item() == pytest.approx(1.0)
