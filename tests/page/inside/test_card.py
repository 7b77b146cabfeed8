"""What was measured: the shipped network's card, and what another checkpoint says of itself."""

import pytest

from model.checkpoint import Checkpoint, save
from model.networks import build
from model.predictor import Predictor
from page import words
from page.blocks import build as build_page
from page.inside import card
from page.served import Served, from_files
from tests.support import ROOT

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def test_what_was_measured_is_the_model_card(page):
    page.get_by_role("tab", name="How it works").click()
    page.get_by_role("button", name="What was measured").click()
    expect(page.locator("#card")).to_contain_text("learned from")
    for name in card.PICTURES:
        picture = page.get_by_alt_text(words.say(f"inside.figure.{name}"))
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500


def test_the_card_s_links_lead_to_the_space_s_source():
    assert "](networks.py)" not in card.text() and "networks.py" in card.text()
    assert "(https://huggingface.co/spaces/me/garments/blob/main/model/networks.py)" in card.text("me/garments")


def test_another_network_than_the_shipped_one_has_its_own_figures(serve, open_page, tmp_path):
    about = {"data": {"name": "fashion-mnist"}, "scores": {"test": {"accuracy": 0.8765, "ece": 0.0123}}}
    save(Checkpoint(build("mlp"), about=about), tmp_path / "mine.pt")
    page = open_page(serve(build_page(Served(from_files([f"mine={tmp_path / 'mine.pt'}"])))))
    page.get_by_role("tab", name="How it works").click()
    page.get_by_role("button", name="What was measured").click()
    expect(page.locator("#card")).to_contain_text("learned from fashion-mnist")
    expect(page.locator("#card")).to_contain_text("0.8765")
    expect(page.locator("#figures")).to_have_count(0)


def test_a_checkpoint_without_figures_says_so(tmp_path):
    save(Checkpoint(build("mlp")), tmp_path / "mine.pt")
    assert "does not say what was measured" in card.record(Predictor(tmp_path / "mine.pt"))


@pytest.mark.parametrize(
    "about", [{"scores": [1]}, {"scores": {"test": {"accuracy": "x"}}}, {"scores": {1: {}}}], ids=str
)
def test_a_checkpoint_that_says_odd_things_of_itself_does_not_keep_the_page_from_opening(tmp_path, about):
    save(Checkpoint(build("mlp"), about=about), tmp_path / "mine.pt")
    assert "does not say what was measured" in card.record(Predictor(tmp_path / "mine.pt"))


def test_what_a_checkpoint_says_is_shown_as_it_reads_never_as_markup(serve, open_page, tmp_path):
    picture = "![p](https://example.org/p.png)"
    about = {"data": {"name": picture}, "scores": {"<b>*test*</b>": {"accuracy": 0.8765, "ece": 0.0123}}}
    save(Checkpoint(build("mlp", labels=[picture, "**B**", *"cdefghij"]), about=about), tmp_path / "mine.pt")
    page = open_page(serve(build_page(Served(from_files([f"mine={tmp_path / 'mine.pt'}"])))))
    page.set_input_files("#photo input[type=file]", ROOT / "examples" / "sneaker.jpg")
    page.get_by_role("button", name="For the curious").click()
    expect(page.locator("#all th").filter(has_text=picture)).to_be_visible()
    page.get_by_role("tab", name="How it works").click()
    expect(page.get_by_text(f"I know these kinds: {picture}, **B**, c")).to_be_visible()
    page.get_by_role("button", name="What was measured").click()
    expect(page.locator("#card")).to_contain_text(f"learned from {picture};")
    expect(page.locator("#card")).to_contain_text("<b>*test*</b>")
    assert page.locator("[src*='example.org'], #card b").count() == 0
