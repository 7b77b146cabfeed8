"""The example photos: one for each class, drawn by the script beside them, and read right by the shipped network."""

import shutil
import subprocess
import sys

import pytest
from gradio_client import Client, handle_file
from PIL import Image, ImageChops, ImageStat

from model.labels import LABELS
from tests.support import ROOT

EXAMPLES = ROOT / "examples"
KINDS = {
    "t-shirt": "T-shirt/Top",
    "trouser": "Trouser/Jeans",
    "pullover": "Pullover",
    "dress": "Dress",
    "coat": "Coat",
    "sandal": "Sandal",
    "shirt": "Shirt",
    "sneaker": "Sneaker",
    "bag": "Bag",
    "ankle-boot": "Ankle-Boot",
}


def test_every_class_has_an_example_of_some_size():
    assert set(KINDS.values()) == set(LABELS)
    assert {path.stem for path in EXAMPLES.glob("*.jpg")} == set(KINDS)
    for path in EXAMPLES.glob("*.jpg"):
        with Image.open(path) as photo:
            assert min(photo.size) >= 400


@pytest.mark.parametrize("name", KINDS)
def test_every_example_is_classified_right_by_the_served_app(app_url, name):
    answer = Client(app_url, verbose=False).predict(handle_file(EXAMPLES / f"{name}.jpg"), api_name="/predict")
    assert answer["label"] == KINDS[name]


def test_the_script_draws_what_stands_beside_it(tmp_path):
    shutil.copy(EXAMPLES / "draw.py", tmp_path)
    shutil.copytree(EXAMPLES / "drawing", tmp_path / "drawing")
    subprocess.run([sys.executable, tmp_path / "draw.py", "bag"], check=True)
    with Image.open(tmp_path / "bag.jpg") as drawn, Image.open(EXAMPLES / "bag.jpg") as shipped:
        difference = ImageStat.Stat(ImageChops.difference(drawn, shipped)).mean
    assert max(difference) < 1, "another Pillow may round otherwise, but not draw otherwise"
