import pytest
import torch

from training import nongarments


@pytest.mark.parametrize("kind", nongarments.KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("size", [28, 64])
def test_pictures_are_in_range_and_differ(kind, size):
    x = kind(12, size)
    assert x.shape == (12, 1, size, size)
    assert x.isfinite().all() and x.min() >= 0 and x.max() <= 1
    assert len({picture.sum().item() for picture in x}) == 12


def test_every_kind_is_drawn_and_the_count_is_kept():
    drawn = []
    kinds = nongarments.KINDS
    try:
        nongarments.KINDS = tuple(lambda n, size, k=k: drawn.append((k, n)) or k(n, size) for k in kinds)
        assert len(nongarments.draw(13, 28)) == 13
        assert len(drawn) == len(kinds) and {n for _, n in drawn} == {2, 3}
        assert len(nongarments.draw(3, 28)) == 3
    finally:
        nongarments.KINDS = kinds


def test_the_same_seed_draws_the_same_pictures():
    torch.manual_seed(3)
    first = nongarments.draw(10, 28)
    torch.manual_seed(3)
    assert torch.equal(nongarments.draw(10, 28), first)
