"""Samples held out by chance, and batched by index."""

import torch

from training.data.mnist import fashion_mnist
from training.data.samples import Batches, Samples, split


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


def test_samples_are_indexed_together():
    samples = Samples(torch.arange(6.0).view(3, 2), torch.tensor([5, 6, 7]))
    picked = samples[torch.tensor([2, 0])]
    assert picked.x.tolist() == [[4, 5], [0, 1]] and picked.y.tolist() == [7, 5]
