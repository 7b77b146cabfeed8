import pytest
import torch

from model.calibration import Calibration
from training.metrics import evaluation, expected_calibration_error, fit_calibration, fit_temperature


def test_calibration_error_is_the_gap_between_confidence_and_accuracy():
    probabilities = torch.tensor([[0.8, 0.2]] * 10)
    half_right = torch.tensor([0] * 5 + [1] * 5)
    assert expected_calibration_error(probabilities, half_right) == pytest.approx(0.3)
    eight_right = torch.tensor([0] * 8 + [1] * 2)
    assert expected_calibration_error(probabilities, eight_right) == pytest.approx(0, abs=1e-6)


def test_calibration_error_takes_full_confidence():
    assert expected_calibration_error(torch.tensor([[1.0, 0.0]]), torch.tensor([0])) == 0


@pytest.mark.parametrize("too_sure", [0.25, 1.0, 3.0])
def test_the_temperature_undoes_too_much_or_too_little_confidence(too_sure):
    truth = torch.randn(20_000, 4)
    targets = torch.multinomial(truth.softmax(dim=1), 1).squeeze(1)
    assert fit_temperature(truth * too_sure, targets) == pytest.approx(too_sure, rel=0.05)


def test_the_threshold_recognises_the_asked_share():
    logits = torch.randn(1000, 5)
    calibration = fit_calibration(logits, logits.argmax(dim=1), recognised=0.9)
    assert calibration.recognised(logits).float().mean().item() == pytest.approx(0.9, abs=0.002)


def test_calibration_keeps_the_order_and_sums_to_one():
    logits = torch.tensor([[2.0, 1.0, -1.0]])
    calm = Calibration(temperature=10).probabilities(logits)
    assert calm.sum().item() == pytest.approx(1)
    assert calm.argsort().tolist() == logits.argsort().tolist()
    assert calm.max() < Calibration().probabilities(logits).max()


def test_the_score_rises_with_the_logits():
    calibration = Calibration(temperature=2.0, threshold=3.0)
    weak, strong = torch.zeros(1, 10), torch.full((1, 10), 5.0)
    assert calibration.score(strong).item() == pytest.approx(calibration.score(weak).item() + 5)
    assert not calibration.recognised(weak * 0 - 5).item() and calibration.recognised(strong).item()


def test_a_class_that_is_never_predicted_has_precision_zero():
    result = evaluation(torch.tensor([[1.0, 0.0, 0.0]] * 2), torch.tensor([0, 1]), ("a", "b", "c"))
    assert result.precision == [0.5, 0, 0]
    assert result.recall == [1, 0, 0]
    assert result.support == [1, 1, 0]
