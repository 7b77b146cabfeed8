"""Training batches of both worlds, from photos drawn on the spot."""

import pytest
import torch
from PIL import Image, ImageDraw

from model.labels import LABELS
from model.photo import open_photo, transform
from training.data.augment import Geometry, Light, cover, mix_patches, mixed_grey, warp
from training.data.mixture import SIDE, Mixture, drawing_weights, read_photos, served
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
    settings = {"sizes": (32,), "epochs": 1, "steps": 2, **options}
    counts = {"of_photos": 8, "of_prints": 3, "of_cutouts": 3, "of_nothing": 2}
    return Mixture(read_photos(photos, LABELS), fashion_mnist(data_dir), **{**counts, **settings})


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
        assert x.shape == (16, 1, 32, 32) and y.shape == (16, 2, 11)
        assert x.min() >= 0 and x.max() <= 2
        torch.testing.assert_close(y.sum(dim=(1, 2)), torch.ones(16))
    assert not torch.equal(batches[0][0], batches[1][0])


def test_undistorted_the_network_sees_what_it_will_be_served(photos, data_dir):
    """One transform: training's own way of making a photo small and grey is the app's, up to rounding."""
    still = mixture(
        photos, data_dir, of_photos=40, of_prints=4, greys=0, covered=0, patched=0,
        geometry=STILL, whole=(0.5, 0.5), of_a_print=STILL, light=DAYLIGHT,
    )  # fmt: skip
    x, y = next(iter(still))
    expected = {row: transform(open_photo(photo.path), 32) for row, photo in enumerate(photos)}
    for picture, answer in zip(x[:40], y[:40, 0], strict=True):
        same = [row for row, right in enumerate(shares(photos, LABELS)) if torch.equal(right, answer)]
        assert min((picture - expected[row]).abs().mean().item() for row in same) < 0.02
    prints = fashion_mnist(data_dir, size=32).x
    for picture in x[-4:]:
        assert (prints - picture).abs().mean(dim=(1, 2, 3)).min() < 0.02


def test_rare_answers_come_more_often_than_they_are(photos, data_dir):
    many = mixture([photos[0]] * 24 + [photos[3]], data_dir, of_photos=2000, steps=1, patched=0)
    _, y = next(iter(many))
    share = (y[:2000, 0, 10] > 0).float().mean().item()
    assert share == pytest.approx(1 / (1 + 24**0.5), abs=0.04)  # 1 in 25 of them, 1 in 6 of the draws


def test_each_kind_has_its_share_whatever_it_has_in_photos():
    y = torch.eye(11)[[0] * 90 + [1] * 10 + [0] * 5 + [10] * 5]
    kinds = ["phone"] * 100 + ["street"] * 5 + ["web"] * 5
    weights = drawing_weights(y, kinds, {"phone": 0.5, "street": 0.25})
    of_kind = {kind: weights[[k == kind for k in kinds]] for kind in ("phone", "street", "web")}
    assert of_kind["phone"].sum() == pytest.approx(0.5) and of_kind["street"].sum() == pytest.approx(0.25)
    assert of_kind["web"].sum() == pytest.approx(5 / 110), "a kind without a share has its part of all photos"
    assert of_kind["phone"][90:].sum() / of_kind["phone"][:90].sum() == pytest.approx((10 / 90) ** 0.5)


def test_a_photo_of_several_classes_is_drawn_as_their_mean():
    y = torch.zeros(7, 3)
    y[:4, 0] = y[4:6, 1] = 1
    y[6, :2] = 0.5
    one, other, both = drawing_weights(y, [""] * 7, {})[[0, 4, 6]]
    torch.testing.assert_close(both, (one + other) / 2)


def test_pictures_grow_over_the_epochs(photos, data_dir):
    growing = mixture(photos, data_dir, sizes=(24, 32, 40), epochs=6)
    sizes = []
    for epoch in range(6):
        growing.set_epoch(epoch)
        sizes.append(next(iter(growing))[0].shape[-1])
    assert sizes == [24, 24, 32, 32, 40, 40]


def test_distortions_grow_from_gentle_ones_to_all_of_them_and_end_gentle(photos, data_dir):
    growing = mixture(
        photos, data_dir, epochs=6, gentle=0.4, hardest=0.6, of_photos=200, steps=1, covered=0.0, patched=1.0
    )
    strengths, mixed = [], []
    for epoch in range(6):
        growing.set_epoch(epoch)
        strengths.append(growing.strength)
        mixed.append(bool(next(iter(growing))[1][:, 1].any()))
    assert strengths == pytest.approx([0.4, 0.6, 0.8, 1.0, 0.7, 0.4])
    assert not mixed[0] and mixed[3] and not mixed[-1]


def on_white(drawn: tuple[int, int, int, int]) -> torch.Tensor:
    """(3, 128, 128): a dark box on white, in which there is a white box of its own."""
    picture = Image.new("RGB", (SIDE, SIDE), (252, 250, 255))
    draw = ImageDraw.Draw(picture)
    draw.rectangle(drawn, fill=(40, 60, 30))
    draw.rectangle((60, 60, 68, 68), fill="white")
    return torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).view(SIDE, SIDE, 3).permute(2, 0, 1)


def test_what_stands_on_white_is_laid_on_other_grounds(tmp_path, data_dir):
    box, wall = tmp_path / "box.png", tmp_path / "wall.png"
    Image.fromarray(on_white((32, 32, 95, 95)).permute(1, 2, 0).contiguous().numpy()).save(box)
    Image.new("RGB", (SIDE, SIDE), (128, 128, 128)).save(wall)
    photos = [LabelledPhoto(box, ("Bag",), "train", "", "catalogue"), LabelledPhoto(wall, (), "train", "", "street")]
    still = mixture(
        photos, data_dir, of_photos=300, steps=1, of_prints=0, of_cutouts=0, of_nothing=0, greys=0, covered=0,
        patched=0, regrounded=0.5, geometry=STILL, light=DAYLIGHT,
    )  # fmt: skip
    x, y = next(iter(still))
    bags = x[y[:, 0, LABELS.index("Bag")] > 0, 0]
    white = (bags[:, :6] < 0.05).all(dim=(1, 2))
    assert 0.35 < white.float().mean() < 0.65
    assert bags[~white][:, :6].mean() > 0.5
    torch.testing.assert_close(bags[:, 10:22, 10:14], bags[:1, 10:22, 10:14].expand(len(bags), -1, -1))


def test_what_lies_on_a_plain_ground_is_found_where_it_is_asked_for(photos):
    assert not read_photos(photos, LABELS).ground.any()
    found = read_photos(photos, LABELS, plain_grounds=True)
    assert found.ground.flatten(1).any(dim=1).all() and not found.on_white.any()
    assert found.ground[0, 0, :5].all() and not found.ground[0, 0, 50, 64]


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
    assert (y[1:, 0, :10].sum(dim=1) == 1).all()
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


def test_no_strength_does_nothing_and_half_of_it_half():
    assert Geometry(flip=False).scaled(0) == STILL and Light().scaled(0) == DAYLIGHT
    assert Geometry().scaled(1) == Geometry() and Light().scaled(1) == Light()
    half = Geometry(rotation=30, zoom=(0.64, 1.44)).scaled(0.5)
    assert half.rotation == 15 and half.zoom == pytest.approx((0.8, 1.2))
    assert Light(grain=0.04).scaled(0.5).grain == 0.02


def test_light_keeps_the_range_and_differs_from_picture_to_picture():
    x = torch.full((50, 1, 8, 8), 0.5)
    y = Light()(x)
    assert y.min() >= 0 and y.max() <= 1
    assert y.mean(dim=(1, 2, 3)).std() > 0.03
    seen = torch.rand(4, 1, 8, 8).clip(0.01)
    torch.testing.assert_close(DAYLIGHT(seen), seen)


def test_grey_is_the_served_grey_unless_mixed():
    photo = Image.new("RGB", (4, 4), (200, 30, 90))
    x = torch.tensor([200, 30, 90], dtype=torch.uint8).view(1, 3, 1, 1).expand(64, 3, 4, 4)
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
            torch.testing.assert_close(counts, answer.sum(dim=0))
    whole, answers = mix_patches(x, y, 0.0)
    assert whole is x and torch.equal(answers[:, 0], y) and not answers[:, 1].any()
