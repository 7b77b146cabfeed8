"""Stretched pictures: how far along which direction, and that the network which comes of it needs none."""

import pytest
import torch

from model import checkpoint
from model.networks import Classifier, DeepClassifier, logits
from tests.training.learning.small_runs import learner, weights
from training.learning.stretched import Stretched


def pictures(count: int = 400) -> torch.Tensor:
    """(count, 1, 4, 4), whose sixteen pixels vary together, each by an amount of its own, around a mean of its own."""
    generator = torch.Generator().manual_seed(0)
    directions, _ = torch.linalg.qr(torch.randn(16, 16, generator=generator))
    apart = torch.randn(count, 16, generator=generator) * torch.linspace(0.1, 1, 16)
    return (apart @ directions + torch.linspace(0, 2, 16)).view(count, 1, 4, 4)


def seen(x: torch.Tensor, power: float) -> torch.Tensor:
    """What a network is shown of x, a row a picture."""
    network = DeepClassifier(16, 10)
    shown = []
    network.register_forward_pre_hook(lambda _, given: shown.append(given[0].flatten(1)))
    Stretched(network, x, power)(x)
    return shown[0]


def covariance(rows: torch.Tensor) -> torch.Tensor:
    return (rows - rows.mean(0)).T @ (rows - rows.mean(0)) / len(rows)


@pytest.mark.parametrize("power", [0.3, 1.0])
def test_each_principal_direction_is_stretched_by_a_power_of_its_deviation(power):
    x = pictures()
    variances, directions = torch.linalg.eigh(covariance(x.flatten(1)))
    found = directions.T @ covariance(seen(x, power)) @ directions
    torch.testing.assert_close(found, torch.diag(found.diag()), atol=1e-3, rtol=0)
    expected = variances ** (1 + power)
    torch.testing.assert_close(found.diag(), expected * variances.sum() / expected.sum(), rtol=1e-3, atol=1e-4)


def test_a_power_of_minus_one_whitens():
    found = covariance(seen(pictures(), -1.0))
    torch.testing.assert_close(found, torch.eye(16) * found[0, 0], rtol=1e-2, atol=1e-2)


def test_the_mean_picture_is_taken_off():
    torch.testing.assert_close(seen(pictures(), 0.3).mean(dim=0), torch.zeros(16), atol=1e-4, rtol=0)


def test_the_plain_network_answers_about_pictures_as_they_are(samples):
    x = samples[0].x
    stretched = Stretched(Classifier(), x, 0.3)
    with torch.no_grad():
        stretched.network.layers[1].bias.normal_()
    plain = stretched.plain()
    torch.testing.assert_close(logits(plain, x), logits(stretched, x), rtol=1e-3, atol=1e-4)
    assert type(plain) is Classifier and plain is not stretched.network
    assert (logits(stretched.network, x) - logits(stretched, x)).abs().max() > 0.1, (
        "it would not have needed stretching"
    )


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_what_counts_of_a_run_is_the_plain_network(samples, tmp_path, average):
    run = learner(samples, epochs=2, average=average, model=Stretched(Classifier(), samples[0].x, 0.3))
    run.fit()
    assert run.history[1].train_loss < run.history[0].train_loss
    run.export(tmp_path / "model.pt")
    written = checkpoint.load(tmp_path / "model.pt").network
    assert type(written) is Classifier and sum(parameter.numel() for parameter in written.parameters()) == 218_058
    learned = run.average.model if average else run.trained
    torch.testing.assert_close(logits(written, samples[1].x), logits(learned, samples[1].x), rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(run.validated[0], logits(written, samples[1].x), rtol=1e-4, atol=1e-5)


def test_a_run_that_stretches_resumes_to_the_bit(samples):
    def begun():
        torch.manual_seed(0)
        return learner(samples, epochs=2, model=Stretched(Classifier(), samples[0].x, 0.3))

    whole, first, second = begun(), begun(), begun()
    whole.fit()
    first.fit(on_batch=lambda run: run.stop() if run.step == 20 else None)
    second.load_state_dict(first.state_dict())
    second.fit()
    assert torch.equal(weights(second), weights(whole))


def test_a_first_layer_that_takes_other_numbers_is_refused():
    with pytest.raises(ValueError, match="takes 784 numbers, not 16 pixels"):
        Stretched(Classifier(), pictures(), 0.3)
