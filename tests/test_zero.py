"""On ZeroGPU a function is bound to the GPU, and nowhere else."""

import sys
from types import SimpleNamespace

import pytest

from page.zero import bound


@pytest.fixture
def spaces(monkeypatch):
    """A package like the one that a Space's builder installs."""
    made = SimpleNamespace(GPU=lambda function: ("bound", function))
    monkeypatch.setitem(sys.modules, "spaces", made)


def test_a_function_is_bound_on_zero_gpu(monkeypatch, spaces):
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    assert bound(print) == ("bound", print)


@pytest.mark.parametrize("value", [None, "", "0", "false"])
def test_elsewhere_it_stays_as_it_is(monkeypatch, spaces, value):
    if value is None:
        monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
    else:
        monkeypatch.setenv("SPACES_ZERO_GPU", value)
    assert bound(print) is print
