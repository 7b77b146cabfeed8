"""Outlines: the direction of edges, the same for a picture's mirror image and its negative."""

import pytest
import torch

from model.outlines import CELLS, DIRECTIONS, FAINT, Outlines


def cells(x: torch.Tensor) -> torch.Tensor:
    return Outlines()(x).view(len(x), DIRECTIONS, CELLS, CELLS // 2)


@pytest.fixture
def picture() -> torch.Tensor:
    return torch.rand(2, 1, 96, 96) * 2


def test_an_edge_counts_for_its_own_direction_where_it_is():
    upright, flat = torch.zeros(1, 1, 96, 96), torch.zeros(1, 1, 96, 96)
    upright[..., 18:], flat[..., 18:, :] = 1, 1  # in the middle of the second cell
    across, down = cells(upright)[0], cells(flat)[0]
    assert across.sum(dim=(1, 2)).argmax() == 0 and across.sum(dim=(0, 1)).argmax() == 1
    assert down.sum(dim=(1, 2)).argmax() == DIRECTIONS // 2 and down.sum(dim=(0, 2)).argmax() == 1


def test_a_mirror_image_and_a_negative_have_the_same(picture):
    torch.testing.assert_close(cells(picture.flip(dims=[-1])), cells(picture))
    torch.testing.assert_close(cells(2 - picture), cells(picture))
    assert not torch.allclose(cells(picture.flip(dims=[-2])), cells(picture), atol=1e-2)


def test_half_of_the_contrast_is_nearly_the_same_and_what_is_plain_has_none(picture):
    torch.testing.assert_close(cells(picture / 2), cells(picture), rtol=0.1, atol=5 * FAINT)
    assert cells(torch.ones(1, 1, 96, 96)).max() < 1e-4


@pytest.mark.parametrize("side", [32, 50])
def test_it_takes_pictures_of_any_size(side):
    assert Outlines()(torch.rand(3, 1, side, side)).shape == (3, Outlines.size)
