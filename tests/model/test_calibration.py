"""What logits mean: probabilities, a score, recognised or not."""

import pytest
import torch

from model.calibration import Calibration


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
