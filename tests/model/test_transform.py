"""The one transform: resize, grayscale, normalize, invert."""

import pytest
import torch
from PIL import Image, ImageDraw

from model.photo import seen_box, to_network_space, to_picture, transform

RED = (200, 30, 40)


def test_the_transform_is_resize_grayscale_normalize_invert():
    photo = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(photo).rectangle((0, 0, 149, 199), fill="black")
    x = transform(photo, 4)
    assert x.shape == (1, 4, 4) and x.dtype == torch.float32
    assert x[0].tolist() == [[2, 2, 0, 0]] * 4
    grey = transform(Image.new("RGB", (5, 5), RED), 1).item()
    luma = round(0.299 * RED[0] + 0.587 * RED[1] + 0.114 * RED[2])
    assert grey == pytest.approx(1 - (luma / 255 - 0.5) / 0.5)


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((300, 300), (0, 0, 300, 300)),
        ((1600, 100), (600, -150, 1000, 250)),
        ((10, 810), (-40, 360, 50, 450)),
        ((1, 1), (0, 0, 1, 1)),
    ],
)
def test_of_an_oblong_photo_a_square_is_seen_half_way_from_the_inner_to_the_outer(size, box):
    assert seen_box(*size) == pytest.approx(box)


def test_a_garment_keeps_its_shape_however_it_was_photographed():
    """A dress of 20 × 60 in the middle of each: the same proportions, in whatever size."""
    for size in ((100, 100), (80, 120), (150, 90), (60, 200)):
        photo = Image.new("RGB", size, "white")
        photo.paste("black", (size[0] // 2 - 10, size[1] // 2 - 30, size[0] // 2 + 10, size[1] // 2 + 30))
        x = transform(photo, 96)[0]
        across, down = x.amax(dim=0).gt(1).sum().item(), x.amax(dim=1).gt(1).sum().item()
        assert down / across == pytest.approx(3, rel=0.1), size


def test_what_lies_beyond_a_photo_is_as_its_edge():
    photo = Image.new("RGB", (100, 400), "white")
    photo.paste("black", (0, 0, 50, 400))  # seen: 50 px more on either side
    x = transform(photo, 40)[0]
    assert (x[:, :20] == 2).all() and (x[:, 20:] == 0).all()


def test_what_lies_outside_the_box_is_not_seen_and_what_lies_inside_is():
    photo = Image.new("RGB", (1600, 100), "black")
    photo.paste("white", (600, 0, 1000, 100))
    assert not transform(photo, 20).any()
    photo.paste("black", (600, 0, 620, 100))
    assert transform(photo, 20)[0, :, 0].min() == 2, "twenty pixels of 400 fill the first of 20 columns"


def test_what_is_grey_on_grey_stands_out_through_a_filter():
    photo = Image.new("RGB", (40, 40), (200, 40, 40))
    photo.paste((40, 113, 60), (10, 10, 30, 30))
    grey, red, blue = transform(photo, 40, views=3)
    assert torch.equal(grey[None], transform(photo, 40)), "the first is the photo as the eye weighs its colours"
    assert (grey[20, 20] - grey[0, 0]).abs() < 0.05
    assert red[20, 20] - red[0, 0] == pytest.approx(160 / 127.5, abs=0.01)
    assert blue[0, 0] - blue[20, 20] == pytest.approx(20 / 127.5, abs=0.01)


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (7, 5), (28, 27)])
def test_a_photo_of_any_shape_is_transformed(size):
    for views in (1, 3):
        x = transform(Image.new("RGB", size, "black"), 28, views)
        assert x.shape == (views, 28, 28) and (x == 2).all()


def test_a_small_photo_is_enlarged_smoothly():
    photo = Image.new("RGB", (2, 2), "white")
    photo.putpixel((0, 0), (0, 0, 0))
    x = transform(photo, 28)
    assert len(x.unique()) > 20 and x[0, 0, 0] > x[0, 10, 10] > x[0, 27, 27]


def test_the_transform_is_torchvision_s_but_for_the_resize():
    """With nothing to resize, the same as the published chain of torchvision's transforms."""
    transforms = pytest.importorskip("torchvision.transforms")
    photo = Image.effect_noise((28, 28), 90).convert("RGB")
    chain = transforms.Compose(
        [transforms.Grayscale(), transforms.ToTensor(), transforms.Normalize(0.5, 0.5), lambda x: 1 - x]
    )
    assert torch.equal(transform(photo), chain(photo))


def test_network_space_reaches_from_white_to_black():
    pixels = torch.tensor([255, 0, 51], dtype=torch.uint8)
    assert to_network_space(pixels).tolist() == [0, 2, pytest.approx(1.6)]


def test_what_the_network_sees_is_shown_as_it_sees_it():
    seen = to_picture(torch.tensor([[[0.0, 2.0], [1.0, 3.0]]]))
    assert seen.mode == "L" and list(seen.tobytes()) == [0, 255, 128, 255]


def test_every_grey_survives_the_way_to_the_network_and_back():
    greys = torch.arange(256, dtype=torch.uint8).view(1, 16, 16)
    assert list(to_picture(to_network_space(greys)).tobytes()) == list(range(255, -1, -1))
