import math

import pytest
import torch

from training.judging.confidence import (
    accuracy_at_coverage,
    auroc,
    confidence_bins,
    coverage_curve,
    expected_calibration_error,
    false_positive_rate,
    rejection,
    wilson_interval,
)


def test_calibration_error_is_the_gap_between_confidence_and_accuracy():
    probabilities = torch.tensor([[0.8, 0.2]] * 10)
    half_right = torch.tensor([0] * 5 + [1] * 5)
    assert expected_calibration_error(probabilities, half_right) == pytest.approx(0.3)
    eight_right = torch.tensor([0] * 8 + [1] * 2)
    assert expected_calibration_error(probabilities, eight_right) == pytest.approx(0, abs=1e-6)


def test_calibration_error_takes_full_confidence():
    assert expected_calibration_error(torch.tensor([[1.0, 0.0]]), torch.tensor([0])) == 0


def test_calibration_error_weighs_each_interval_by_its_samples():
    """Three samples that are 0.1 too modest in one interval, one that is 0.6 too sure in another."""
    probabilities = torch.tensor([[0.9, 0.1]] * 3 + [[0.6, 0.4]])
    error = expected_calibration_error(probabilities, torch.tensor([0, 0, 0, 1]))
    assert error == pytest.approx((3 * 0.1 + 1 * 0.6) / 4)


def test_each_sample_falls_into_the_interval_of_its_confidence():
    probabilities = torch.tensor([[0.55, 0.45], [0.45, 0.55], [0.95, 0.05], [1.0, 0.0]])
    count, confidence, accuracy = confidence_bins(probabilities, torch.tensor([0, 0, 0, 0]), bins=10)
    assert count.tolist() == [0, 0, 0, 0, 0, 2, 0, 0, 0, 2]
    assert accuracy[[5, 9]].tolist() == [0.5, 1] and confidence[[5, 9]].tolist() == pytest.approx([0.55, 0.975])
    assert accuracy[0] == confidence[0] == 0, "an empty interval is not nan"


def test_the_coverage_curve_takes_the_most_confident_first():
    confidence = torch.tensor([0.2, 0.9, 0.5, 0.7])
    hit = torch.tensor([False, True, False, True])
    assert coverage_curve(confidence, hit).tolist() == pytest.approx([1, 1, 2 / 3, 1 / 2])
    assert accuracy_at_coverage(confidence, hit, 0.5) == 1
    assert accuracy_at_coverage(confidence, hit, 0.75) == pytest.approx(2 / 3)
    assert accuracy_at_coverage(confidence, hit, 1.0) == 0.5
    assert accuracy_at_coverage(confidence, hit, 0.01) == 1, "one sample at least"


def test_the_order_of_equally_confident_samples_plays_no_part():
    hit = torch.tensor([True, True, False, False])
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [0, 2, 1, 3]):
        assert coverage_curve(torch.ones(4), hit[order]).tolist() == [0.5] * 4


def test_the_interval_is_wilson_s():
    """(p + z²/2n ± z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n), with z = 1.96."""
    n, p, z = 10, 0.8, 1.959964
    centre, spread = p + z**2 / (2 * n), z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    expected = [(centre + sign * spread) / (1 + z**2 / n) for sign in (-1, 1)]
    assert wilson_interval(8, 10) == pytest.approx(expected, abs=1e-6)
    low, high = wilson_interval(10, 10)
    assert 0.6 < low < 0.8 and high == 1, "ten of ten right does not prove perfection"


def test_auroc_is_the_chance_that_inside_scores_higher():
    inside, outside = torch.tensor([3.0, 1.0, 2.0]), torch.tensor([0.0, 2.0])
    pairs = [(a > b) + (a == b) / 2 for a in inside.tolist() for b in outside.tolist()]
    assert auroc(inside, outside) == pytest.approx(sum(pairs) / len(pairs))
    assert auroc(inside, inside - 10) == 1 and auroc(inside, inside + 10) == 0


def test_false_positives_are_counted_where_enough_of_inside_is_kept():
    inside = torch.arange(20.0)  # 95 % of these are at least 1
    outside = torch.tensor([0.5, 1.0, 5.0, -3.0])
    assert false_positive_rate(inside, outside, 0.95) == 0.5
    assert false_positive_rate(inside, outside, 1.0) == 0.75
    assert false_positive_rate(inside, outside, 0.5) == 0


def test_rejection_counts_what_reaches_the_threshold():
    figures = rejection(torch.tensor([3.0, 4.0]), torch.tensor([0.0, 1.0, 2.0, 3.5]), threshold=2.0)
    assert figures == {"samples": 4, "recognised": 0.5, "auroc": 0.875, "fpr_at_95_tpr": 0.25}


def test_without_samples_in_scope_only_false_alarms_are_told():
    figures = rejection(torch.empty(0), torch.tensor([0.0, 5.0]), threshold=1.0)
    assert figures == {"samples": 2, "recognised": 0.5, "auroc": None, "fpr_at_95_tpr": None}
