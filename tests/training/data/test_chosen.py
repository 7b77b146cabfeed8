"""What an epoch of chosen pictures holds, what each of them counts, and that a stopped one goes on with the same."""

import pytest
import torch

from training.data.chosen import Chosen
from training.data.growing import Growing
from training.data.samples import Samples

COUNT, CLASSES = 40, 4


def loader(flip=False, twice=0.25, y=None, batch_size=16):
    """Of pictures of one px each, that show their own number."""
    x = torch.arange(COUNT).float().view(-1, 1, 1, 1)
    return Chosen(Samples(x, torch.arange(COUNT) % CLASSES if y is None else y), batch_size, CLASSES, twice, flip)


def seen(batches, epoch, hard=()):
    """(numbers, y) of all batches of the epoch, about which the network is wrong for those that are hard for it."""
    batches.set_epoch(epoch)
    numbers, targets = [], []
    for x, y in batches:
        number = x.flatten().long()
        wrong = torch.isin(number, torch.tensor(list(hard), dtype=torch.int64))
        z = torch.nn.functional.one_hot(number % CLASSES, CLASSES) * torch.where(wrong, -8.0, 8.0).unsqueeze(1)
        batches.answered(z)
        numbers.append(number)
        targets.append(y)
    return torch.cat(numbers), torch.cat(targets)


def test_the_first_epoch_sees_each_picture_once_and_counts_it_once():
    numbers, y = seen(loader(), 0)
    assert sorted(numbers.tolist()) == list(range(COUNT))
    assert torch.equal(y, torch.eye(CLASSES)[numbers % CLASSES])


def test_hard_pictures_come_twice_and_as_many_of_the_others_not_at_all():
    batches, hard = loader(), {1, 2, 3, 5, 8, 13, 21, 34, 36, 39}
    seen(batches, 0, hard)
    numbers, y = seen(batches, 1, hard)
    times = torch.bincount(numbers, minlength=COUNT)
    assert len(numbers) == COUNT and len(batches) == 3
    assert {number for number in range(COUNT) if times[number] == 2} == hard
    assert (times == 0).sum() == len(hard)
    assert torch.equal(y.argmax(dim=1), numbers % CLASSES)


def test_over_many_epochs_all_pictures_count_alike():
    batches, hard = loader(), set(range(10))
    counted = torch.zeros(COUNT)
    for epoch in range(401):
        numbers, y = seen(batches, epoch, hard)
        counted.index_add_(0, numbers, y.sum(dim=1))
    assert counted[:10].tolist() == [401] * 10
    assert counted.sum().item() == pytest.approx(401 * COUNT)
    assert counted[10:].tolist() == pytest.approx([401] * 30, rel=0.2)


def test_a_picture_that_was_hard_once_is_not_so_for_ever():
    batches = loader(twice=0.05)
    for epoch, hard in enumerate([{0, 1}, {7, 8}, {7, 8}, {7, 8}, {7, 8}, {7, 8}]):
        numbers, _ = seen(batches, epoch, hard)
    assert (torch.bincount(numbers)[7:9] == 2).all()


def test_what_comes_twice_comes_from_both_sides_and_each_picture_from_another_one_than_before():
    x = torch.arange(COUNT * 2).float().view(COUNT, 1, 1, 2)
    batches = Chosen(Samples(x, torch.zeros(COUNT, dtype=torch.int64)), COUNT, CLASSES, 0.25, flip=True)
    sides = []
    for epoch in range(3):
        batches.set_epoch(epoch)
        ((pictures, _),) = batches
        number, mirrored = pictures.amax(dim=(1, 2, 3)).long() // 2, pictures[:, 0, 0, 0] > pictures[:, 0, 0, 1]
        sides.append({n: mirrored[number == n].tolist() for n in range(COUNT)})
        batches.answered(torch.where(number.unsqueeze(1) < 10, -9.0, 9.0) * torch.eye(CLASSES)[[0]])
    first, second, third = sides
    assert 0 < sum(first[n][0] for n in range(COUNT)) < COUNT
    assert all(set(second[n]) == set(third[n]) == {True, False} for n in range(10))
    once = [n for n in range(10, COUNT) if second[n]]
    assert all(second[n] != first[n] for n in once) and all(third[n] == first[n] for n in once if third[n])


def test_an_epoch_that_is_begun_again_chooses_what_it_did():
    batches = loader()
    seen(batches, 0, {1, 2, 3})
    generator = torch.get_rng_state()
    expected, _ = seen(batches, 1, {4, 5, 6})
    state = batches.state_dict()
    resumed = loader()
    resumed.load_state_dict(state)
    torch.set_rng_state(generator)
    found, _ = seen(resumed, 1)
    assert torch.equal(found, expected)


def test_growing_batches_tell_those_that_are_chosen():
    growing = Growing(loader(), (1,), 2, CLASSES)
    growing.set_epoch(0)
    for x, _ in growing:
        growing.answered(torch.zeros(len(x), CLASSES))
    assert growing.loader.losses.tolist() == pytest.approx([torch.tensor(4.0).log().item()] * COUNT)
    other = Growing(loader(), (1,), 2, CLASSES)
    other.load_state_dict(growing.state_dict())
    assert torch.equal(other.loader.losses, growing.loader.losses)


def test_rows_that_share_a_picture_among_classes_are_what_it_counts_for():
    rows = torch.rand(COUNT, CLASSES).softmax(dim=1)
    batches = loader(y=rows)
    numbers, y = seen(batches, 0)
    torch.testing.assert_close(y, rows[numbers])
    numbers, y = seen(batches, 1)
    torch.testing.assert_close(y, rows[numbers] * y.sum(dim=1, keepdim=True))


def test_who_answers_as_undecidedly_as_the_row_says_has_nothing_left_to_learn():
    rows = torch.rand(COUNT, CLASSES).softmax(dim=1)
    batches = loader(y=rows, batch_size=COUNT)
    [(x, _)] = batches
    numbers = x.flatten().long()
    z = rows[numbers].log()
    z[numbers == 7] += torch.tensor([3.0, 0.0, 0.0, 0.0])
    batches.answered(z)
    torch.testing.assert_close(batches.losses[torch.arange(COUNT) != 7], torch.zeros(COUNT - 1), rtol=0, atol=1e-5)
    assert batches.losses[7] > 0.1
