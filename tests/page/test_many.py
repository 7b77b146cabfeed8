"""Many photos at once: the functions, and the tab as a person uses it."""

import csv
import io
import shutil

import gradio as gr
import pytest
from gradio_client import Client, handle_file
from PIL import Image

from model.labels import LABELS
from model.predictor import Predictor
from page import many
from page.ask import MOST, Answer, Ask
from page.served import Served, shipped
from tests.support import ROOT, encoded

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
EXAMPLES = sorted((ROOT / "examples").glob("*.jpg"))


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


@pytest.fixture(scope="module")
def ask():
    return Ask(Served(shipped()))


def test_fifty_photos_with_three_bad_files_fill_gallery_table_and_csv(page, folder, tmp_path):
    page.get_by_role("tab", name="Many photos").click()
    files = sorted(folder.iterdir())
    page.set_input_files("#photos input[type=file]", files)
    said = "47 of 50 photos answered; 3 could not be read, and the table says why."
    expect(page.locator("#summary")).to_have_text(said, timeout=60_000)
    expect(page.locator("#gallery img")).to_have_count(47)
    with page.expect_download() as download:
        page.locator("#csv").click()
    download.value.save_as(tmp_path / "garments.csv")
    text = (tmp_path / "garments.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["file"] for row in rows] == [file.name for file in files]
    predictor = Predictor()
    for row, file in zip(rows, files, strict=True):
        if row["error"]:
            assert file.name in ("03-notes.jpg", "20-empty.png", "46-cut-off.png")
            assert row["error"].endswith(".") and not row["label"] and not row["probability"]
        else:
            expected = predictor.predict(Image.open(file).convert("RGB"))
            assert row["label"] == expected.label and row["recognised"] == str(expected.recognised)
            assert float(row["probability"]) == pytest.approx(expected.probabilities[expected.label], abs=1e-3)
    expect(page.locator("#table")).to_contain_text("not a photo that can be read")


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


@pytest.mark.parametrize(("photos", "sentence"), [(None, "no photos"), ([], "no photos"), ([{}] * (MOST + 1), "201")])
def test_none_and_too_many_are_refused_in_one_sentence(ask, photos, sentence):
    with pytest.raises(gr.Error, match=sentence):
        many.classify(ask, photos, "resnet", print)


def test_each_photo_moves_the_bar(ask):
    seen = []
    many.classify(ask, [{"url": "data:image/png;base64,"}] * 3, "resnet", seen.append)
    assert seen == [1, 2, 3]


def test_the_csv_keeps_commas_and_letters_of_all_languages(tmp_path):
    many.write([many.row(Answer("Röcke, 2.jpg", error="This file is empty; choose a photo."))], tmp_path / "t.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8-sig"))))
    assert rows == [list(many.COLUMNS), ["Röcke, 2.jpg", "", "", "", "This file is empty; choose a photo."]]


def test_what_is_none_of_the_ten_is_said_in_caption_and_summary():
    prediction = Predictor().predict(Image.open(EXAMPLES[0]).convert("RGB"))
    stranger = type(prediction)(**{**vars(prediction), "recognised": False})
    found = [Answer("a.jpg", prediction), Answer("b.jpg", stranger), Answer("c.jpg", error="Empty.")]
    assert many.caption(found[0]).startswith(LABELS[LABELS.index(prediction.label)])
    assert many.caption(found[1]) == "None of the ten · b.jpg"
    assert many.summary(found) == (
        "2 of 3 photos answered; 1 of them do not look like one of the ten kinds; "
        "1 could not be read, and the table says why."
    )
