"""Fair folds, an interval as wide as few photos ask for, a temperature that few of them do not run away with."""

import pytest
import torch

from training.teach.folds import calibrated, folds, interval


def test_each_photo_is_held_out_once_a_round_and_every_class_is_learned_from():
    y = torch.tensor([0] * 5 + [1] * 12 + [2] * 3)
    parts = list(folds(y, 2, torch.Generator().manual_seed(0)))
    held_out = torch.cat([held for _, held in parts])
    assert held_out.bincount().tolist() == [2] * len(y)
    for learned, held in parts:
        assert not set(learned.tolist()) & set(held.tolist()) and len(learned) + len(held) == len(y)
        assert set(y[learned].tolist()) == {0, 1, 2}


@pytest.mark.parametrize("share", [0.5, 0.8, 1.0])
def test_the_interval_narrows_with_more_photos_and_never_to_nothing(share):
    widths = [high - low for low, high in (interval(share, count) for count in (9, 30, 150, 3000))]
    assert widths == sorted(widths, reverse=True) and widths[-1] > 0.04
    assert all(0 <= edge <= 1 for count in (3, 30) for edge in interval(share, count))


def test_at_ten_photos_of_three_classes_it_reaches_twelve_hundredths_at_most():
    assert max((high - low) / 2 for low, high in (interval(right / 30, 30) for right in range(21, 31))) <= 0.12


def test_few_answers_move_the_temperature_little_and_many_where_they_belong():
    z = torch.randn(3000, 4) * 3
    y = torch.distributions.Categorical(logits=z[:, :-1] / 2).sample()
    weight = torch.ones(len(y))
    assert calibrated(z, y, weight, 1.0, 0.0).temperature == pytest.approx(2, rel=0.1)
    assert calibrated(z[:1], y[:1], weight[:1], 1.0, 0.0).temperature == pytest.approx(1, abs=0.5)


def test_the_threshold_lets_nineteen_in_twenty_in():
    z, y = torch.randn(400, 3), torch.zeros(400, dtype=torch.long)
    calibration = calibrated(z, y, torch.ones(400), 1.0, None)
    assert calibration.recognised(z).float().mean() == pytest.approx(0.95, abs=0.01)
    assert calibrated(z, y, torch.ones(400), 1.0, 1.5).threshold == 1.5
