"""What a visitor may set, and the one sentence for whatever else a program sends."""

import math
from dataclasses import asdict

import pytest

from page.learn.settings import PUBLISHED, QUICK, LearnError, checked
from tests.hostile.asking import is_a_sentence

WRONG = {
    "layers": [None, 3, "64", [64, 64, 64, 64], [0], [257], [64.0], [True], ["64"], [None], [[64]]],
    "dropout": [-0.1, 0.81, math.nan, math.inf, None, "0.2", True, [0.2]],
    "lr": [0, -1, 10.1, math.nan, -math.inf, None, "fast"],
    "momentum": [-0.1, 1, math.nan, None, {}],
    "batch": [7, 513, 64.5, 64.0, math.nan, None, True, 10**400],
}


@pytest.mark.parametrize("settings", [QUICK, PUBLISHED], ids=["quick", "published"])
def test_what_the_buttons_fill_in_may_be_set(settings):
    assert checked(asdict(settings)) == settings


def test_the_bounds_may_be_reached():
    for layers in ([], [1], [256, 256, 256]):
        assert checked({**asdict(QUICK), "layers": layers}).layers == layers
    low = {"layers": [], "dropout": 0, "lr": 0.0001, "momentum": 0, "batch": 8}
    high = {"layers": [256], "dropout": 0.8, "lr": 10, "momentum": 0.99, "batch": 512}
    assert asdict(checked(low)) == low and asdict(checked({**high, "more": "is left out"})) == high


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_cannot_be_set_is_said_in_one_sentence(name, value):
    with pytest.raises(LearnError) as told:
        checked({**asdict(QUICK), name: value})
    assert is_a_sentence(str(told.value))


@pytest.mark.parametrize("given", [None, 5, "x", [], {}, {"layers": [64]}])
def test_what_are_no_settings_is_said_too(given):
    with pytest.raises(LearnError):
        checked(given)
