"""On ZeroGPU what many photos go through is bound to the GPU, and nothing is elsewhere."""

import sys
from types import SimpleNamespace

import pytest

from page.ask import Ask
from page.served import Served, shipped
from page.zero import bound


@pytest.fixture
def spaces(monkeypatch):
    """A package like the one that a Space's builder installs; what was bound."""
    seen = []
    made = SimpleNamespace(GPU=lambda function: seen.append(function) or function)
    monkeypatch.setitem(sys.modules, "spaces", made)
    return seen


def test_a_function_is_bound_on_zero_gpu_and_elsewhere_stays_as_it_is(spaces):
    assert bound(print, True) is print and spaces == [print]
    assert bound(sum, False) is sum and spaces == [print]


@pytest.mark.parametrize("on_zero_gpu", [True, False])
def test_the_page_binds_one_where_it_runs_there(spaces, on_zero_gpu):
    Ask(Served(shipped(), on_zero_gpu=on_zero_gpu))
    assert len(spaces) == on_zero_gpu
