"""`python -m training evaluate`: photos as the app serves them, and the same figures on Fashion-MNIST."""

import csv
import json

import pytest
import torch
from PIL import Image, ImageDraw

from model import checkpoint
from model.calibration import Calibration
from model.labels import LABELS
from model.networks import Classifier, build, logits
from model.photo import open_photo, transform
from model.predictor import Predictor
from training.__main__ import main
from training.data.mnist import fashion_mnist
from training.evaluate import evaluate, evaluate_photos

SHIRT, TROUSER, SANDAL, BAG = (LABELS.index(name) for name in ("Shirt", "Trouser/Jeans", "Sandal", "Bag"))
GREEN = (20, 160, 60)
PICTURES = {"confusion-matrix.png", "reliability.png", "coverage.png", "scores.png"}


@pytest.fixture
def by_darkness(tmp_path):
    """A checkpoint that calls dark photos Shirt and light ones Trouser/Jeans, and recognises the dark ones alone.

    Its logits are 5 · m and 5 for these two classes and -10 for the others, m being the picture's mean, 0 for white
    paper and 2 for black.
    """
    network = Classifier(std=0)
    with torch.no_grad():
        first, second, third = (network.layers[position] for position in (1, 4, 7))
        first.weight[:, 0] = 1 / 28**2
        second.weight[0, 0] = 1
        third.bias[:] = -10
        third.bias[SHIRT], third.bias[TROUSER] = 0, 5
        third.weight[0, SHIRT] = 5
    checkpoint.save(checkpoint.Checkpoint(network, Calibration(threshold=7.0)), tmp_path / "darkness.pt")
    return tmp_path / "darkness.pt"


@pytest.fixture
def photos(tmp_path):
    """Eight photos, six of them of classes and two of none."""
    folder = tmp_path / "photos"
    folder.mkdir()
    grey = {
        name: Image.new("RGB", (40, 60), (value,) * 3) for name, value in (("black", 0), ("dark", 60), ("light", 190))
    }
    rows = [
        ("right-1.png", grey["black"], "validation", "tops", "Shirt"),
        ("right-2.png", grey["dark"], "validation", "tops", "Pullover|Shirt|Coat"),
        ("right-3.png", grey["light"], "validation", "legs", "Trouser/Jeans"),
        ("wrong-1.png", grey["black"], "validation", "feet", "Sandal|Sneaker"),
        ("wrong-2.png", Image.new("RGB", (40, 60), GREEN), "validation", "tops", "Trouser/Jeans"),
        ("trained-on.png", grey["black"], "train", "tops", "Shirt"),
        ("hat.png", Image.new("RGB", (40, 60), (10,) * 3), "validation", "hats", ""),
        ("cloud.png", Image.new("RGB", (40, 60), (200,) * 3), "validation", "sky", ""),
    ]
    with (folder / "labels.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(("file", "split", "source_class", "accepted"))
        for name, picture, split, source, accepted in rows:
            picture.save(folder / name)
            table.writerow((name, split, source, accepted))
    return folder


def test_a_photo_is_right_when_the_top_class_is_an_accepted_one(by_darkness, photos):
    figures = evaluate_photos(by_darkness, photos)
    assert figures["samples"] == 5 and figures["accuracy"] == pytest.approx(3 / 5)
    assert figures["support"][SHIRT] == 2, "Shirt was accepted beside two others, and called"
    assert figures["confusion"][SANDAL][SHIRT] == 1, "the first of the accepted classes, where none was called"
    assert figures["support"][LABELS.index("Sneaker")] == 0
    assert figures["recall"][TROUSER] == 0.5 and figures["precision"][SHIRT] == pytest.approx(2 / 4)
    assert figures["coverage"][-1] == [1, pytest.approx(3 / 5)] and len(figures["coverage"]) == 100
    assert figures["recognised"] == pytest.approx(3 / 5), "the three darkest"


def test_photos_of_none_are_told_by_the_score(by_darkness, photos):
    figures = evaluate_photos(by_darkness, photos)
    assert figures["out_of_scope"]["samples"] == 2
    assert figures["out_of_scope"]["recognised"] == 0.5, "the hat is nearly as dark as a shirt"
    outside = {name: row.get("out_of_scope") for name, row in figures["by_source"].items()}
    # Against the five in scope: two blacker than the hat; all darker than the cloud. Ties would hang on rounding.
    assert outside["hats"]["auroc"] == pytest.approx(2 / 5) and outside["hats"]["recognised"] == 1
    assert outside["sky"]["auroc"] == 1 and outside["sky"]["recognised"] == 0
    assert figures["out_of_scope"]["auroc"] == pytest.approx((2 + 5) / 10)
    assert outside["tops"] is None


def test_every_source_has_its_own_accuracy(by_darkness, photos):
    rows = evaluate_photos(by_darkness, photos)["by_source"]
    accuracy = {name: row.get("accuracy") for name, row in rows.items()}
    assert accuracy == {
        "tops": pytest.approx(2 / 3), "legs": 1, "feet": 0, "hats": None, "sky": None,
    }  # fmt: skip
    assert rows["tops"]["samples"] == 3 and rows["hats"]["samples"] == 0


def test_every_kind_has_its_own_figures_where_the_labels_name_kinds(by_darkness, photos, capsys):
    assert evaluate_photos(by_darkness, photos)["by_kind"] == {}
    lines = (photos / "labels.csv").read_text().splitlines()
    kinds = ["kind", "phone", "phone", "catalogue", "catalogue", "phone", "phone", "phone", "thing"]
    (photos / "labels.csv").write_text("\n".join(f"{line},{kind}" for line, kind in zip(lines, kinds, strict=True)))
    rows = evaluate_photos(by_darkness, photos)["by_kind"]
    assert {kind: row["samples"] for kind, row in rows.items()} == {"phone": 3, "catalogue": 2, "thing": 0}
    assert rows["phone"]["accuracy"] == pytest.approx(2 / 3) and rows["catalogue"]["accuracy"] == 0.5
    shirts = rows["phone"]["classes"]["Shirt"]
    assert shirts == {"samples": 1, "right": 1, "interval": [pytest.approx(0.2065, abs=1e-4), 1]}
    assert rows["thing"]["out_of_scope"]["auroc"] == 1
    assert "phone                      3     0.667" in capsys.readouterr().out


@pytest.mark.parametrize(("split", "count"), [("validation", 5), ("train", 1), ("all", 6)])
def test_only_the_asked_split_is_read(by_darkness, photos, split, count):
    figures = evaluate_photos(by_darkness, photos, split)
    assert figures["samples"] == count and figures["split"] == split
    assert ("out_of_scope" in figures) == (split != "train")


def test_photos_go_the_served_way(tmp_path):
    """What is figured is the Predictor's own answer, of a network with its own size and its own "none of these"."""
    folder = tmp_path / "photos" / "validation" / "bag"
    folder.mkdir(parents=True)
    for number in range(12):
        picture = Image.effect_noise((50, 70), 20 * number).convert("RGBA")
        ImageDraw.Draw(picture).rectangle((0, 0, 4 * number, 40), fill=(0, 0, 0, 0))  # black, if transparency is lost
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera was turned
        picture.save(folder / f"{number}.png", exif=exif)
    photos = [open_photo(path) for path in sorted(folder.iterdir())]
    network = build("resnet", widths=[4, 8], blocks=[1, 1], input_size=32)
    with torch.no_grad():  # so drawn that the answers differ from photo to photo
        network.head[2].weight.mul_(300)
        x = torch.stack([transform(photo, 32) for photo in photos])
        network.head[2].bias.sub_(logits(network, x).mean(dim=0))
    checkpoint.save(checkpoint.Checkpoint(network, Calibration(1.5, 2.0, knows_none=True)), tmp_path / "resnet.pt")

    predictor = Predictor(tmp_path / "resnet.pt")
    answers = [predictor.predict(photo) for photo in photos]
    calls = [sum(answer.label == label for answer in answers) for label in LABELS]
    assert len(set(calls)) > 2, "the case needs answers of several kinds"
    figures = evaluate_photos(tmp_path / "resnet.pt", tmp_path / "photos")
    assert figures["confusion"][BAG] == calls
    assert figures["recognised"] == pytest.approx(sum(answer.recognised for answer in answers) / 12)
    loss = -sum(torch.tensor(answer.probabilities["Bag"]).log().item() for answer in answers) / 12
    assert figures["calibrated_loss"] == pytest.approx(loss, rel=1e-3)
    assert figures["model"] == predictor.model


def test_the_command_prints_draws_and_writes_what_it_found(by_darkness, photos, tmp_path, capsys):
    out, file = tmp_path / "out", tmp_path / "figures.json"
    command = ["evaluate", str(by_darkness), "--photos", str(photos), "--output", str(out), "--json", str(file)]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert "accuracy 0.6000" in printed and "on 5 samples" in printed
    assert [line.split() for line in printed.splitlines() if line.startswith("tops")] == [
        ["tops", "3", "0.667", "0.667"]
    ]
    assert [line.split() for line in printed.splitlines() if line.startswith("sky")] == [
        ["sky", "1", "0.000", "1.000", "0.000"]
    ]
    assert json.loads(file.read_text()) == evaluate_photos(by_darkness, photos)
    assert {path.name for path in out.iterdir()} == PICTURES | {"mistakes.png", "out-of-scope.png"}
    with Image.open(out / "mistakes.png") as sheet:
        colours = {colour for _, colour in sheet.convert("RGB").getcolors(10**6)}
    assert GREEN in colours, "the wrongly called photo, in colour"


@pytest.mark.parametrize("shown", [1, 25])
def test_the_worst_mistakes_come_first(by_darkness, photos, tmp_path, monkeypatch, shown):
    sheets = {}
    monkeypatch.setattr("training.evaluate.SHOWN", shown)
    monkeypatch.setattr("training.evaluate.plots.sheet", lambda answers, path: sheets.update({path.name: answers}))
    evaluate_photos(by_darkness, photos, output=tmp_path / "out")
    mistakes, outside = sheets["mistakes.png"], sheets["out-of-scope.png"]
    assert [answer.caption for answer in mistakes] == [
        "Shirt 99.3%\nis Sandal or Sneaker",
        "Shirt 69.1%\nis Trouser/Jeans",
    ][:shown]
    assert mistakes[0].picture.getpixel((0, 0)) == (0, 0, 0) and not any(answer.right for answer in mistakes)
    assert [(answer.caption, answer.right) for answer in outside] == [
        ("Shirt 99.0%\nis hats, score 9.6", False),
        ("Trouser/Jeans 94.5%\nis sky, score 5.1", True),
    ][:shown]


def test_pictures_have_a_folder_of_the_checkpoint_s_name(by_darkness, photos, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["evaluate", "darkness.pt", "--photos", str(photos)]) == 0
    assert (tmp_path / "runs" / "evaluation-darkness" / "scores.png").exists()


def test_unreadable_photos_are_named_and_left_out(by_darkness, photos, capsys):
    whole = evaluate_photos(by_darkness, photos)
    with (photos / "labels.csv").open("a") as file:
        file.write("broken.jpg,validation,tops,Shirt\nmissing.jpg,validation,tops,Shirt\n")
    (photos / "broken.jpg").write_bytes((photos / "right-1.png").read_bytes()[:60])
    capsys.readouterr()
    figures = evaluate_photos(by_darkness, photos)
    printed = capsys.readouterr().out
    assert "2 photos cannot be read and are left out" in printed
    assert [entry["file"] for entry in figures["unreadable"]] == [
        str(photos / f"{n}.jpg") for n in ("broken", "missing")
    ]
    assert all(f"{entry['file']}: {entry['why']}" in printed for entry in figures["unreadable"])
    assert {**figures, "unreadable": []} == whole


def test_photos_that_are_all_unreadable_are_one_sentence(by_darkness, photos, capsys):
    for path in photos.glob("*.png"):
        path.write_bytes(b"hello")
    assert main(["evaluate", str(by_darkness), "--photos", str(photos)]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("None of these 7 photos can be read; the first is ")


def test_a_folder_without_photos_is_one_sentence(by_darkness, tmp_path, capsys):
    assert main(["evaluate", str(by_darkness), "--photos", str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.startswith("There are no labelled photos in ")


def test_photos_of_nothing_but_none_have_false_alarms_and_no_accuracy(by_darkness, tmp_path, capsys):
    for number, value in enumerate((0, 0, 255)):
        (tmp_path / "none").mkdir(exist_ok=True)
        Image.new("RGB", (30, 30), (value,) * 3).save(tmp_path / "none" / f"{number}.png")
    figures = evaluate_photos(by_darkness, tmp_path, "all", tmp_path / "out")
    assert figures["samples"] == 0 and "accuracy" not in figures
    assert figures["out_of_scope"]["recognised"] == pytest.approx(2 / 3) and figures["out_of_scope"]["auroc"] is None
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"scores.png", "out-of-scope.png"}
    assert "accuracy" not in capsys.readouterr().out


@pytest.mark.parametrize("size", [28, 32])
def test_fashion_mnist_is_printed_at_the_network_s_size(data_dir, tmp_path, size):
    """Both kinds of network, the mlp and the one with a logit for "none of these"."""
    network = build("resnet", widths=[4], blocks=[1], input_size=size) if size != 28 else Classifier()
    calibration = Calibration(2.0, 0.5, knows_none=network.knows_none)
    checkpoint.save(checkpoint.Checkpoint(network.eval(), calibration), tmp_path / "model.pt")
    figures = evaluate(tmp_path / "model.pt", data_dir, output=tmp_path / "out")
    samples = fashion_mnist(data_dir, train=False, size=size)
    with torch.no_grad():
        z = network(samples.x)
    assert figures["accuracy"] == pytest.approx((z[:, :10].argmax(dim=1) == samples.y).float().mean().item())
    assert figures["recognised"] == pytest.approx(calibration.recognised(z).float().mean().item())
    assert sum(figures["support"]) == figures["samples"] == 200 and figures["on"] == "test"
    assert {path.name for path in (tmp_path / "out").iterdir()} == PICTURES
    assert evaluate(tmp_path / "model.pt", data_dir, on="validation")["samples"] == 50
