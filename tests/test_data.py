import gzip
import shutil

import pytest
import torch
from PIL import Image

from model.photo import transform
from training import data
from training.data import Batches, DataError, Samples, as_printed, fashion_mnist, split


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


def test_the_split_is_a_partition_and_always_the_same(data_dir):
    samples = fashion_mnist(data_dir)
    numbered = Samples(torch.arange(len(samples)), samples.y)
    training, validation = split(numbered, 1 / 12)
    torch.manual_seed(5)
    assert torch.equal(split(numbered, 1 / 12)[1].x, validation.x)
    assert len(validation) == 50
    assert sorted(torch.cat([training.x, validation.x]).tolist()) == list(range(600))


def test_batches_pass_over_everything_in_a_new_order_each_time():
    samples = Samples(torch.arange(10.0).view(10, 1), torch.arange(10))
    batches = Batches(samples, 4, shuffle=True)
    first, second = list(batches), list(batches)
    assert [len(y) for _, y in first] == [4, 4, 2] and len(batches) == 3
    order = torch.cat([y for _, y in first])
    assert sorted(order.tolist()) == list(range(10))
    assert order.tolist() != torch.cat([y for _, y in second]).tolist()
    assert all(torch.equal(x.flatten(), y.float()) for x, y in first), "pictures and classes came apart"


def test_batches_keep_the_order_unless_asked_and_augment_pictures_only():
    samples = Samples(torch.arange(10.0).view(10, 1), torch.arange(10))
    [(x, y)] = Batches(samples, 10, augment=lambda x: x + 100)
    assert y.tolist() == list(range(10))
    assert x.flatten().tolist() == list(range(100, 110))
