"""The way through networks that are not shipped: the steps that apply to each, and what each looks at."""

import pytest
import torch

from model.calibration import Calibration
from model.checkpoint import Checkpoint, save
from model.networks import DeepClassifier, build
from model.predictor import Predictor
from model.residual import in_places
from model.resnet import TaughtResNet
from page import words
from page.blocks import build as build_page
from page.served import Served, from_files
from tests.support import EXAMPLES

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.inside.visit import followed, step


@pytest.mark.parametrize("kind", ["taught", "record", "linear", "deep"])
def test_other_networks_have_the_steps_that_apply(serve, open_page, tmp_path, kind):
    networks = {
        "taught": lambda: TaughtResNet(
            widths=(8, 16), blocks=(0, 1), input_size=32, labels=["disc", "bar"], outlines=True
        ),
        "record": lambda: build("record", widths=(16, 24), blocks=(1, 1)),
        "linear": lambda: build("linear"),
        "deep": lambda: DeepClassifier(256, 20, 30, 3, std=0.1, labels=["a", "b", "c"]),
    }
    network = networks[kind]()
    save(Checkpoint(network, Calibration(knows_none=network.knows_none)), tmp_path / "mine.pt")
    page = open_page(serve(build_page(Served(from_files([str(tmp_path / "mine.pt")])))))
    photo = followed(page, photo=EXAMPLES / "bag.jpg")
    expect(step(page, "point")).to_be_visible(visible=kind in ("taught", "record"))
    expect(step(page, "mirror").locator("canvas")).to_have_count({"taught": 2, "record": 6}.get(kind, 1))
    expect(step(page, "mirror")).to_be_visible(visible=kind in ("taught", "record"))
    expect(page.locator("#network-inside input")).to_have_count(0)
    shown = step(page, "probabilities").locator(".classes td:last-child").all_inner_texts()
    shares = Predictor(tmp_path / "mine.pt").predict(photo).probabilities.values()
    assert shown == [words.per_cent(share) for share in shares]
    expect(step(page, "neuron").locator(".value_said")).not_to_be_empty()


def test_a_moved_picture_is_shown_as_the_network_sees_it(serve, open_page, tmp_path):
    network = build("record", widths=(16, 24), blocks=(1, 1))
    save(Checkpoint(network), tmp_path / "record.pt")
    page = open_page(serve(build_page(Served(from_files([str(tmp_path / "record.pt")])))))
    x = Predictor(tmp_path / "record.pt").see(followed(page, photo=EXAMPLES / "bag.jpg"))
    looked_at = step(page, "mirror").locator("canvas")
    expect(looked_at).to_have_count(6)
    both = torch.cat([in_places(side.unsqueeze(0), 1)[0] for side in (x, x.flip(dims=[-1]))])
    for place, expected in enumerate(both):
        data = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, at) => at % 4 == 0)"
        shown = torch.tensor(looked_at.nth(place).evaluate(data)).view(28, 28)
        shown = shown.flip(dims=[-1]) if place > 2 else shown  # its style mirrors it
        torch.testing.assert_close(shown, (expected * 127.5).round(), rtol=0, atol=1, check_dtype=False)
    expect(step(page, "mirror").locator(".why")).to_contain_text("moved by a pixel, so the network looks at all 6")
