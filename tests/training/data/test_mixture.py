"""Training batches of both worlds, from photos drawn on the spot."""

from dataclasses import replace

import pytest
import torch
from PIL import Image, ImageDraw

from model.labels import LABELS
from model.photo import open_photo, transform
from training.data.augment import Geometry, Light, cover, mix_patches, mixed_grey, warp
from training.data.mixture import Mixture, read_photos, served
from training.data.mnist import fashion_mnist
from training.data.photos import LabelledPhoto, shares
from training.data.samples import DataError

STILL = Geometry(rotation=0, zoom=(1, 1), stretch=0, shear=0, shift=0, flip=False)
DAYLIGHT = Light(0, 0, 0, 0, 0, 0, 0)


@pytest.fixture
def photos(tmp_path):
    """Four photos: two dresses, a shoe of two classes, a hat."""
    found = []
    for number, accepted in enumerate([("Dress",), ("Dress",), ("Sandal", "Sneaker"), ()]):
        picture = Image.new("RGB", (240, 320), (200, 180 - 20 * number, 90))
        ImageDraw.Draw(picture).ellipse((60, 80, 180, 200 + 20 * number), fill=(20, 40, 120))
        path = tmp_path / f"{number}.png"
        picture.save(path)
        found.append(LabelledPhoto(path, accepted, "train", ""))
    return found


def mixture(photos, data_dir, **options) -> Mixture:
    settings = {"of_photos": 8, "of_prints": 3, "of_cutouts": 3, "of_nothing": 2, "steps": 2, **options}
    return Mixture(read_photos(photos, LABELS), fashion_mnist(data_dir), 32, **settings)


def test_the_right_answer_is_shared_by_the_accepted_classes(photos):
    y = shares(photos, LABELS)
    assert y.shape == (4, 11)
    assert (y.sum(dim=1) == 1).all()
    assert y[0].nonzero().flatten().tolist() == [LABELS.index("Dress")]
    assert y[2, LABELS.index("Sandal")] == y[2, LABELS.index("Sneaker")] == 0.5
    assert y[3, 10] == 1


def test_a_batch_holds_both_worlds_in_the_network_s_space(photos, data_dir):
    batches = list(mixture(photos, data_dir))
    assert len(batches) == 2 == len(mixture(photos, data_dir))
    for x, y in batches:
        assert x.shape == (16, 1, 32, 32) and y.shape == (16, 11)
        assert x.min() >= 0 and x.max() <= 2
        torch.testing.assert_close(y.sum(dim=1), torch.ones(16))
    assert not torch.equal(batches[0][0], batches[1][0])


def test_undistorted_the_network_sees_what_it_will_be_served(photos, data_dir):
    """One transform: training's own way of making a photo small and grey is the app's, up to rounding."""
    still = mixture(
        photos, data_dir, of_photos=40, of_prints=4, greys=0, covered=0, patched=0,
        geometry=replace(STILL, zoom=(0.75**0.25, 0.75**0.25)), squared=(0.5, 0.5), of_a_print=STILL, light=DAYLIGHT,
    )  # fmt: skip
    x, y = next(iter(still))
    expected = {row: transform(open_photo(photo.path), 32) for row, photo in enumerate(photos)}
    for picture, answer in zip(x[:40], y[:40], strict=True):
        same = [row for row, right in enumerate(shares(photos, LABELS)) if torch.equal(right, answer)]
        assert min((picture - expected[row]).abs().mean().item() for row in same) < 0.02
    prints = fashion_mnist(data_dir, size=32).x
    for picture in x[-4:]:
        assert (prints - picture).abs().mean(dim=(1, 2, 3)).min() < 0.02


def test_rare_answers_come_more_often_than_they_are(photos, data_dir):
    many = mixture([photos[0]] * 24 + [photos[3]], data_dir, of_photos=2000, steps=1, patched=0)
    _, y = next(iter(many))
    share = (y[:2000, 10] > 0).float().mean().item()
    assert share == pytest.approx(1 / (1 + 24**0.5), abs=0.04)  # 1 in 25 of them, 1 in 6 of the draws


def test_the_same_seed_draws_the_same_batches(photos, data_dir):
    drawn = []
    for _ in range(2):
        torch.manual_seed(5)
        drawn.append(next(iter(mixture(photos, data_dir))))
    assert torch.equal(drawn[0][0], drawn[1][0]) and torch.equal(drawn[0][1], drawn[1][1])


def test_a_cut_out_garment_lies_on_a_ground_and_is_still_there(photos, data_dir):
    still = mixture(
        photos, data_dir, of_photos=1, of_prints=0, of_cutouts=30, of_nothing=0, covered=0, patched=0,
        of_a_cutout=STILL, light=DAYLIGHT,
    )  # fmt: skip
    x, y = next(iter(still))
    cut = x[1:]
    assert (y[1:, :10].sum(dim=1) == 1).all()
    corners = torch.stack([cut[:, 0, 0, 0], cut[:, 0, 0, -1]])
    assert corners.std() > 0.05 and corners.max() > 0.2, "the ground is a photo's, not paper"
    assert (cut[:, 0, 8:24, 8:24].std(dim=(1, 2)) > 0.01).float().mean() > 0.8


def test_a_file_that_is_no_photo_is_named(tmp_path):
    (tmp_path / "text.jpg").write_text("not a photo")
    with pytest.raises(DataError, match=r"text\.jpg: This file is not a photo"):
        served([LabelledPhoto(tmp_path / "text.jpg", (), "train", "")], LABELS, 32)


def test_geometry_that_does_nothing_gives_the_picture_back():
    x = torch.rand(3, 1, 32, 32)
    torch.testing.assert_close(warp(x, STILL.draw(3), 32, finer=1), x, atol=1e-5, rtol=0)


def test_geometry_mirrors_half_of_the_pictures_and_turns_none_upside_down():
    places = Geometry(rotation=30).draw(1000)
    assert 0.4 < (places[:, 0, 0] < 0).float().mean() < 0.6
    assert (places[:, 1, 1] > 0).all()


def test_light_keeps_the_range_and_differs_from_picture_to_picture():
    x = torch.full((50, 1, 8, 8), 0.5)
    y = Light()(x)
    assert y.min() >= 0 and y.max() <= 1
    assert y.mean(dim=(1, 2, 3)).std() > 0.03
    seen = torch.rand(4, 1, 8, 8).clip(0.01)
    torch.testing.assert_close(DAYLIGHT(seen), seen)


def test_grey_is_the_served_grey_unless_mixed():
    photo = Image.new("RGB", (4, 4), (200, 30, 90))
    x = torch.tensor([200, 30, 90]).view(1, 3, 1, 1).expand(64, 3, 4, 4) / 255
    served_grey = photo.convert("L").getpixel((0, 0)) / 255
    assert mixed_grey(x, 0).flatten().tolist() == pytest.approx([served_grey] * 1024, abs=0.005)
    mixed = mixed_grey(x, 1)[:, 0, 0, 0]
    assert mixed.std() > 0.02 and mixed.min() >= 30 / 255 and mixed.max() <= 200 / 255


def test_covering_puts_one_rectangle_on_the_asked_share():
    x = torch.full((400, 1, 20, 20), -1.0)
    y = cover(x, 0.5)
    touched = (y != x).flatten(1).float().mean(dim=1)
    assert 0.4 < (touched > 0).float().mean() < 0.6
    assert touched.max() <= 0.3
    assert torch.equal(cover(x, 0), x)


def test_mixed_patches_take_their_share_of_the_answer_along():
    x = torch.arange(6.0).view(6, 1, 1, 1).expand(6, 1, 10, 10)
    y = torch.eye(6)
    for _ in range(20):
        mixed, answers = mix_patches(x, y, 1.0)
        for picture, answer in zip(mixed, answers, strict=True):
            counts = picture.flatten().long().bincount(minlength=6) / 100
            torch.testing.assert_close(counts, answer)
    assert mix_patches(x, y, 0.0)[0] is x
