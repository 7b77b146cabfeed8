"""What the tests share: a seed, a small Fashion-MNIST, photos made on the spot, and the served app."""

import io
import shutil
from pathlib import Path

import pytest
import torch
from PIL import Image

from training.data import DEBIAN_FOLDER, FILES

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory) -> Path:
    """A --data-dir that holds the fixture: 600 training and 200 test pictures, gzipped as they come."""
    folder = tmp_path_factory.mktemp("data")
    for file in (FIXTURES / "fashion-mnist").iterdir():
        shutil.copy(file, folder)
    return folder


@pytest.fixture(scope="session")
def mnist_dir(tmp_path_factory, data_dir) -> Path:
    """A --data-dir whose "MNIST" is the same fixture: the files have one form, and the tests need no digits."""
    folder = tmp_path_factory.mktemp("digits")
    shutil.copytree(FIXTURES / "fashion-mnist", folder / "mnist")
    shutil.copytree(FIXTURES / "fashion-mnist", folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def full_data_dir(tmp_path_factory) -> Path:
    """A --data-dir for the full Fashion-MNIST, where this machine has it."""
    for folder in (ROOT / "data", ROOT / "data" / "FashionMNIST" / "raw", DEBIAN_FOLDER):
        if any((folder / name).exists() for name in (FILES[0], f"{FILES[0]}.gz")):
            return ROOT / "data" if folder != DEBIAN_FOLDER else tmp_path_factory.mktemp("full")
    pytest.skip("the full Fashion-MNIST is not here: install Debian's dataset-fashion-mnist, or run fit once")


@pytest.fixture(scope="session")
def app_url():
    """The address of the app, served as app.py serves it."""
    import app

    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True)
    yield url
    app.demo.close()


def encoded(image: Image.Image, format: str = "PNG", **options) -> bytes:
    """The picture as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
