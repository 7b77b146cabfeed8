"""The pictures that travel with the tree: what the sheet says of them is what they are."""

import pytest
import torch

from model import pictures
from model.labels import LABELS
from model.photo import to_network_space
from model.predictor import SHIPPED, Predictor


def test_the_sheet_has_700_of_each_class_and_holds_100_of_them_out():
    found, labels = pictures.read()
    out = pictures.held_out()
    assert found.shape == (7000, 28, 28) and found.dtype == torch.uint8
    assert labels.bincount().tolist() == [700] * len(LABELS)
    assert labels[out].bincount().tolist() == [100] * len(LABELS)
    assert pictures.SHEET.stat().st_size <= 5_000_000


def test_they_are_of_the_classes_that_they_are_said_to_be():
    found, labels = pictures.read()
    predictor = Predictor(SHIPPED["mlp"])
    said = predictor.predict_tensor(to_network_space(255 - found).unsqueeze(1))
    right = sum(predictor.labels.index(answer.label) == label for answer, label in zip(said, labels, strict=True))
    assert right / len(labels) > 0.9


def test_a_sheet_is_read_as_it_was_made(tmp_path, monkeypatch):
    torch.manual_seed(0)
    given = torch.randint(256, (8000, 28, 28), dtype=torch.uint8)
    targets = torch.arange(8000) % 10
    pictures.sheet(given, targets).save(tmp_path / "sheet.png")
    monkeypatch.setattr(pictures, "SHEET", tmp_path / "sheet.png")
    found, labels = pictures.read.__wrapped__()
    for label in range(10):
        assert torch.equal(found[labels == label], given[targets == label][:700])


def test_too_few_of_a_class_are_refused():
    with pytest.raises(ValueError, match="700"):
        pictures.sheet(torch.zeros(6999, 28, 28, dtype=torch.uint8), torch.arange(6999) % 10)


def test_the_first_of_each_class():
    _, labels = pictures.read()
    places = pictures.first_of_each(200)
    assert labels[places].bincount().tolist() == [200] * 10
    assert not pictures.held_out()[places].any()
