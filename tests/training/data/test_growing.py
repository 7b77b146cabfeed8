"""Batches whose pictures grow over the run, are covered in part, and patched with each other's."""

import torch

from training.data.growing import Growing, resized, size_of
from training.data.samples import Batches, Samples


def growing(**options) -> Growing:
    samples = Samples(torch.full((40, 1, 28, 28), 1.5), torch.arange(40) % 10)
    return Growing(Batches(samples, 16), (14, 28), epochs=4, classes=10, **options)


def test_each_size_has_its_part_of_the_epochs():
    loader = growing()
    found = []
    for epoch in range(4):
        loader.set_epoch(epoch)
        found.append({x.shape[-1] for x, _ in loader})
    assert found == [{14}, {14}, {28}, {28}] and len(loader) == 3
    assert size_of((14, 20, 28), 7, 6) == 28, "a run that goes on beyond its epochs stays at the last size"


def test_a_smaller_picture_is_the_mean_of_what_it_was():
    x = torch.zeros(1, 1, 28, 28)
    x[..., :14] = 2.0
    small = resized(x, 14)
    assert small.shape == (1, 1, 14, 14)
    torch.testing.assert_close(small[..., :6], torch.full((1, 1, 14, 6), 2.0))
    torch.testing.assert_close(small.mean(), x.mean())
    assert resized(x, 28) is x


def test_some_are_covered_in_the_network_s_range():
    torch.manual_seed(0)
    x = torch.cat([x for x, _ in growing(covered=0.5)])
    changed = (x != 1.5).flatten(1)
    assert 8 < changed.any(dim=1).sum() < 32, "half of 40"
    assert changed.float().mean(dim=1).max() < 0.5
    assert x.min() >= 0 and x.max() <= 2 and (x > 1.5).any() and (x < 1).any()


def test_answers_are_those_of_the_loader_or_shared():
    assert torch.equal(torch.cat([y for _, y in growing()]), torch.arange(40) % 10)
    torch.manual_seed(0)
    for _, y in growing(patched=1.0):
        assert y.shape[1:] == (2, 10)
        torch.testing.assert_close(y.sum(dim=(1, 2)), torch.ones(len(y)))
