"""Many photos at once: the tab as a person uses it, and what programs ask."""

import shutil
import zipfile

import pytest
from gradio_client import Client, handle_file
from PIL import Image

from model.decoding import PhotoError
from model.labels import LABELS
from model.predictor import Predictor
from page import many
from page.ask import Answer
from tests.support import EXAMPLES as ROOM
from tests.support import encoded
from training.data.photos import find_photos

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.many.visit import DONE, cards, choose, rows, said, taken

EXAMPLES = sorted(ROOM.glob("*.jpg"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Fifty files: 47 photos, and three that are none, among them."""
    folder = tmp_path_factory.mktemp("fifty")
    for number in range(47):
        shutil.copy(EXAMPLES[number % len(EXAMPLES)], folder / f"{number:02}.jpg")
    (folder / "03-notes.jpg").write_bytes(b"hello, this is not a photo")
    (folder / "20-empty.png").write_bytes(b"")
    cut_off = encoded(Image.open(EXAMPLES[0]))
    (folder / "46-cut-off.png").write_bytes(cut_off[: len(cut_off) // 2])
    return folder


def test_fifty_photos_with_three_bad_files_fill_cards_and_table(many_photos, folder, tmp_path):
    page, files = many_photos, sorted(folder.iterdir())
    choose(page, *files)
    said(page, "47 of 50 photos answered. Could not be read: 3.")
    expect(page.locator("#photos .grid img")).to_have_count(47)
    assert list(cards(page)) == [file.name for file in files]
    table = rows(taken(page, "csv", tmp_path / "garments.csv"))
    assert [row["file"] for row in table] == [file.name for file in files]
    predictor = Predictor()
    for row, file in zip(table, files, strict=True):
        if row["error"]:
            assert file.name in ("03-notes.jpg", "20-empty.png", "46-cut-off.png")
            assert row["error"].endswith(".") and not row["label"] and not row["probability"]
        else:
            expected = predictor.predict(Image.open(file).convert("RGB"))
            assert row["label"] == expected.label and row["recognised"] == str(expected.recognised)
            assert float(row["probability"]) == pytest.approx(expected.probabilities[expected.label], abs=1e-3)
    assert "not a photo that can be read" in cards(page)["03-notes.jpg"]


def test_answers_are_filtered_put_right_by_hand_and_taken_away_for_training(many_photos, tmp_path):
    page = many_photos
    doubled = tmp_path / "again"
    doubled.mkdir()
    shutil.copy(EXAMPLES[0], doubled / EXAMPLES[0].name)
    choose(page, *EXAMPLES, doubled / EXAMPLES[0].name)
    said(page, f"{len(EXAMPLES) + 1} of {len(EXAMPLES) + 1} photos answered.")
    page.locator("#photos .filter").select_option("is Bag")
    assert list(cards(page)) == ["bag.jpg"]
    page.get_by_role("button", name="bag.jpg").click()
    page.get_by_label("What is on bag.jpg?").select_option("Sandal")
    assert not cards(page), "it is no bag any more"
    page.locator("#photos .filter").select_option("is Sandal")
    assert sorted(cards(page)) == ["bag.jpg", "sandal.jpg"]
    page.get_by_role("button", name="sandal.jpg").click()
    page.get_by_label("What is on sandal.jpg?").select_option("")
    page.locator("#photos .filter").select_option("none")
    assert cards(page) == {"sandal.jpg": "None of my kinds"}
    said(page, f"{len(EXAMPLES) + 1} of {len(EXAMPLES) + 1} photos answered. None of my kinds: 1.")
    page.locator("#photos .filter").select_option("all")
    page.locator("#photos .unsure_first").check()
    table = {row["file"]: row for row in rows(taken(page, "csv", tmp_path / "t.csv"))}
    answered = [float(table[name]["probability"]) for name in cards(page) if not table[name]["corrected"]]
    assert answered == sorted(answered) and answered[0] < answered[-1]
    assert table["bag.jpg"]["corrected"] == "Sandal" and table["bag.jpg"]["label"] == "Bag"
    assert table["sandal.jpg"]["corrected"] == "none"
    page.evaluate(
        """() => {
            const soFar = document.querySelector("#photos .so_far");
            window.told = [];
            new MutationObserver(() => told.push(soFar.checkVisibility() && soFar.textContent))
                .observe(soFar, {childList: true});
        }"""
    )
    with zipfile.ZipFile(taken(page, "zip", tmp_path / "out.zip")) as archive:
        archive.extractall(tmp_path / "sorted")
    assert f"{len(EXAMPLES)} of {len(EXAMPLES) + 1} photos packed" in page.evaluate("told")
    accepted = {photo.path.name: photo.accepted for photo in find_photos(tmp_path / "sorted")}
    assert len(accepted) == len(EXAMPLES) + 1 and accepted["bag.jpg"] == ("Sandal",) and accepted["sandal.jpg"] == ()
    assert accepted["t-shirt.jpg"] == ("T-shirt/Top",)
    again = f"{EXAMPLES[0].stem} (2).jpg"
    assert accepted[again] == accepted[EXAMPLES[0].name]
    assert next((tmp_path / "sorted").rglob(again)).read_bytes() == EXAMPLES[0].read_bytes()


def test_the_table_keeps_names_of_all_languages_and_runs_none(many_photos, tmp_path):
    names = ["=1+2.jpg", "-3.jpg", 'Röcke, "2".jpg', "シャツ.jpg"]
    photo = {"mimeType": "image/jpeg", "buffer": EXAMPLES[0].read_bytes()}
    many_photos.set_input_files("#photos .files", [{"name": name, **photo} for name in names])
    said(many_photos, "4 of 4 photos answered.")
    table = rows(taken(many_photos, "csv", tmp_path / "t.csv"))
    assert {row["file"] for row in table} == {"'=1+2.jpg", "'-3.jpg", *names[2:]}
    assert {row["label"] for row in table} == {"Ankle-Boot"}


def test_stop_leaves_the_rest_and_go_on_asks_for_it(many_photos, folder):
    page, files = many_photos, sorted(folder.iterdir())
    page.route("**/call/answer_many", lambda route: (page.wait_for_timeout(300), route.continue_()))
    choose(page, *files)
    expect(page.locator("#photos .grid li").first).to_be_visible()
    page.locator("#photos .stop").click()
    expect(page.locator(DONE)).to_be_visible(timeout=1000)
    stopped = page.locator("#photos .grid li").count()
    assert 0 < stopped < len(files)
    page.wait_for_timeout(1500)
    assert page.locator("#photos .grid li").count() == stopped, "nothing comes after Stop"
    page.locator("#photos .go_on").click()
    said(page, "47 of 50 photos answered. Could not be read: 3.")
    assert list(cards(page)) == [file.name for file in files]
    expect(page.locator("#photos .go_on")).to_be_hidden()
    page.locator("#photos .again").click()
    expect(page.locator("#photos .grid li")).to_have_count(0)


def test_without_a_connection_it_says_so_and_goes_on_later(many_photos, folder):
    page = many_photos
    page.route("**/gradio_api/upload*", lambda route: route.abort())
    choose(page, *EXAMPLES)
    expect(page.locator("#photos .trouble")).to_contain_text("No answer came")
    page.unroute("**/gradio_api/upload*")
    page.locator("#photos .go_on").click()
    said(page, f"{len(EXAMPLES)} of {len(EXAMPLES)} photos answered.")
    expect(page.locator("#photos .trouble")).to_be_empty()


def test_a_busy_server_is_asked_again(many_photos):
    refusals = []

    def busy(route):
        if refusals:
            return route.continue_()
        refusals.append(route.fulfill(status=503, json={"detail": "200 requests wait already: try again in 1 s."}))

    many_photos.route("**/call/answer_many", busy)
    choose(many_photos, *EXAMPLES[:2])
    said(many_photos, "2 of 2 photos answered.")
    assert refusals


def test_another_network_answers_anew(many_photos):
    page = many_photos
    choose(page, *EXAMPLES[:3])
    said(page, "3 of 3 photos answered.")
    before = page.locator("#photos .grid button span").all_inner_texts()
    page.locator("#photos summary").click()
    page.locator("#photos .network select").select_option("mlp")
    expect(page.locator("#photos .grid button span").first).not_to_have_text(before[0])
    said(page, page.locator("#photos .summary").inner_text())


def test_programs_get_the_same_in_one_call(app_url, folder):
    client = Client(app_url, verbose=False)
    files = sorted(folder.iterdir())[:6]
    answers = client.predict([handle_file(file) for file in files], api_name="/inspect_many")
    assert [answer["file"] for answer in answers] == [file.name for file in files]
    for answer, file in zip(answers, files, strict=True):
        if answer["error"]:
            assert set(answer) == {"file", "error"}
        else:
            alone = client.predict(handle_file(file), api_name="/inspect")
            assert answer["label"] == alone["label"] and answer["model"] == alone["model"]
            assert answer["probabilities"] == pytest.approx(alone["probabilities"], abs=1e-5)


def test_what_the_page_is_told_of_a_photo():
    prediction = Predictor().predict(Image.open(EXAMPLES[0]).convert("RGB"))
    found = Answer("a.jpg", prediction, thumbnail=Image.new("RGB", (240, 120)))
    answer = many.said(found, with_picture=True)
    assert answer["label"] in LABELS and answer["recognised"] is prediction.recognised
    assert 0 <= answer["probability"] <= 1 and answer["picture"].startswith("data:image/jpeg;base64,")
    assert "picture" not in many.said(found, with_picture=False)
    refused = Answer("a.jpg", error=PhotoError("This file is empty; choose a photo."))
    assert many.said(refused, with_picture=True) == {"error": "error.photo.empty", "values": {}}
    large = Answer("a.jpg", error=PhotoError("This data: URL is too long: send at most {most} MB, in base64.", most=30))
    assert many.said(large, with_picture=True)["values"] == {"most": 30}


def test_a_correction_outlives_the_answers_that_come_meanwhile(many_photos, folder):
    page = many_photos
    page.route("**/call/answer_many", lambda route: (page.wait_for_timeout(200), route.continue_()))
    choose(page, *sorted(folder.iterdir()))
    page.locator("#photos .grid button").first.click()
    before = page.locator("#photos .grid li").count()
    expect(page.locator("#photos .grid li")).not_to_have_count(before)
    page.locator("#photos .grid select").select_option("Dress")
    expect(page.locator("#photos .grid button").first).to_contain_text("put right by you")
    said(page, "47 of 50 photos answered. Could not be read: 3.")
