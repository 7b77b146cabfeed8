"""When a published figure and ours agree, differ, or cannot be told apart."""

import pytest
from scipy.stats import t

from training.published.bench import Bench
from training.published.claim import MOST, Figure, Named, half_width, number, words

NAMED = Named("system", "setting", "accuracy")


@pytest.mark.parametrize(
    ("published", "measured", "tolerance", "verdict"),
    [
        ("0.88", [0.86, 0.87, 0.89], 0.05, "agrees"),  # 0.8733 ± 0.0153: one more within ± 0.076
        ("0.95", [0.86, 0.87, 0.89], 0.05, "agrees"),  # one more may be 0.9492, and 0.945 is printed 0.95
        ("0.96", [0.86, 0.87, 0.89], 0.05, "differs: because"),
        ("0.88", [0.86, 0.87, 0.89], 0.01, "undecided: one more run would lie within ± 0.0759"),
        ("0.885", [0.8790, 0.8791, 0.8792], 0.01, "differs: because"),  # however near: no run of ours comes there
        ("0.90 to 0.94", [0.879, 0.880, 0.881], 0.01, "differs: because"),
        ("0.88 to 0.94", [0.879, 0.880, 0.881], 0.01, "agrees"),
        ("0.8888 to 1", [0.90, 0.91], 0.0, "agrees"),
    ],
)
def test_a_figure_agrees_where_one_more_run_of_ours_would_lie(published, measured, tolerance, verdict):
    claim = number(NAMED, published, measured, tolerance, lambda: "because")
    assert claim.verdict.startswith(verdict) and claim.runs == len(measured)


def test_the_interval_is_a_prediction_interval():
    measured = [0.4, 0.5, 0.6]
    assert half_width(0.1, 3) == pytest.approx(t.ppf(0.975, 2) * 0.1 * (1 + 1 / 3) ** 0.5)
    assert number(NAMED, "0.5", measured, 0.3).measured == "0.5000 ± 0.1000; one more: 0.0032 to 0.9968"


@pytest.mark.parametrize(
    ("published", "agrees"), [("0.86", True), ("0.85 to 0.87", True), ("0.90", False), ("0", False)]
)
def test_a_single_run_has_no_spread_and_lies_within_what_the_source_leaves_open(published, agrees):
    assert (number(NAMED, published, [0.87], 0.02).verdict == "agrees") == agrees


def test_the_reason_is_measured_only_where_it_is_needed():
    def why():
        raise AssertionError("nobody asked")

    assert number(NAMED, "0.5", [0.4, 0.5, 0.6], 0.3, why).verdict == "agrees"
    assert number(NAMED, "0.9", [0.5, 0.51], 0.1).verdict == "differs: not explained"


def test_words_agree_where_most_runs_say_them_in_whatever_order():
    claim = words(NAMED, ["a", "b"], [["b", "a"], ["a", "b"], ["a", "c"]])
    assert claim.verdict == "agrees" and claim.measured == "b, a (2 of 3)"
    assert words(NAMED, ["a", "b"], [["a", "c"], ["a", "b"]], lambda: "because").verdict == "differs: because"
    assert words(NAMED, ["a"], [["b"]]).verdict == "differs: not explained"


def test_the_quick_pass_shortens_and_the_full_one_does_not(tmp_path):
    quick, full = Bench(tmp_path, tmp_path, quick=True), Bench(tmp_path, tmp_path)
    assert (quick.epochs(500), full.epochs(500)) == (2, 500)
    assert (len(quick.seeds(5)), len(full.seeds(5)), len(Bench(tmp_path, tmp_path, most=2).seeds(5))) == (1, 5, 2)


def test_as_many_runs_as_a_verdict_takes_by_the_spread_of_the_first(tmp_path):
    bench, first = Bench(tmp_path, tmp_path), [0.86, 0.87, 0.89]

    def one(seed):
        return first[seed] if seed < 3 else 0.5

    def runs(*tolerances, bench=bench):
        return bench.runs(one, 3, [Figure(float, "0.88", tolerance) for tolerance in tolerances])

    assert runs(0.04) == first
    more = runs(0.02)  # twice 0.025 of a spread of 0.0153: more than the three whose interval is ± 0.0759
    assert more[:3] == first and set(more[3:]) == {0.5}
    assert half_width(0.0153, len(more)) <= 0.05 < half_width(0.0153, len(more) - 1)
    assert runs(0.04, 0.02, 0.001) == more, "no number of runs would decide the third"
    assert len(runs(0.02, bench=Bench(tmp_path, tmp_path, most=4))) == 4
    assert len(runs(0.02, bench=Bench(tmp_path, tmp_path, quick=True))) == 1
    assert len(more) <= MOST
