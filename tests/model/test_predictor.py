import hashlib

import pytest
import torch
from PIL import Image

from model import checkpoint
from model.calibration import Calibration
from model.labels import LABELS
from model.networks import Classifier
from model.photo import open_photo, transform
from model.predictor import DEFAULT, SHIPPED, Predictor
from tests.support import ROOT
from training.data.mnist import fashion_mnist


@pytest.fixture(scope="module", params=SHIPPED)
def predictor(request):
    """Each shipped network in turn."""
    return Predictor(SHIPPED[request.param])


@pytest.fixture(scope="module")
def published():
    """The published network, which saw Fashion-MNIST alone."""
    return Predictor(SHIPPED["mlp"])


PHOTOS = [Image.effect_noise(size, 100).convert("RGB") for size in ((28, 28), (300, 200), (50, 900))]


def test_a_prediction_is_the_network_s_answer(predictor):
    photo = PHOTOS[1]
    prediction = predictor.predict(photo)
    size = predictor.network.input_size
    logits = predictor.network(transform(photo, size).unsqueeze(0))[0, : len(LABELS)]
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


def test_the_model_is_named_by_its_checkpoint(published):
    digest = hashlib.sha256(SHIPPED["mlp"].read_bytes()).hexdigest()
    assert published.predict(PHOTOS[0]).model == published.model == f"mlp-{digest[:8]}"


def test_the_default_is_the_photo_network():
    assert DEFAULT == next(iter(SHIPPED)) == "resnet"
    assert Predictor().model == Predictor(SHIPPED["resnet"]).model


def test_the_shipped_checkpoint_knows_its_training(published):
    about = published.checkpoint.about
    assert about["data"]["name"] == "fashion-mnist"
    assert about["scores"]["test"]["accuracy"] >= 0.9
    assert published.checkpoint.calibration.temperature != 1
    assert SHIPPED["mlp"].stat().st_size < 1_000_000


def test_the_shipped_checkpoint_still_knows_the_fixture(published, data_dir):
    samples = fashion_mnist(data_dir, train=False)
    right = [p.label == LABELS[y] for p, y in zip(published.predict_tensor(samples.x), samples.y, strict=True)]
    assert sum(right) / len(right) >= 0.85


def test_dropout_is_off(predictor):
    x = torch.rand(1, 1, predictor.network.input_size, predictor.network.input_size)
    assert predictor.predict_tensor(x) == predictor.predict_tensor(x)


def test_the_explanation_is_of_the_predicted_label_unless_asked(predictor):
    photo = open_photo(ROOT / "examples" / "sneaker.jpg")
    why = predictor.explain(photo)
    label = predictor.predict(photo).label
    assert why == predictor.explain(photo, label)
    assert all(why != predictor.explain(photo, other) for other in LABELS if other != label)
    assert why.width / why.height == pytest.approx(photo.width / photo.height, rel=0.01)
    with pytest.raises(ValueError, match="There is no class 'Hat'; there are: T-shirt/Top, "):
        predictor.explain(photo, "Hat")
