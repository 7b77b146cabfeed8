import json
from dataclasses import asdict

import pytest
import torch

from model.calibration import Calibration
from training.metrics import evaluation, fit_calibration, fit_temperature, resolved_targets, scores

LABELS = ("a", "b", "c")
# Rows: called a, b, c, a, b; the fourth logit, "none of these", is largest in the last two.
LOGITS = torch.tensor([[5.0, 1, 0], [0, 5, 1], [1, 0, 5], [2, 1, 0], [0, 2, 1]])
WITH_NONE = torch.cat([LOGITS, torch.tensor([[0.0], [-1], [1], [6], [7]])], dim=1)


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
    result = evaluation(torch.tensor([[1.0, 0.0, 0.0]] * 2), torch.tensor([0, 1]), LABELS)
    assert result.precision == [0.5, 0, 0]
    assert result.recall == [1, 0, 0]
    assert result.support == [1, 1, 0]


def test_the_logit_of_none_changes_no_figure_of_the_classes():
    targets = torch.tensor([0, 1, 2, 1, 1])
    assert evaluation(WITH_NONE, targets, LABELS) == evaluation(LOGITS, targets, LABELS)
    assert evaluation(LOGITS, targets, LABELS).accuracy == pytest.approx(0.8)


def test_samples_of_no_class_are_left_out_of_the_evaluation():
    assert evaluation(WITH_NONE, torch.tensor([0, 2, 2, 3, 3]), LABELS) == evaluation(
        WITH_NONE[:3], torch.tensor([0, 2, 2]), LABELS
    )
    with pytest.raises(ValueError, match="belongs to a class"):
        evaluation(WITH_NONE, torch.full((5,), 3), LABELS)


@pytest.mark.parametrize("dtype", [torch.float, torch.bool])
def test_of_several_right_classes_the_predicted_one_is_the_target(dtype):
    accepted = torch.tensor([[1, 0, 1], [1, 0, 1], [0, 1, 1], [0, 0, 0], [0, 1, 0]], dtype=dtype)
    expected = [
        0,  # called a, and a is right
        0,  # called b, which is not: the first of a and c
        2,  # called c, the second of b and c
        3,  # none
        1,
    ]
    assert resolved_targets(LOGITS, accepted, 3).tolist() == expected
    none = (accepted == 0).all(dim=1, keepdim=True).to(dtype)
    assert resolved_targets(WITH_NONE, torch.cat([accepted, none], dim=1), 3).tolist() == expected
    indices = torch.tensor([2, 0, 1, 3, 1])
    assert torch.equal(resolved_targets(LOGITS, indices, 3), indices)


def test_scores_put_the_figures_of_the_served_answers_together():
    calibration = Calibration(temperature=2.0, threshold=4.5)
    targets = torch.tensor([0, 1, 2, 1, 1])
    figures = scores(LOGITS, targets, LABELS, calibration)
    assert figures.items() >= asdict(evaluation(LOGITS, targets, LABELS)).items()
    probabilities = (LOGITS / 2).softmax(dim=1)
    assert figures["calibrated_loss"] == pytest.approx(-probabilities[range(5), targets].log().mean().item())
    assert figures["calibrated_loss"] != pytest.approx(figures["loss"])
    assert figures["samples"] == 5 and figures["recognised"] == pytest.approx(3 / 5)
    assert figures["accuracy_at_80"] == pytest.approx(3.5 / 4), "two samples tie for the last place; one is right"
    low, high = figures["accuracy_interval"]
    assert low < figures["accuracy"] < high
    assert "out_of_scope" not in figures
    assert json.loads(json.dumps(figures)) == figures


def test_scores_tell_samples_of_no_class_apart():
    calibration = Calibration(threshold=0.0, knows_none=True)
    targets = torch.tensor([0, 1, 2, 3, 3])
    figures = scores(WITH_NONE, targets, LABELS, calibration)
    assert figures["samples"] == 3 and figures["accuracy"] == 1 and figures["recognised"] == 1
    assert figures["out_of_scope"] == {"samples": 2, "recognised": 0, "auroc": 1, "fpr_at_95_tpr": 0}
    shares = torch.nn.functional.one_hot(targets, 4).float()
    assert scores(WITH_NONE, shares, LABELS, calibration) == figures


def test_scores_of_nothing_but_samples_of_no_class_have_no_accuracy():
    figures = scores(WITH_NONE, torch.full((5,), 3), LABELS, Calibration(threshold=0.0, knows_none=True))
    assert figures["samples"] == 0 and "accuracy" not in figures
    assert figures["out_of_scope"]["recognised"] == pytest.approx(3 / 5)
