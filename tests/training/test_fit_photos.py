"""`fit --photos`: both worlds in one run, from a folder a class or a labels.csv, stopped and resumed."""

import json

import pytest
import torch
from PIL import Image, ImageDraw

from model import checkpoint
from model.predictor import SHIPPED, Predictor
from training.__main__ import main


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """A folder a class: dark dresses, light sandals and grey hats, 8 of each to learn from and 3 to validate on."""
    folder = tmp_path_factory.mktemp("photos")
    for name, shape, grey in (
        ("dress", (60, 20, 100, 180), 30),
        ("sandal", (20, 120, 180, 170), 220),
        ("hat", (50, 50, 150, 90), 120),
    ):
        for split, count in (("train", 8), ("validation", 3)):
            (folder / split / name).mkdir(parents=True)
            for number in range(count):
                photo = Image.new("RGB", (200, 200), (120 + number, 130, 140))
                ImageDraw.Draw(photo).rectangle(shape, fill=(grey + number, grey, grey))
                photo.save(folder / split / name / f"{number}.png")
    return folder


def fit(photos, data_dir, output, *options) -> int:
    small = ["--epochs", "2", "--steps", "3", "--batch-size", "24", "--input-size", "32", "--no-test"]
    return main(
        ["fit", "--photos", str(photos), "--data-dir", str(data_dir), "--output", str(output), *small, *options]
    )


def test_a_run_on_photos_writes_a_checkpoint_that_serves(photos, data_dir, tmp_path):
    assert fit(photos, data_dir, tmp_path) == 0
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["data"]["training"] == {"photos": 24, "fashion-mnist": 550} and metrics["data"]["validation"] == 9
    assert metrics["recipe"]["network"] == "resnet" and metrics["weights"] == "averaged"
    assert metrics["validation"]["samples"] == 6 and metrics["validation"]["out_of_scope"]["samples"] == 3

    predictor = Predictor(tmp_path / "model.pt")
    assert predictor.network.input_size == 32 and predictor.checkpoint.calibration.knows_none
    prediction = predictor.predict(Image.new("RGB", (300, 200), "white"))
    assert sum(prediction.probabilities.values()) == pytest.approx(1)
    for name in ("learning-curves", "confusion-matrix", "samples"):
        assert (tmp_path / f"{name}.png").exists()


def test_a_teacher_s_answers_are_learned_from_and_it_stands_on_record(photos, data_dir, tmp_path):
    options = ["--taught", "0.5", "--teacher", str(SHIPPED["resnet"])]
    assert fit(photos, data_dir, tmp_path, *options) == 0
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["data"]["teachers"] == [Predictor().checkpoint.sha256[:8]] and metrics["recipe"]["taught"] == 0.5
    weights = checkpoint.load(tmp_path / "model.pt").network.state_dict()
    assert fit(photos, data_dir, tmp_path / "alone") == 0
    alone = checkpoint.load(tmp_path / "alone" / "model.pt").network.state_dict()
    assert not torch.equal(weights["head.2.weight"], alone["head.2.weight"])


def test_the_test_set_of_fashion_mnist_is_read_at_the_network_s_size(photos, data_dir, tmp_path):
    options = ["fit", "--photos", str(photos), "--data-dir", str(data_dir), "--output", str(tmp_path)]
    assert main([*options, "--epochs", "1", "--steps", "1", "--batch-size", "24", "--input-size", "32"]) == 0
    assert sum(json.loads((tmp_path / "metrics.json").read_text())["test"]["support"]) == 200


def test_a_stopped_run_on_photos_resumes_to_the_bit(photos, data_dir, tmp_path, stopped_after_four):
    assert fit(photos, data_dir, tmp_path / "whole") == 0
    with stopped_after_four():
        assert fit(photos, data_dir, tmp_path / "stopped") == 0
    assert checkpoint.load(tmp_path / "stopped" / "model.pt").about["epochs"] == 1
    # Not a word of the photos this time: the run knows where they are.
    resume = ["fit", "--network", "resnet", "--resume", "--no-test", "--data-dir", str(data_dir)]
    assert main([*resume, "--output", str(tmp_path / "stopped")]) == 0
    first, second = (torch.load(tmp_path / name / "model.pt")["state_dict"] for name in ("whole", "stopped"))
    assert all(torch.equal(first[key], second[key]) for key in first)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--network", "resnet"], "learns from photos and Fashion-MNIST: add --photos"),
        (["--network", "mlp", "--photos", "PHOTOS"], "learns from one data set alone"),
        (["--photos", "nowhere"], "no labelled photos in nowhere"),
        (["--photos", "PHOTOS", "--taught", "0.5"], "A --teacher goes with a recipe that is --taught by it"),
        (["--photos", "PHOTOS", "--teacher", str(SHIPPED["resnet"])], "A --teacher goes with a recipe"),
        (["--photos", "PHOTOS", "--taught", "1", "--teacher", str(SHIPPED["mlp"])], "is no photo network of the same"),
    ],
)
def test_network_and_data_that_do_not_go_together_are_one_sentence(
    options, sentence, photos, data_dir, tmp_path, capsys
):
    options = [str(photos) if option == "PHOTOS" else option for option in options]
    assert main(["fit", "--data-dir", str(data_dir), "--output", str(tmp_path), *options]) == 1
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1
