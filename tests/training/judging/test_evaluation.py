import json
from dataclasses import asdict

import pytest
import torch

from model.calibration import Calibration
from training.judging.evaluation import evaluation, scores

LABELS = ("a", "b", "c")
# Rows: called a, b, c, a, b; the fourth logit, "none of these", is largest in the last two.
LOGITS = torch.tensor([[5.0, 1, 0], [0, 5, 1], [1, 0, 5], [2, 1, 0], [0, 2, 1]])
WITH_NONE = torch.cat([LOGITS, torch.tensor([[0.0], [-1], [1], [6], [7]])], dim=1)


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
