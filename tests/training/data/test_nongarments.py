from collections import Counter

import pytest
import torch

from training.data import nongarments


@pytest.mark.parametrize("kind", nongarments.KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("size", [28, 64])
def test_pictures_are_in_range_and_differ(kind, size):
    x = kind(12, size)
    assert x.shape == (12, 1, size, size)
    assert x.isfinite().all() and x.min() >= 0 and x.max() <= 1
    assert len({picture.sum().item() for picture in x}) == 12


def test_the_count_is_kept():
    assert [len(nongarments.draw(count, 28)) for count in (0, 1, 3, 13)] == [0, 1, 3, 13]
    assert [len(nongarments.grounds(count, 28)) for count in (0, 1, 5)] == [0, 1, 5]


def test_every_kind_is_drawn_things_twice_as_often(monkeypatch):
    drawn = Counter()

    def counting(kind):
        def draw(count, size):
            drawn[kind.__name__] += count
            return torch.zeros(count, 1, size, size)

        return draw

    monkeypatch.setattr(nongarments, "things", counting(nongarments.things))
    others = [kind for kind in nongarments.KINDS if kind.__name__ != "things"]
    monkeypatch.setattr(nongarments, "KINDS", (nongarments.things, *map(counting, others)))
    nongarments.draw(7000, 1)
    assert set(drawn) == {"things", *(kind.__name__ for kind in others)}
    assert 1800 < drawn.pop("things") < 2200
    assert all(850 < count < 1150 for count in drawn.values())


def test_a_thing_lies_on_a_ground_and_has_parts():
    """Its body covers some of the picture but not all, and on paper the corners stay paper."""
    x = nongarments.things(40, 64)
    on_paper = x[:20]
    paper = (on_paper > 0.94).float().mean(dim=(1, 2, 3))
    assert (paper > 0.2).all() and (paper < 0.99).float().mean() > 0.9


def test_the_same_seed_draws_the_same_pictures():
    torch.manual_seed(3)
    first = nongarments.draw(10, 28)
    torch.manual_seed(3)
    assert torch.equal(nongarments.draw(10, 28), first)
