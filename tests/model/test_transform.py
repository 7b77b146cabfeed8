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
        ((1600, 100), (700, 25, 900, 75)),
        ((10, 810), (10 / 3, 390, 20 / 3, 420)),
        ((1, 1), (0, 0, 1, 1)),
    ],
)
def test_of_an_oblong_photo_the_middle_is_seen_half_as_oblong(size, box):
    assert seen_box(*size) == pytest.approx(box)


def test_what_lies_outside_the_box_is_not_seen_and_what_lies_inside_is():
    photo = Image.new("RGB", (1600, 100), "black")
    photo.paste("white", (700, 25, 900, 75))
    assert not transform(photo, 20).any()
    photo.paste("black", (700, 25, 710, 75))
    assert transform(photo, 20)[0, :, 0].min() == 2, "ten pixels of 200 fill the first of 20 columns"


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (7, 5), (28, 27)])
def test_a_photo_of_any_shape_is_transformed(size):
    x = transform(Image.new("RGB", size, "black"), 28)
    assert x.shape == (1, 28, 28) and (x == 2).all()


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
