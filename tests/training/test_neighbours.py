"""`python -m training neighbours`: what it measures is what a count by hand gives."""

import pytest
import torch
from PIL import Image

from model import neighbours, pictures
from model.calibration import Calibration
from model.checkpoint import Checkpoint, save
from model.labels import LABELS
from model.networks import build
from model.predictor import Predictor
from training.__main__ import main
from training.data.mnist import fashion_mnist


@pytest.fixture
def garments(tmp_path):
    """A folder of printed garments, shared out to two kinds, all for validation, and one that is none of the ten."""
    found, labels = pictures.read()
    lines = ["file,accepted,split,kind"]
    for number, place in enumerate([7, 1500, 2300, 6907]):
        name = f"{number}.png"
        Image.fromarray(255 - found[place].numpy()).resize((112, 112)).save(tmp_path / name)
        lines.append(f"{name},{LABELS[labels[place]]},validation,{'phone' if number % 2 else 'catalogue'}")
    Image.new("L", (60, 60), 255).save(tmp_path / "none.png")
    (tmp_path / "labels.csv").write_text("\n".join([*lines, "none.png,,validation,phone"]) + "\n")
    return tmp_path


def test_the_shares_are_those_of_a_count_by_hand(garments, data_dir, tmp_path, capsys):
    torch.manual_seed(0)
    network = build("resnet", widths=(8, 16), blocks=(1, 1), input_size=32).eval()
    save(Checkpoint(network, Calibration(1.0, 0.0, knows_none=True)), tmp_path / "small.pt")
    output = tmp_path / "near.pt"
    arguments = [str(tmp_path / "small.pt"), "--photos", str(garments), "--output", str(output)]
    assert main(["neighbours", *arguments, "--data-dir", str(data_dir)]) == 0
    right = torch.load(output, weights_only=True)["right"]
    assert set(right) == {"Fashion-MNIST", "phone", "catalogue"}
    predictor = Predictor(tmp_path / "small.pt")
    near = neighbours.Neighbours(**{k: v for k, v in torch.load(output, weights_only=True).items() if k != "format"})
    near = neighbours.Neighbours(**{**vars(near), "directions": near.directions.float()})
    test = fashion_mnist(data_dir, train=False, size=32)
    hits = [
        sum(one.label == LABELS[label] for one in near.of_photo(predictor.network, x)) / neighbours.SHOWN
        for x, label in zip(test.x, test.y, strict=True)
    ]
    assert right["Fashion-MNIST"] == pytest.approx(sum(hits) / len(hits), abs=0.005)
    assert "of the 5 nearest have the right class" in capsys.readouterr().out


def test_another_network_is_refused_in_a_sentence(garments, capsys):
    assert main(["neighbours", "model/mlp.pt", "--photos", str(garments)]) == 1
    assert "is no photo network" in capsys.readouterr().err
