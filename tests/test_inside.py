"""Layer by layer: the steps are the network's own, and the tab shows them."""

import pytest
import torch
from conftest import ROOT

from model.networks import DeepClassifier, build
from model.predictor import SHIPPED, Predictor
from model.steps import mosaic, steps
from page import inside

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


@pytest.mark.parametrize("network", ["mlp", "linear", "resnet", "deep"])
def test_the_last_step_is_what_the_network_answers(network):
    network = DeepClassifier(784, 20, 10) if network == "deep" else build(network)
    x = torch.rand(1, network.input_size, network.input_size)
    found = steps(network, x)
    assert torch.equal(found[0].output, x)
    mirrored = steps(network, x.flip(-1))[-1].output
    expected = network.eval()(x.unsqueeze(0))[0]
    if network.knows_none:  # whose answer is the mean of the picture's and its mirror image's
        torch.testing.assert_close((found[-1].output + mirrored) / 2, expected)
    else:
        torch.testing.assert_close(found[-1].output, expected)


def test_the_mode_is_left_as_it_was():
    network = build("mlp").train()
    first, second = (steps(network, torch.rand(1, 28, 28)) for _ in range(2))
    assert network.training and len(first) == len(second) == 9


@pytest.mark.parametrize("shape", [(1, 64, 64), (24, 32, 32), (160, 4, 4), (10,), (256,)])
def test_a_mosaic_is_large_enough_to_be_seen(shape):
    picture = mosaic(torch.randn(shape))
    assert picture.mode == "L" and 150 <= picture.width <= 700 and picture.height >= 20
    assert picture.getextrema()[0] < 10 and picture.getextrema()[1] > 245


def test_a_flat_channel_is_black_and_not_noise():
    assert mosaic(torch.full((1, 8, 8), 3.0)).getextrema() == (0, 0)


def test_a_photo_goes_through_layer_by_layer(page):
    page.get_by_role("tab", name="Inside").click()
    page.set_input_files("#photo-inside input[type=file]", ROOT / "examples" / "sneaker.jpg")
    network = Predictor(SHIPPED["resnet"]).network
    count = len(steps(network, torch.zeros(1, network.input_size, network.input_size)))
    expect(page.locator("#layers img")).to_have_count(count)
    expect(page.locator("#logits")).to_contain_text("none of these")
    page.locator("#network-inside").get_by_label("tutorial's network").check()
    expect(page.locator("#layers img")).to_have_count(9)
    expect(page.locator("#logits")).not_to_contain_text("none of these")


def test_what_was_measured_is_the_model_card(page):
    page.get_by_role("tab", name="Inside").click()
    page.get_by_role("button", name="What was measured").click()
    expect(page.locator("#card")).to_contain_text("learned from")
    for words in inside.PICTURES.values():
        picture = page.get_by_alt_text(words)
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500


def test_the_card_s_links_lead_to_the_space_s_source(monkeypatch):
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert "](networks.py)" not in inside.card() and "networks.py" in inside.card()
    monkeypatch.setenv("SPACE_ID", "me/garments")
    assert "(https://huggingface.co/spaces/me/garments/blob/main/model/networks.py)" in inside.card()
