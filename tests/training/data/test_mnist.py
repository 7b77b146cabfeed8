import gzip
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
import torch
from PIL import Image

from model.photo import transform
from training.data import mnist as data
from training.data.mnist import as_printed, fashion_mnist, mnist
from training.data.samples import DataError, split


@pytest.fixture
def no_other_source(monkeypatch, tmp_path):
    """Neither Debian's folder nor the network: what is not in --data-dir is not there."""
    monkeypatch.setattr(data, "DEBIAN_FOLDER", tmp_path / "nowhere")
    monkeypatch.setattr(data.FashionMNIST, "mirrors", [f"file://{tmp_path}/nowhere/"])


def test_the_set_is_read_from_gzipped_files(data_dir, no_other_source):
    samples = fashion_mnist(data_dir)
    assert samples.x.shape == (600, 1, 28, 28) and samples.x.dtype == torch.float32
    assert samples.y.bincount().tolist() == [60] * 10
    assert samples.x.min() == 0 and samples.x.max() == 2
    assert len(fashion_mnist(data_dir, train=False)) == 200


def test_the_set_is_read_from_unpacked_files(data_dir, no_other_source, tmp_path):
    for file in data_dir.glob("*.gz"):
        (tmp_path / file.stem).write_bytes(gzip.decompress(file.read_bytes()))
    assert torch.equal(fashion_mnist(tmp_path).x, fashion_mnist(data_dir).x)


def test_the_set_is_read_from_debian_s_folder(data_dir, no_other_source, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "DEBIAN_FOLDER", data_dir)
    assert len(fashion_mnist(tmp_path / "data")) == 600


def test_a_set_that_is_nowhere_is_one_sentence(no_other_source, tmp_path):
    with pytest.raises(DataError, match=r"put its four files under .*, or install Debian's package"):
        fashion_mnist(tmp_path)


def test_damaged_files_are_one_sentence(data_dir, no_other_source, tmp_path):
    for file in data_dir.glob("*.gz"):
        (tmp_path / file.name).write_bytes(file.read_bytes()[:100])
    with pytest.raises(DataError, match="could not be read"):
        fashion_mnist(tmp_path)
    shutil.copytree(data_dir, tmp_path, dirs_exist_ok=True)
    assert len(fashion_mnist(tmp_path)) == 600, "half-unpacked files were left behind"


def test_training_and_serving_share_one_pixel_space(data_dir):
    """A picture printed as a photo and sent through the app's transform is the very tensor that is trained on."""
    raw = data.FashionMNIST(data_dir, train=True).data[:50]
    trained_on = as_printed(raw)
    for pixels, x in zip(raw, trained_on, strict=True):
        printed = Image.fromarray((255 - pixels).numpy()).convert("RGB")
        assert torch.equal(transform(printed), x)
        enlarged = printed.resize((280, 280), Image.Resampling.NEAREST)
        assert torch.equal(transform(enlarged), x)


def test_training_and_serving_share_one_pixel_space_at_every_size(data_dir):
    raw = data.FashionMNIST(data_dir, train=True).data[:20]
    for pixels, x in zip(raw, as_printed(raw, 64), strict=True):
        assert x.shape == (1, 64, 64)
        assert torch.equal(transform(Image.fromarray((255 - pixels).numpy()).convert("RGB"), 64), x)
    assert fashion_mnist(data_dir, train=False, size=40).x.shape == (200, 1, 40, 40)


@pytest.mark.parametrize("size", [28, 40])
def test_either_side_of_the_split_is_what_is_left_and_what_is_held_out_of_the_whole(data_dir, size):
    training, validation = split(fashion_mnist(data_dir, size=size))
    for held_out, part in ((False, training), (True, validation)):
        read = fashion_mnist(data_dir, size=size, held_out=held_out)
        assert torch.equal(read.x, part.x) and torch.equal(read.y, part.y)


def test_what_is_not_asked_for_is_not_printed(data_dir, monkeypatch):
    printed = []
    monkeypatch.setattr(
        data, "as_printed", lambda pictures, size: printed.append(len(pictures)) or as_printed(pictures)
    )
    fashion_mnist(data_dir, size=64, held_out=True)
    assert printed == [50]


def test_digits_are_split_too(mnist_dir):
    assert [len(mnist(mnist_dir, held_out=held_out)) for held_out in (None, False, True)] == [600, 550, 50]
    assert len(mnist(mnist_dir, train=False)) == 200


def test_two_that_unpack_at_once_do_not_disturb_each_other(data_dir, tmp_path):
    """Each its own process, as `reproduce` has them."""
    for file in data_dir.glob("*.gz"):
        shutil.copy(file, tmp_path)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        found = list(pool.map(_read, [tmp_path] * 4))
    assert found == [600] * 4


def _read(folder):
    return len(fashion_mnist(folder))
