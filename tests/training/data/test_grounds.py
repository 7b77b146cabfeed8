"""What a garment lies on, told from the garment."""

import pytest
import torch
from PIL import Image, ImageDraw, ImageFilter

from training.data.grounds import plain_ground, white_ground

SIDE = 128
COVER = (170, 40, 30)


def pixels(picture: Image.Image) -> torch.Tensor:
    """(3, SIDE, SIDE) uint8."""
    return torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).view(SIDE, SIDE, 3).permute(2, 0, 1)


def on_white(drawn: tuple[int, int, int, int]) -> torch.Tensor:
    """(3, 128, 128): a dark box on white, in which there is a white box of its own."""
    picture = Image.new("RGB", (SIDE, SIDE), (252, 250, 255))
    draw = ImageDraw.Draw(picture)
    draw.rectangle(drawn, fill=(40, 60, 30))
    draw.rectangle((60, 60, 68, 68), fill="white")
    return pixels(picture)


def shirt_on_a_cover(colour: tuple[int, int, int] = (200, 200, 190)) -> tuple[torch.Tensor, torch.Tensor]:
    """(a shirt with a print on a cover with light from one side; (SIDE, SIDE) bool, where the shirt is)."""
    picture, shape = Image.new("RGB", (SIDE, SIDE), COVER), Image.new("L", (SIDE, SIDE))
    for image, fill in ((picture, colour), (shape, 1)):
        draw = ImageDraw.Draw(image)
        draw.rectangle((40, 30, 88, 105), fill=fill)
        draw.polygon([(40, 30), (18, 60), (28, 66), (40, 52)], fill=fill)
        draw.polygon([(88, 30), (110, 60), (100, 66), (88, 52)], fill=fill)
    ImageDraw.Draw(picture).rectangle((55, 50, 72, 68), fill=COVER)
    light = torch.linspace(0.8, 1.2, SIDE)
    lit = (pixels(picture.filter(ImageFilter.GaussianBlur(1))).float() * light).clip(0, 255)
    torch.manual_seed(0)
    is_shirt = torch.frombuffer(bytearray(shape.tobytes()), dtype=torch.uint8).view(SIDE, SIDE) > 0
    return (lit + 6 * torch.randn(3, SIDE, SIDE)).clip(0, 255).byte(), is_shirt


def test_the_white_that_a_thing_stands_on_is_its_ground_and_the_white_in_it_is_not():
    ground = white_ground(on_white((32, 32, 95, 95)))
    assert ground[0, 0, 0] and ground[0, 127, 127] and ground[0, 32, 64], "up to the rim"
    assert not ground[0, 33:95, 33:95].any()
    assert not white_ground(on_white((0, 0, 127, 110))).any(), "white at the lower edge alone is a floor"
    assert not white_ground(torch.full((3, SIDE, SIDE), 255, dtype=torch.uint8)).any(), "there is nothing on it"


@pytest.mark.parametrize("colour", [(200, 200, 190), (30, 30, 40), (60, 90, 180)])
def test_the_cover_under_a_shirt_is_its_ground_and_a_print_of_the_cover_s_colour_is_not(colour):
    picture, is_shirt = shirt_on_a_cover(colour)
    ground = plain_ground(picture)
    assert ground.shape == (1, SIDE, SIDE) and ground.dtype == torch.bool
    assert (ground[0] == ~is_shirt).float().mean() > 0.97
    assert not ground[0, 52:66, 57:70].any(), "the print belongs to the shirt"


def test_where_the_two_do_not_fall_apart_there_is_no_ground():
    torch.manual_seed(0)
    noise = torch.randint(256, (3, SIDE, SIDE), dtype=torch.uint8)
    same_colour, _ = shirt_on_a_cover(COVER)
    picture, _ = shirt_on_a_cover()
    close_up = picture[:, 72:104, 44:76].repeat_interleave(4, 1).repeat_interleave(4, 2)
    two_things = torch.cat([picture[:, :, 20:84], picture[:, :, 20:84]], dim=2)
    empty = torch.full((3, SIDE, SIDE), 90, dtype=torch.uint8)
    for reason, photo in {
        "noise": noise, "grey on grey": same_colour, "a close-up": close_up, "two things": two_things, "nothing": empty,
    }.items():  # fmt: skip
        assert not plain_ground(photo).any(), reason
