"""Temperature and threshold, fitted on samples that the network was not trained on."""

import pytest
import torch
from scipy.optimize import minimize_scalar
from torch.nn.functional import cross_entropy

from training.judging.calibration import COLDEST, HOTTEST, fit_calibration, fit_temperature


@pytest.mark.parametrize("too_sure", [0.25, 1.0, 3.0])
def test_the_temperature_undoes_too_much_or_too_little_confidence(too_sure):
    truth = torch.randn(20_000, 4)
    targets = torch.multinomial(truth.softmax(dim=1), 1).squeeze(1)
    assert fit_temperature(truth * too_sure, targets) == pytest.approx(too_sure, rel=0.05)


def test_the_threshold_recognises_the_asked_share():
    logits = torch.randn(1000, 5)
    calibration = fit_calibration(logits, logits.argmax(dim=1), recognised=0.9)
    assert calibration.recognised(logits).float().mean().item() == pytest.approx(0.9, abs=0.002)


def test_calibration_of_a_network_that_knows_none_leaves_none_out():
    """The temperature is the class logits' alone, and samples of no class move neither temperature nor threshold."""
    truth = torch.randn(20_000, 4)
    targets = torch.multinomial(truth.softmax(dim=1), 1).squeeze(1)
    none = torch.randn(20_000, 1) * 5
    logits = torch.cat([truth * 3, none], dim=1)
    calibration = fit_calibration(logits, targets, knows_none=True, recognised=0.8)
    assert calibration.knows_none and calibration.temperature == pytest.approx(3, rel=0.05)
    expected = 3 * truth.logsumexp(dim=1) - none.squeeze(1)
    torch.testing.assert_close(calibration.score(logits), expected, atol=0.3, rtol=0)
    assert calibration.recognised(logits).float().mean().item() == pytest.approx(0.8, abs=0.002)

    strangers = torch.randn(500, 5) * 20
    both = torch.cat([logits, strangers]), torch.cat([targets, torch.full((500,), 4)])
    assert fit_calibration(*both, knows_none=True, recognised=0.8) == calibration


def test_a_network_that_knows_none_turns_one_garment_in_a_hundred_away():
    logits = torch.randn(1000, 5)
    targets = logits[:, :4].argmax(dim=1)
    for knows_none, share in ((True, 0.99), (False, 0.95)):
        of_its_own = logits if knows_none else logits[:, :4]
        calibration = fit_calibration(of_its_own, targets, knows_none)
        assert calibration.recognised(of_its_own).float().mean().item() == pytest.approx(share, abs=0.002)


def test_the_temperature_is_the_one_of_the_least_loss():
    """SciPy's search of the loss itself, in the framework's own function, finds the same."""
    logits, targets = torch.randn(300, 5, dtype=torch.double) * 4, torch.randint(5, (300,))
    search = minimize_scalar(
        lambda t: cross_entropy(logits / t, targets).item(), bounds=(COLDEST, HOTTEST), method="bounded"
    )
    assert fit_temperature(logits, targets) == pytest.approx(search.x, rel=1e-4)


def test_each_group_counts_as_much_however_many_samples_it_has():
    truth = torch.randn(22_000, 4)
    targets = torch.multinomial(truth.softmax(dim=1), 1).squeeze(1)
    groups = ["many"] * 20_000 + ["few"] * 2_000
    logits = torch.cat([truth[:20_000], truth[20_000:] * 3])  # as it is, and three times too sure
    alone = fit_calibration(logits, targets).temperature
    together = fit_calibration(logits, targets, groups=groups).temperature
    repeated = torch.cat([torch.arange(20_000), torch.arange(20_000, 22_000).repeat(10)])
    assert 1 < alone < together
    assert together == pytest.approx(fit_temperature(logits[repeated], targets[repeated]), rel=1e-6)


def test_a_network_that_is_always_right_is_cold_and_one_that_is_always_wrong_hot():
    logits = torch.eye(4)
    assert fit_temperature(logits, torch.arange(4)) == pytest.approx(COLDEST, rel=1e-6)
    assert fit_temperature(logits, torch.tensor([1, 2, 3, 0])) == pytest.approx(HOTTEST, rel=1e-6)
