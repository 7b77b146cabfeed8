"""B. A network in NumPy, its gradients by hand: XOR, softmax, and Fashion-MNIST in raw and in standardised pixels."""

from collections.abc import Sequence
from functools import cache, partial
from operator import methodcaller

import numpy as np
import torch
from sklearn.manifold import TSNE
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, scale
from tqdm import tqdm

from model.labels import LABELS
from model.numpy_classifier import NNClassifier, backward, forward, sigmoid, sigmoid_prime, softmax
from training.data.mnist import fashion_mnist
from training.judging import plots
from training.published.bench import FEW, MANY, Bench
from training.published.claim import Claim, Figure, Named, number, words

SOURCE = "B. A network in NumPy"
XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
XOR_EPOCHS, XOR_PRINTS = 50_000, 5_000
SOURCES_SEED = 42
EPOCHS = 300
RUNS_ON_RAW = 8  # at first: so widely do they spread that fewer would not tell how widely
SHOWN_BY_TSNE = 2_000


def xor(bench: Bench) -> list[Claim]:
    """2-3-1 without biases, sigmoid hidden, linear output, uniform(0, 1) weights, lr 0.1: the sum of y - out.

    The source's first weights are those of its seed. Its derivative takes the sigmoid of what is the sigmoid already,
    and its second layer moves before the first one's gradient is taken: with both slips every sum that it prints comes
    out; with the right gradients, beside it, other ones do.
    """
    first, last, answer = _learn_xor(slips=True)
    rightly = _learn_xor(slips=False)
    setting = "2-3-1, sigmoid, no bias, uniform(0, 1) of seed 42, lr 0.1, 50,000 epochs, with the source's slips"
    named = partial(Named, "xor", setting)
    without = "; without the slips {:.6f}"
    return [
        number(named("sum of errors at first" + without.format(rightly[0])), "-1.77", [first], 0.0),
        number(named("sum of errors at the end, its size" + without.format(rightly[1])), "0 to 0.000001", [last], 0.0),
        number(named("answer to [0, 1]" + without.format(rightly[2])), "1.0", [answer], 0.0),
    ]


def _learn_xor(slips: bool) -> tuple[float, float, float]:
    """(sum of errors at first, its size at the end, the answer to [0, 1])."""
    x, y = XOR
    random = np.random.RandomState(SOURCES_SEED)
    w1, w2 = random.uniform(size=(2, 3)), random.uniform(size=(3, 1))
    slope = (lambda s: sigmoid_prime(sigmoid(s))) if slips else sigmoid_prime
    errors = []
    for epoch in range(XOR_EPOCHS):
        hidden, out = forward(x, w1, w2)
        if epoch % XOR_PRINTS == 0:
            errors.append((y - out).sum())
            tqdm.write(f"xor, epoch {epoch:6,}: sum of errors {errors[-1]:+.9f}")
        d_w1, d_w2 = backward(x, hidden, w2, out - y, slope)  # of the loss Σ (y - out)² / 2
        w2 -= 0.1 * d_w2
        if slips:
            d_w1, _ = backward(x, hidden, w2, out - y, slope)
        w1 -= 0.1 * d_w1
    return errors[0], abs(errors[-1]), forward(np.array([[0, 1]]), w1, w2)[1].item()


def softmax_figures(bench: Bench) -> list[Claim]:
    """softmax([2, 4, 6, 8])."""
    published = (0.00214401, 0.0158422, 0.11705891, 0.86495488)
    named = Named("softmax", "softmax([2, 4, 6, 8])", "its four values")
    return [words(named, [f"{p:.8f}" for p in published], [[f"{p:.8f}" for p in softmax(np.array([2, 4, 6, 8]))]])]


def numpy_classifier(bench: Bench) -> list[Claim]:
    """The classifier on raw pixels, 0 to 255, and on pixels of mean 0 and variance 1, by the training set."""
    training, test = (fashion_mnist(bench.data_dir, train=train) for train in (True, False))
    raw = [(samples.x.flatten(1) * 127.5).numpy().astype(float) for samples in (training, test)]
    scaler = StandardScaler().fit(raw[0])
    standardised = [scaler.transform(part) for part in raw]
    targets = training.y.numpy(), test.y.numpy()
    of_raw = _accuracies(raw, targets, ("0.5013", "0.4983"), 0.1)
    of_standardised = _accuracies(standardised, targets, ("0.9213", "0.8703"), 0.01)
    on_raw = bench.runs(partial(_learn, bench, raw[0], targets[0]), RUNS_ON_RAW, of_raw.values())
    on_standardised = bench.runs(partial(_learn, bench, standardised[0], targets[0]), MANY, of_standardised.values())
    curves = {"raw pixels": on_raw[0].error_, "standardised pixels": on_standardised[0].error_}
    plots.curves(curves, "mean loss a sample", bench.pictures / "numpy-errors.png")
    probabilities = on_standardised[0].predict_proba(standardised[1][:25])
    plots.samples(test.x[:25], test.y[:25], probabilities, LABELS, bench.pictures / "numpy-samples.png")

    claims = []
    for pixels, runs, figures, why in (
        ("raw", on_raw, of_raw, partial(_unsettled, on_raw, raw[1])),
        ("standardised", on_standardised, of_standardised, partial(_split_otherwise, bench)),
    ):
        named = partial(Named, "numpy", f"784-50-10 by hand, {pixels} pixels, l2 0.5, lr 0.001, 25 batches, 300 epochs")
        claims += [figure.claim(named(name), runs, why) for name, figure in figures.items()]
    return claims


def _accuracies(x: Sequence, y: Sequence, published: Sequence[str], tolerance: float) -> dict[str, Figure]:
    return {
        f"{part} accuracy": Figure(methodcaller("score", *of_part), printed, tolerance)
        for part, printed, *of_part in zip(("training", "test"), published, x, y, strict=True)
    }


def _learn(bench: Bench, x: np.ndarray, y: np.ndarray, seed: int) -> NNClassifier:
    return NNClassifier(epochs=bench.epochs(EPOCHS), random_seed=seed).fit(x, y)


def _unsettled(networks: list[NNClassifier], x: np.ndarray) -> str:
    """Measured: what raw pixels do to the sigmoids, and to the loss."""
    hidden = np.concatenate([forward(x, network.w1_, network.w2_)[0] for network in networks])
    at_an_end = (np.minimum(hidden, 1 - hidden) < 1e-3).mean()
    last = np.concatenate([network.error_[-50:] for network in networks])
    return (
        f"raw pixels drive {at_an_end:.0%} of the sigmoids to 0 or 1, where they learn nothing, and no run comes to "
        f"rest: the loss of the last 50 epochs is anywhere between {last.min():.2f} and {last.max():.2f}"
    )


@cache
def _split_otherwise(bench: Bench) -> str:
    """Measured: the accuracies where a fifth of the training pictures is the test set, each part scaled by itself."""
    pictures = fashion_mnist(bench.data_dir)
    x, y = (pictures.x.flatten(1) * 127.5).numpy().astype(float), pictures.y.numpy()
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=SOURCES_SEED)
    x_train, x_test = scale(x_train), scale(x_test)
    networks = [_learn(bench, x_train, y_train, seed) for seed in bench.seeds(FEW)]
    found = [
        f"{min(scores):.4f} to {max(scores):.4f}"
        for scores in ([network.score(x, y) for network in networks] for x, y in ((x_train, y_train), (x_test, y_test)))
    ]
    return "where a fifth of the training pictures is the test set, {} in training and {} in test".format(*found)


def tsne(bench: Bench) -> list[Claim]:
    """2,000 training pictures in two dimensions, coloured by class: a picture, without a figure to compare."""
    samples = fashion_mnist(bench.data_dir)
    order = torch.randperm(len(samples), generator=torch.Generator().manual_seed(0))
    samples = samples[order[: 200 if bench.quick else SHOWN_BY_TSNE]]
    places = TSNE(random_state=0, init="pca", perplexity=30).fit_transform(samples.x.flatten(1).numpy())
    plots.scatter(places, samples.y.tolist(), LABELS, bench.pictures / "t-sne.png")
    named = Named("t-sne", f"{len(samples):,} training pictures, perplexity 30", "a picture")
    return [words(named, ["t-sne.png"], [["t-sne.png"]])]


SYSTEMS = {"xor": xor, "softmax": softmax_figures, "numpy": numpy_classifier, "t-sne": tsne}
