"""Each kind of photo apart, with figures that can be counted by hand."""

import pytest
import torch

from model.calibration import Calibration
from training.judging.answers import Answers
from training.judging.confidence import calibration_error_by_chance, expected_calibration_error
from training.judging.kinds import by_kind, table

LABELS = ("Shirt", "Coat")
KINDS = ["phone", "phone", "phone", "street", "web", "thing", ""]
TARGETS = torch.tensor([[1, 0, 0], [0.5, 0.5, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 0, 1], [1, 0, 0]])


@pytest.fixture
def figures():
    called = [0, 0, 0, 0, 0, 1, 1]  # phone: both right; street wrong; web right
    logits = torch.zeros(7, 3)
    logits[range(7), called] = torch.tensor([4.0, 3, 1, 2, 2, 3, 1])
    answers = Answers(logits, TARGETS, LABELS, Calibration(threshold=2.0, knows_none=True))
    return by_kind(answers, KINDS)


def test_each_kind_has_figures_of_its_own(figures):
    assert set(figures) == {"phone", "street", "web", "thing", "street and web"}
    assert [figures[kind]["samples"] for kind in figures] == [2, 1, 0, 1, 2]
    assert figures["phone"]["accuracy"] == 1 and figures["street"]["accuracy"] == 0
    assert figures["street and web"]["accuracy"] == 0.5
    assert figures["web"]["confidence"] == pytest.approx(torch.tensor([2.0, 0]).softmax(0)[0].item())


def test_a_class_counts_the_photos_that_are_of_no_other(figures):
    assert figures["phone"]["classes"]["Shirt"]["samples"] == 1, "the second could be a Coat as well"
    assert figures["phone"]["classes"]["Coat"] == {"samples": 0, "right": 0, "interval": None}
    assert figures["street"]["classes"]["Coat"]["right"] == 0
    low, high = figures["street and web"]["classes"]["Shirt"]["interval"]
    assert 0 < low < 1 and high == pytest.approx(1)


def test_strangers_stand_against_their_own_kind_or_else_against_all(figures):
    assert figures["phone"]["out_of_scope"]["auroc"] == 1
    assert figures["phone"]["out_of_scope"]["recognised"] == 0
    # Of the five garments one scores above the thing, and one the same.
    assert figures["thing"]["out_of_scope"]["auroc"] == pytest.approx((1 + 0.5) / 5)
    assert "out_of_scope" not in figures["street"]


def test_strangers_stand_apart_by_what_they_are():
    logits = torch.tensor([[4.0, 0, 0], [0, 0, 2], [3, 0, 0], [0, 0, 5], [0, 0, 1], [9, 0, 0]])
    targets = torch.tensor([[1.0, 0, 0]] + [[0, 0, 1]] * 5)
    answers = Answers(logits, targets, LABELS, Calibration(threshold=2.0, knows_none=True))
    kinds = by_kind(answers, ["phone"] * 4 + ["thing"] * 2, ["shirt", "hat", "body", "hat", "cup", "cup"])
    apart = kinds["phone"]["out_of_scope"]["by_source"]
    assert {name: (row["samples"], row["recognised"], row["auroc"]) for name, row in apart.items()} == {
        "body": (1, 1, 1), "hat": (2, 0, 1),
    }  # fmt: skip
    assert "by_source" not in kinds["thing"]["out_of_scope"], "there is no garment of this kind to tell them from"
    assert [line.split()[0] for line in table(kinds).splitlines()[-4:]] == ["phone", "body", "hat", "thing"]


def test_the_table_has_a_line_for_each_kind_and_for_each_class(figures):
    lines = table(figures).splitlines()
    assert [line.split()[0] for line in lines if line][:5] == ["kind", "phone", "street", "web", "street"]
    assert any(line.split() == ["Shirt", "1", "of", "1", "-", "1", "of", "1", "1", "of", "1"] for line in lines)
    assert lines[-1].split()[0] == "thing"


def test_photos_without_a_kind_have_no_such_figures():
    answers = Answers(torch.zeros(2, 3), TARGETS[:2], LABELS, Calibration(knows_none=True))
    assert table({}) == ""
    assert by_kind(answers, ["", ""]) == by_kind(answers, []) == {}


def test_few_samples_measure_an_error_that_no_network_can_help():
    torch.manual_seed(0)
    probabilities = torch.tensor([[0.8, 0.2]]).repeat(100, 1)
    by_chance = calibration_error_by_chance(probabilities)
    # One interval: the mean distance of a binomial share from its mean, √(2 / π) standard deviations.
    assert by_chance == pytest.approx((2 / torch.pi) ** 0.5 * (0.8 * 0.2 / 100) ** 0.5, rel=0.15)
    many = torch.tensor([[0.8, 0.2]]).repeat(10_000, 1)
    assert calibration_error_by_chance(many, draws=20) < by_chance / 5
    drawn = (torch.rand(10_000) > 0.8).long()
    assert expected_calibration_error(many, drawn) < 0.02
