"""`python -m training teach`: folders in, a checkpoint that the other commands take out; else a sentence."""

import json
import re
import shutil

import pytest
import torch
from PIL import Image

from model import checkpoint
from model.__main__ import main as ask
from model.labels import LABELS
from model.predictor import DEFAULT, SHIPPED, Predictor
from page.store import Store
from tests.training.drawn_shapes import drawn, put
from training.__main__ import main
from training.data.photos import find_named_photos


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    for kind, name in (("disc", "Hut"), ("bar", "シャツ"), ("frame", "None")):
        put(folder, kind, 5, name)
    drawn("disc", 30).save(folder / "Hut" / "a.heic")
    (folder / "Hut" / "broken.jpg").write_bytes(b"no photo")
    (folder / "empty").mkdir()
    return folder


@pytest.fixture(scope="module")
def taught(photos, tmp_path_factory):
    """(the checkpoint, the figures)."""
    folder = tmp_path_factory.mktemp("taught")
    assert main(["teach", str(photos), "--output", str(folder / "my.pt"), "--json", str(folder / "f.json")]) == 0
    return folder / "my.pt", json.loads((folder / "f.json").read_text())


def test_a_class_is_called_as_its_folder_is_written(taught):
    path, figures = taught
    assert Predictor(path).labels == ("Hut", "シャツ")
    assert figures["photos"] == {"Hut": 6, "none": 5, "シャツ": 5}, "the HEIC among them"


def test_what_cannot_serve_is_said_and_it_goes_on(taught):
    _, figures = taught
    assert sorted(remark.split(" is left out: ")[0] for remark in figures["remarks"]) == ["Hut/broken.jpg", "empty"]
    assert all(remark.endswith(".") for remark in figures["remarks"])


def test_the_other_commands_take_it(taught, photos, tmp_path, capsys):
    path, _ = taught
    assert ask([str(photos / "Hut" / "0.png"), "--model", str(path), "--output", str(tmp_path / "a.csv")]) == 0
    assert (tmp_path / "a.csv").read_text().splitlines()[0].count("シャツ") == 1
    held_back = tmp_path / "held-back"
    for kind, name in (("disc", "Hut"), ("bar", "シャツ"), ("frame", "none")):
        put(held_back, kind, 4, name, first=50)
    figures = tmp_path / "e.json"
    options = [
        "--photos",
        str(held_back),
        "--split",
        "all",
        "--output",
        str(tmp_path / "drawn"),
        "--json",
        str(figures),
    ]
    assert main(["evaluate", str(path), *options]) == 0
    assert json.loads(figures.read_text())["accuracy"] >= 0.75
    publish = ["publish", "model", "--repo", "me/mine", "--dry-run", "--checkpoint", str(path)]
    assert main(publish) == 0
    assert "my.pt" in capsys.readouterr().out


def test_other_classes_are_not_asked_about_fashion_mnist(taught, data_dir, capsys):
    assert main(["evaluate", str(taught[0]), "--data-dir", str(data_dir)]) == 1
    assert re.search(r"knows other classes than Fashion-MNIST's: .*--photos\.$", capsys.readouterr().err.strip())


def test_a_card_of_its_own_says_what_it_learned_from(taught):
    from training.publish.model import card

    text = card([], taught[0])
    assert "Tells apart: Hut, シャツ." in text and "16 photos of" in text and "880" not in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["{folder}/nowhere"], "There are no labelled photos in"),
        (["{folder}", "--from", "{folder}/none.pt"], "There is no checkpoint at"),
        (["{folder}", "--from", str(SHIPPED["mlp"])], "This network is no photo network"),
        (["{folder}/one"], "There is one class alone, bar, and nothing to tell it from"),
    ],
)
def test_wrong_use_is_one_sentence_and_2(tmp_path, capsys, options, said):
    put(tmp_path, "disc", 3), put(tmp_path, "bar", 3), put(tmp_path / "one", "bar", 4)
    options = [option.format(folder=tmp_path) for option in options]
    assert main(["teach", *options, "--output", str(tmp_path / "my.pt")]) == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert said in error and error.endswith(".") and not (tmp_path / "my.pt").exists()


def test_a_wrong_answer_put_right_is_answered_right_on_a_photo_held_back(tmp_path):
    """The whole way: what a visitor's corrections leave, `teach --keep`, and the next photo of the kind."""
    before = Predictor(SHIPPED[DEFAULT])
    right = "Sandal"
    asked = drawn("bar", 60)
    assert before.predict(asked).label != right
    store = Store(tmp_path / "told")
    for number in range(12):
        store.keep(drawn("bar", number), right)
    store.keep(drawn("disc", 0), "T-shirt/Top")
    assert {photo.accepted for photo in find_named_photos(store.folder)} == {(right,), ("T-shirt/Top",)}
    shutil.rmtree(tmp_path / "told" / ".cache", ignore_errors=True)
    assert main(["teach", str(store.folder), "--keep", "--output", str(tmp_path / "my.pt")]) == 0
    after = Predictor(tmp_path / "my.pt")
    assert after.labels == LABELS
    assert [after.predict(drawn("bar", number)).label for number in (60, 61, 62)] == [right] * 3
    bag = Image.open("examples/bag.jpg").convert("RGB")
    assert after.predict(bag).label == before.predict(bag).label


def test_remember_adds_a_memory_and_changes_no_answer(tmp_path, forgetful):
    checkpoint.save(forgetful, tmp_path / "small.pt")
    for kind, name in (("disc", "Left"), ("bar", "Right"), ("frame", "none")):
        put(tmp_path / "photos" / "train", kind, 12, name)
    photos, output = str(tmp_path / "photos"), tmp_path / "remembers.pt"
    assert main(["remember", str(tmp_path / "small.pt"), "--photos", photos, "--output", str(output)]) == 0
    old, new = checkpoint.load(tmp_path / "small.pt"), checkpoint.load(output)
    assert old.memory is None and new.memory.targets.bincount().tolist() == [12, 12, 12]
    assert all(torch.equal(a, b) for a, b in zip(old.network.parameters(), new.network.parameters(), strict=True))
    assert new.calibration == old.calibration and new.about == old.about
    put(tmp_path / "more", "post", 5)
    assert (
        main(["teach", str(tmp_path / "more"), "--keep", "--from", str(output), "--output", str(tmp_path / "my.pt")])
        == 0
    )
    assert Predictor(tmp_path / "my.pt").labels == ("Left", "Right", "post")


def test_a_memory_of_another_network_is_refused(tmp_path, forgetful):
    shipped = checkpoint.load(SHIPPED[DEFAULT])
    checkpoint.save(
        checkpoint.Checkpoint(forgetful.network, forgetful.calibration, {}, shipped.memory), tmp_path / "x.pt"
    )
    with pytest.raises(checkpoint.CheckpointError, match="its parts do not fit together"):
        checkpoint.load(tmp_path / "x.pt")
