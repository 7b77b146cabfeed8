"""The classes of the tab where one teaches: how photos come in, whether they are enough, how they are taken away."""

import zipfile

import pytest

from model.predictor import Predictor
from page import words
from tests.training.drawn_shapes import drawn
from training.data.photos import find_named_photos

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.teach.visit import ask, give, learn, opened, packed, photos, state, taken


def names(page) -> list[str]:
    return page.locator("#teach .name").evaluate_all("all => all.map((one) => one.value)")


def counts(page) -> list[str]:
    return page.locator("#teach .count").all_text_contents()


def test_what_was_learned_is_taken_away_and_the_photos_with_it(taught, tmp_path):
    predictor = Predictor(taken(taught, "checkpoint", tmp_path / "my.pt"))
    assert predictor.labels == ("disc", "bar")
    assert predictor.predict(drawn("disc", 20)).label == "disc"
    expect(taught.locator("#teach .line code")).to_have_text("python app.py --model my.pt")
    taught.locator("#teach .copy").click()
    expect(taught.locator("#teach .line [role=status]")).to_have_text("The line is copied.")
    assert taught.evaluate("navigator.clipboard.readText()") == "python app.py --model my.pt"
    with zipfile.ZipFile(taken(taught, "zip", tmp_path / "classes.zip")) as archive:
        assert archive.testzip() is None
    found = find_named_photos(tmp_path / "classes.zip")
    assert sorted(photo.accepted for photo in found) == [("bar",)] * 5 + [("disc",)] * 5


def test_a_zip_that_is_asked_for_at_once_holds_every_photo(teach, tmp_path):
    give(teach, 0, photos("disc", 40), "disc")
    found = find_named_photos(taken(teach, "zip", tmp_path / "classes.zip"))
    assert [photo.accepted for photo in found] == [("disc",)] * 40


def test_a_zip_fills_the_cards_and_goes_on_where_it_was(taught, open_page, tmp_path):
    give(taught, 2, photos("frame", 2))
    path = taken(taught, "zip", tmp_path / "classes.zip")
    page = opened(open_page())
    page.set_input_files("#teach .zip_file", path)
    state(page, "ready")
    assert sorted(names(page)) == ["bar", "disc"] and counts(page) == ["Photos: 5", "Photos: 5", "Photos: 2"]
    learn(page)
    ask(page, photos("bar", 1, first=20)[0], "bar")


def test_a_zip_with_too_many_classes_and_with_photos_in_no_folder_says_so(teach):
    one = photos("disc", 1)
    teach.set_input_files("#teach .zip_file", packed({f"class {number:02}": one for number in range(22)}))
    expect(teach.locator("#teach .trouble")).to_have_text("These are 22 classes: the first 20 were taken.")
    assert len(names(teach)) == 20
    expect(teach.locator("#teach .add")).to_be_disabled()
    teach.set_input_files("#teach .zip_file", packed({"": one}))
    expect(teach.locator("#teach .trouble")).to_contain_text("lie in no folder were left out: 1.")
    teach.set_input_files("#teach .zip_file", {"name": "a.zip", "mimeType": "", "buffer": b"PK, and nothing more"})
    expect(teach.locator("#teach .trouble")).to_contain_text("This zip is damaged")


def test_what_is_missing_before_it_can_learn_is_said(teach):
    missing = teach.locator("#teach .missing")
    state(teach, "empty")
    expect(missing).to_have_text("First, give two classes a name and at least 3 photos each.")
    give(teach, 0, photos("disc", 2), "disc")
    expect(teach.locator("#teach .count").first).to_have_text("Photos: 2 of at least 3")
    give(teach, 0, photos("disc", 1, first=2))
    give(teach, 1, photos("bar", 3))
    expect(missing).to_have_text("A class with photos has no name yet.")
    for name, sentence in (("Disc", "Two classes are called Disc"), ("none", "No class can be called none")):
        teach.locator("#teach .name").nth(1).fill(name)
        expect(missing).to_contain_text(sentence)
        expect(teach.locator("#teach .learn")).to_be_disabled()
    teach.locator("#teach .name").nth(1).fill(" ../b<i>ar ")
    teach.locator("#teach .name").nth(1).blur()
    assert names(teach) == ["disc", "-b-i-ar"], "a name is one that a folder can have"
    expect(missing).to_be_empty()
    state(teach, "ready")
    expect(teach.locator("#teach .zip")).to_be_visible()
    for part in ("checkpoint", "serve", "report", "asking"):
        expect(teach.locator(f"#teach .{part}")).to_be_hidden()
    teach.locator("#teach .keep input").check()
    teach.get_by_role("button", name="Remove the class -b-i-ar").click()
    state(teach, "ready")
    teach.get_by_role("button", name="Remove the photo disc 0.png").click()
    expect(missing).to_have_text("First, give a class a name and at least 3 photos.")


def test_what_cannot_be_read_is_said_on_its_card_and_what_is_too_much_left_out(teach):
    give(teach, 0, [*photos("disc", 3), {"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"}], "disc")
    refused = teach.locator("#teach .card .refused").first
    expect(refused).to_have_text(f"a.txt: {words.say('error.photo.none')}")
    expect(teach.locator("#teach .card").first.locator("li")).to_have_count(3)
    drop = """async (count) => {
        const blob = await (await fetch(document.querySelector(".example img").src)).blob();
        const data = new DataTransfer();
        for (let number = 0; number < count; number++) data.items.add(new File([blob], "image.jpg"));
        document.querySelector("#teach .card").dispatchEvent(
            new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    teach.evaluate(drop, 200)
    expect(refused).to_have_text("These are 203 photos: the first 200 were taken.")
    expect(teach.locator("#teach .count").first).to_have_text("Photos: 200")
    expect(teach.get_by_role("button", name="Remove the photo image.jpg")).to_have_count(1)
    expect(teach.get_by_role("button", name="Remove the photo image (2).jpg")).to_have_count(1)
    expect(teach.locator("#teach .card li")).to_have_count(12)
    teach.get_by_role("button", name="Show all 200").click()
    expect(teach.locator("#teach .card li")).to_have_count(200)
