import torch

from training.data.augment import FlipAndShift


def test_pictures_are_mirrored_half_of_the_time():
    x = torch.rand(1, 1, 5, 4).expand(400, -1, -1, -1)
    y = FlipAndShift(shift=0)(x)
    kept = sum(torch.equal(picture, x[0]) for picture in y)
    mirrored = sum(torch.equal(picture, x[0].flip(2)) for picture in y)
    assert kept + mirrored == 400
    assert 150 < mirrored < 250


def test_pictures_move_by_whole_pixels_and_paper_comes_in():
    x = torch.zeros(300, 1, 5, 5)
    x[:, 0, 2, 2] = 1
    y = FlipAndShift(flip=False, shift=2)(x)
    assert (y.sum(dim=(1, 2, 3)) == 1).all()
    places = {tuple(place) for place in y.nonzero()[:, 2:].tolist()}
    assert places == {(row, column) for row in range(5) for column in range(5)}
    assert FlipAndShift(flip=False, shift=1)(torch.ones(50, 1, 3, 3)).min() == 0


def test_channels_move_together():
    x = torch.rand(20, 1, 6, 6).expand(-1, 3, -1, -1)
    y = FlipAndShift()(x)
    assert torch.equal(y[:, 0], y[:, 1]) and torch.equal(y[:, 0], y[:, 2])
