import hashlib

import pytest
import torch
from PIL import Image

from model import checkpoint
from model.calibration import Calibration
from model.labels import LABELS
from model.networks import Classifier
from model.photo import transform
from model.predictor import SHIPPED, Predictor
from training.data import fashion_mnist


@pytest.fixture(scope="module")
def predictor():
    return Predictor()


PHOTOS = [Image.effect_noise(size, 100).convert("RGB") for size in ((28, 28), (300, 200), (50, 900))]


def test_a_prediction_is_the_network_s_answer(predictor):
    photo = PHOTOS[1]
    prediction = predictor.predict(photo)
    logits = predictor.network(transform(photo).unsqueeze(0))[0]
    expected = (logits / predictor.checkpoint.calibration.temperature).softmax(dim=0)
    assert tuple(prediction.probabilities) == LABELS
    assert list(prediction.probabilities.values()) == pytest.approx(expected.tolist(), abs=1e-6)
    assert prediction.label == LABELS[expected.argmax()]
    assert sum(prediction.probabilities.values()) == pytest.approx(1)


def test_a_batch_is_answered_in_its_order(predictor):
    together = predictor.predict_batch(PHOTOS)
    for alone, photo in zip(together, PHOTOS, strict=True):
        prediction = predictor.predict(photo)
        assert alone.label == prediction.label
        assert alone.score == pytest.approx(prediction.score, rel=1e-5)
    assert predictor.predict_batch([]) == []


def test_recognised_is_the_score_against_the_threshold(tmp_path):
    photo = PHOTOS[0]
    for threshold, recognised in ((-1e9, True), (1e9, False)):
        checkpoint.save(checkpoint.Checkpoint(Classifier(), Calibration(1.0, threshold)), tmp_path / "model.pt")
        assert Predictor(tmp_path / "model.pt").predict(photo).recognised is recognised


def test_the_model_is_named_by_its_checkpoint(predictor):
    digest = hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    assert predictor.predict(PHOTOS[0]).model == predictor.model == f"mlp-{digest[:8]}"


def test_the_shipped_checkpoint_knows_its_training(predictor):
    about = predictor.checkpoint.about
    assert about["data"]["name"] == "fashion-mnist"
    assert about["scores"]["test"]["accuracy"] >= 0.9
    assert predictor.checkpoint.calibration.temperature != 1
    assert SHIPPED.stat().st_size < 1_000_000


def test_the_shipped_checkpoint_still_knows_the_fixture(predictor, data_dir):
    samples = fashion_mnist(data_dir, train=False)
    right = [p.label == LABELS[y] for p, y in zip(predictor.predict_tensor(samples.x), samples.y, strict=True)]
    assert sum(right) / len(right) >= 0.85


def test_dropout_is_off(predictor):
    x = torch.rand(1, 1, 28, 28)
    assert predictor.predict_tensor(x) == predictor.predict_tensor(x)
