import pytest

from training.learning.schedule import constant, one_cycle


def test_constant_is_the_peak():
    assert {constant(step, 10, 0.3) for step in range(10)} == {0.3}


def test_one_cycle_rises_to_the_peak_and_falls_to_nothing():
    rates = [one_cycle(step, 100, 0.5, warmup=0.1) for step in range(100)]
    assert rates[0] == pytest.approx(0.05)
    assert rates[9] == max(rates) == 0.5
    assert rates[:10] == sorted(rates[:10]) and rates[9:] == sorted(rates[9:], reverse=True)
    assert 0 < rates[-1] < 0.001


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_one_cycle_stays_within_bounds_on_the_shortest_runs(steps):
    assert all(0 < one_cycle(step, steps, 1.0) <= 1 for step in range(steps))
