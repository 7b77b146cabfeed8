"""The heat lies where the evidence is, and the overlay puts it there on the photo."""

import pytest
import torch
from PIL import Image
from torch.nn import Module

from model.calibration import Calibration
from model.explain import OVERLAY_SIDE, _windows, heat_map, overlay
from model.networks import Classifier, ResNet, logits
from model.photo import open_photo
from model.predictor import SHIPPED, Predictor
from tests.benchmarks.why import Whole, rank_correlation
from tests.support import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.jpg"))


class Spot(Module):
    """Two logits: the first is `weight` times the mean of rows 2/8 to 3/8 and columns 5/8 to 6/8, the second is 0."""

    def __init__(self, weight=3.0):
        super().__init__()
        self.weight = weight

    def forward(self, x):
        logit = self.weight * x[(..., *spot(x.shape[-1]))].mean(dim=(1, 2, 3))
        return torch.stack([logit, torch.zeros_like(logit)], dim=1)


def spot(size):
    return slice(2 * size // 8, 3 * size // 8), slice(5 * size // 8, 6 * size // 8)


def with_garment(size, value=2.0):
    """A sheet of paper with something at the spot and something twice as large elsewhere."""
    x = torch.zeros(1, size, size)
    x[(0, *spot(size))] = value
    x[0, size // 2 :, : size // 4] = 2.0
    return x


@pytest.mark.parametrize("size", [28, 30, 64, 96])
def test_the_heat_is_where_the_evidence_is(size):
    heat = heat_map(Spot(), with_garment(size), 0, Calibration())
    assert heat.shape == (size, size) and heat.dtype == torch.float32
    assert heat.min() == 0 and heat.max() == 1
    rows, columns = spot(size)
    row, column = divmod(int(heat.argmax()), size)
    assert rows.start <= row < rows.stop and columns.start <= column < columns.stop
    assert heat[3 * size // 4 :].max() == 0, "no window that covers the spot reaches there"


def test_an_empty_place_can_be_the_evidence():
    """Paper between two trouser legs, say: it has to be hidden as well, which paper's white would not do."""
    heat = heat_map(Spot(weight=-3), with_garment(64, value=0), 0, Calibration())
    rows, columns = spot(64)
    assert heat[rows, columns].mean() > 0.8 and heat[32 + 8 :].max() == 0


def test_the_heat_is_for_the_class_that_was_asked():
    x = with_garment(64)
    assert heat_map(Spot(), x, 0, Calibration()).max() == 1
    assert heat_map(Spot(), x, 1, Calibration()).max() == 0, "covering the spot makes the other class likelier"


@pytest.mark.parametrize(("class_index", "weight", "value"), [(0, 100, 0.3), (1, 1000, 0.2)])
def test_what_is_sure_has_its_reasons_too(class_index, weight, value):
    """Where float32's probability is 1, or 0, whatever is covered."""
    heat = heat_map(Spot(weight), with_garment(64, value), class_index, Calibration())
    assert heat[spot(64)].mean() > 0.8


def test_no_heat_where_the_picture_plays_no_part():
    assert heat_map(Spot(weight=0), with_garment(64), 0, Calibration()).abs().max() == 0
    paper = torch.zeros(1, 64, 64)
    assert heat_map(ResNet(), paper, 3, Calibration(knows_none=True)).abs().max() == 0


@pytest.mark.parametrize("size", [28, 30, 64, 96, 128])
def test_every_pixel_is_covered_equally(size):
    windows = _windows(size)
    assert ((windows > 0).sum(dim=0) == 2).all()
    torch.testing.assert_close(windows.sum(dim=0), torch.ones(size))


@pytest.mark.parametrize("training", [True, False])
def test_the_network_s_mode_stays_and_dropout_is_off(training):
    network = Classifier(dropout=0.5).train(training)
    x = torch.rand(1, 28, 28)
    first, second = (heat_map(network, x, 3, Calibration()) for _ in range(2))
    assert torch.equal(first, second)
    assert network.training is training


def test_a_glance_gives_much_the_same_map():
    """As looking at all the pictures from both sides does, which a network does that is not known to glance."""
    predictor = Predictor()
    calibration = predictor.checkpoint.calibration
    alike = []
    for path in EXAMPLES:
        x = predictor.see(open_photo(path))
        label = predictor.labels.index(predictor.predict_tensor(x[None])[0].label)
        glanced, whole = (
            heat_map(network, x, label, calibration) for network in (predictor.quick, Whole(predictor.quick))
        )
        assert not torch.equal(glanced, whole)
        alike.append(rank_correlation(glanced, whole))
    assert sum(alike) / len(alike) > 0.97 and min(alike) > 0.85


@pytest.mark.parametrize("name", SHIPPED)
def test_covering_what_is_hot_costs_more_than_covering_what_is_cold(name):
    """The deletion check, with another cover than the map's own: noise of the picture's mean and spread."""
    predictor = Predictor(SHIPPED[name])
    calibration = predictor.checkpoint.calibration
    loss = {"hot": [], "cold": []}
    for path in EXAMPLES:
        x = predictor.see(open_photo(path))
        before = calibration.probabilities(logits(predictor.network, x[None]))[0]
        label = int(before.argmax())
        order = heat_map(predictor.network, x, label, calibration).flatten().argsort()
        noise = (x.mean() + x.std() * torch.randn(20, *x.shape)).clip(0, 2).flatten(2)  # (20, V, S · S)
        for where, pixels in (("hot", order[-(len(order) // 4) :]), ("cold", order[: len(order) // 4])):
            covered = x.flatten(1).repeat(len(noise), 1, 1)
            covered[:, :, pixels] = noise[:, :, pixels]
            after = calibration.probabilities(logits(predictor.network, covered.view(-1, *x.shape)))[:, label]
            loss[where].append(float(before[label] - after.mean()))
    assert sum(loss["hot"]) / len(EXAMPLES) > sum(loss["cold"]) / len(EXAMPLES) + 0.2


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (1500, 1000), (1000, 1), (28, 28)])
def test_the_overlay_keeps_the_photo_s_shape(size):
    shown = overlay(Image.new("RGB", size, "white"), torch.rand(64, 64))
    assert shown.mode == "RGB" and max(shown.size) == min(max(size), OVERLAY_SIDE)
    scale = max(shown.size) / max(size)
    assert shown.size == pytest.approx([side * scale for side in size], abs=1)


def test_all_colour_is_heat():
    """A red photo has no colour under no heat; under a hot quarter, it is warm there and nowhere far from it."""
    red = Image.new("RGB", (400, 200), "red")
    heat = torch.zeros(64, 64)
    r, g, b = overlay(red, heat).getpixel((300, 50))
    assert r == g == b
    heat[:32, 32:] = 1
    shown = overlay(red, heat)
    r, g, b = shown.getpixel((300, 50))
    assert r > g + 50 and r > b + 50
    for far in ((100, 50), (100, 150), (300, 150)):
        assert len(set(shown.getpixel(far))) == 1


def test_more_heat_is_darker_on_paper():
    """So that the map is read without telling red from green."""
    paper = Image.new("RGB", (80, 80), "white")
    shades = [overlay(paper, torch.full((64, 64), level / 8)).convert("L").getpixel((40, 40)) for level in range(9)]
    assert shades == sorted(shades, reverse=True) and shades[0] - shades[8] > 120


def test_what_the_network_does_not_see_has_no_heat():
    shown = overlay(Image.new("RGB", (480, 30), "white"), torch.ones(64, 64))  # seen: 120 px in the middle
    colours = {(x, y): shown.getpixel((x, y)) for x in (100, 178, 182, 240, 298, 302) for y in (5, 15, 25)}
    hot = {place for place, (red, green, _) in colours.items() if red > green + 50}
    assert hot == {(x, y) for x in (182, 240, 298) for y in (5, 15, 25)}


def test_the_overlay_leaves_the_photo_alone():
    photo = open_photo(EXAMPLES[0])
    before = photo.copy()
    overlay(photo, torch.rand(28, 28))
    assert photo == before
