"""The button "That is wrong": what is kept, in which form, and what is not."""

import base64
import csv

import gradio as gr
import pytest
from PIL import Image

from model.labels import NONE_OF_THESE
from page import feedback
from page import store as store_module
from page.served import Served, shipped
from page.store import FeedbackError, Store, open_store
from tests.support import ROOT, encoded
from training.data.photos import find_photos

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "kept")
    store.folder.mkdir()
    return store


def test_what_is_kept_is_what_training_reads(store):
    photo = Image.open(ROOT / "examples" / "coat.jpg").convert("RGB")
    store.keep(photo, "Coat")
    store.keep(photo, "T-shirt/Top")
    store.keep(photo, "")
    assert sorted(kept.accepted for kept in find_photos(store.folder)) == [(), ("Coat",), ("T-shirt/Top",)]
    assert {path.parent.name for path in store.folder.glob("*/*.jpg")} == {"Coat", "T-shirt-Top", "none"}


def test_place_and_date_are_left_behind(store, tmp_path):
    photo = Image.new("RGB", (800, 400), "red")
    exif = photo.getexif()
    exif[0x0132] = "2026:11:22 10:00:00"  # DateTime
    exif.get_ifd(0x8825)[1] = "N"  # GPSInfo
    photo.save(tmp_path / "photo.jpg", exif=exif)
    with Image.open(tmp_path / "photo.jpg") as told:
        told.load()
        assert told.getexif()
        path = store.keep(told, "Dress")
    with Image.open(path) as kept:
        assert not kept.getexif() and "exif" not in kept.info and kept.size == (640, 320)


def test_there_is_a_bound_a_minute_and_in_all(store, monkeypatch):
    photo = Image.new("RGB", (16, 16))
    monkeypatch.setattr(store_module, "MOST_A_MINUTE", 2)
    store.keep(photo, "Bag"), store.keep(photo, "Bag")
    with pytest.raises(FeedbackError, match="in a minute"):
        store.keep(photo, "Bag")
    store.times.clear()
    monkeypatch.setattr(store_module, "MOST_PHOTOS", 2)
    with pytest.raises(FeedbackError, match="all the photos"):
        store.keep(photo, "Bag")
    assert len(list(store.folder.glob("*/*.jpg"))) == 2


@pytest.mark.parametrize(
    ("label", "consent", "sentence"),
    [
        (None, True, "choose a class"),
        ("../outside", True, "choose a class"),
        (["Bag"], True, "choose a class"),
        ("Bag", False, "tick the box"),
        ("Bag", "yes", "tick the box"),
        (NONE_OF_THESE, True, "is kept"),
    ],
)
def test_nothing_is_kept_without_class_and_consent(store, label, consent, sentence):
    photo = base64.b64encode(encoded(Image.new("RGB", (16, 16)))).decode()
    url = {"url": f"data:image/png;base64,{photo}"}
    assert sentence in feedback.tell(Served(shipped(), store=store), url, label, consent)
    assert len(list(store.folder.glob("*/*.jpg"))) == ("kept" in sentence)


def test_it_is_off_unless_there_is_a_place_for_it():
    assert open_store(None) is None and open_store("") is None
    assert open_store(None, "me/told") is None, "without a token nothing can be pushed"


def test_a_repository_and_a_token_push_it_to_the_hub(monkeypatch, tmp_path):
    asked = {}

    class Scheduler:
        def __init__(self, **options):
            asked.update(options)
            self.lock = "the scheduler's"

    monkeypatch.setattr("huggingface_hub.CommitScheduler", Scheduler)
    assert open_store(tmp_path / "told", "me/told", "hf_secret").lock == "the scheduler's"
    assert asked["repo_id"] == "me/told" and asked["private"] and asked["repo_type"] == "dataset"
    assert asked["folder_path"] == tmp_path / "told"


def test_one_click_and_the_right_class(open_page, told):
    page = open_page()
    page.set_input_files("#photo input[type=file]", ROOT / "examples" / "bag.jpg")
    expect(page.locator("#answer h2")).to_have_text("A bag")
    page.get_by_role("button", name="That is wrong").click()
    page.get_by_label("What it is", exact=True).click()
    page.get_by_role("option", name="Dress").click()
    page.get_by_role("button", name="Tell me").click()
    expect(page.locator("#thanks")).to_contain_text("tick the box")
    page.locator("#consent input").check()
    page.get_by_role("button", name="Tell me").click()
    expect(page.locator("#thanks")).to_have_text("Thank you; the photo is kept.")
    with (told / "labels.csv").open() as file:
        assert [row["accepted"] for row in csv.DictReader(file)] == ["Dress"]


def test_without_a_place_for_it_there_is_no_such_button():
    with gr.Blocks() as blocks:
        feedback.build(Served(shipped()), gr.Image(), gr.HTML(render=False))
    assert len(blocks.blocks) == 1
