import pytest
import torch
from torch.nn import functional

from training.learning.loss import cross_entropy, distance, distilled, partial_cross_entropy

T = 1.5  # the temperature of a teacher's answers


@pytest.mark.parametrize("scale", [1, 100, 1e4])
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_cross_entropy_is_its_twin_even_for_huge_logits(scale, label_smoothing):
    x = torch.randn(8, 10) * scale
    targets = torch.randint(10, (8,))
    mine, theirs = x.clone().requires_grad_(), x.clone().requires_grad_()
    loss = cross_entropy(mine, targets, label_smoothing)
    twin = functional.cross_entropy(theirs, targets, label_smoothing=label_smoothing)
    loss.backward()
    twin.backward()
    assert loss.isfinite()
    torch.testing.assert_close(loss, twin)
    torch.testing.assert_close(mine.grad, theirs.grad)


def test_cross_entropy_of_extreme_logits_is_exact():
    logits = torch.tensor([[1e4, -1e4], [-1e4, 1e4]])
    assert cross_entropy(logits, torch.tensor([0, 1])).item() == 0
    assert cross_entropy(logits, torch.tensor([1, 0])).item() == 2e4


@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_cross_entropy_with_shared_targets_is_its_twin(label_smoothing):
    x, targets = torch.randn(8, 10), torch.rand(8, 10)
    targets /= targets.sum(dim=1, keepdim=True)
    mine, theirs = x.clone().requires_grad_(), x.clone().requires_grad_()
    loss = cross_entropy(mine, targets, label_smoothing)
    twin = functional.cross_entropy(theirs, targets, label_smoothing=label_smoothing)
    loss.backward()
    twin.backward()
    torch.testing.assert_close(loss, twin)
    torch.testing.assert_close(mine.grad, theirs.grad)


def test_a_whole_share_is_an_index():
    logits, targets = torch.randn(4, 3), torch.tensor([2, 0, 1, 1])
    shares = torch.eye(3)[targets]
    torch.testing.assert_close(cross_entropy(logits, shares, 0.1), cross_entropy(logits, targets, 0.1))


def test_cross_entropy_takes_any_integer_type():
    logits, targets = torch.randn(3, 4), torch.tensor([0, 3, 1])
    assert cross_entropy(logits, targets.to(torch.uint8)) == cross_entropy(logits, targets)


@pytest.mark.parametrize("targets", [torch.tensor([0.0, 1.0]), torch.tensor([True, False])])
def test_cross_entropy_refuses_targets_that_are_no_indices(targets):
    with pytest.raises(TypeError, match="integers"):
        cross_entropy(torch.randn(2, 4), targets)


@pytest.mark.parametrize("shape", [(3,), (2, 1), (3, 4)])
def test_cross_entropy_refuses_shapes_that_do_not_fit(shape):
    with pytest.raises(ValueError, match="go with targets"):
        cross_entropy(torch.randn(2, 4), torch.zeros(shape, dtype=torch.long))


def test_distance_is_the_mean_of_what_each_probability_lacks_or_has_too_much():
    logits, targets = torch.randn(5, 4), torch.tensor([0, 3, 1, 2, 2])
    p = logits.softmax(dim=1)
    wanted = torch.eye(4)[targets]
    torch.testing.assert_close(distance(logits, targets), torch.where(wanted == 1, 1 - p, p).mean())
    assert distance(torch.eye(4) * 100, torch.arange(4)).item() == pytest.approx(0, abs=1e-6)


def test_distance_has_no_gradient_where_the_network_is_surely_wrong():
    logits = torch.tensor([[40.0, 0.0]], requires_grad=True)
    distance(logits, torch.tensor([1])).backward()
    assert logits.grad.abs().max() < 1e-6


@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_a_partial_label_of_one_class_is_that_class(label_smoothing):
    logits, targets = torch.randn(6, 4) * 30, torch.tensor([2, 0, 1, 1, 3, 0])
    expected = cross_entropy(logits, targets, label_smoothing)
    torch.testing.assert_close(partial_cross_entropy(logits, targets, label_smoothing), expected)
    torch.testing.assert_close(partial_cross_entropy(logits, torch.eye(4)[targets], label_smoothing), expected)


def test_the_loss_of_a_partial_label_is_of_the_sum_of_its_probabilities():
    logits = torch.randn(3, 5)
    targets = torch.tensor([[0.5, 0, 0.5, 0, 0], [0, 0, 0, 0, 1], [1 / 3, 0, 1 / 3, 1 / 3, 0]])
    accepted = ((targets > 0) * logits.softmax(dim=1)).sum(dim=1)
    torch.testing.assert_close(partial_cross_entropy(logits, targets), -accepted.log().mean())
    everything = torch.full((3, 5), 0.2)
    assert partial_cross_entropy(logits, everything).item() == pytest.approx(0, abs=1e-6)


def test_the_parts_of_a_picture_count_by_their_shares_and_one_that_is_not_there_does_nothing():
    logits = torch.randn(2, 3, requires_grad=True)
    first, second = torch.tensor([[0.5, 0.5, 0], [0, 0, 1]]), torch.tensor([[0, 0, 1], [1.0, 0, 0]])
    mixed = torch.stack([0.7 * first, 0.3 * second], dim=1)
    expected = 0.7 * partial_cross_entropy(logits, first) + 0.3 * partial_cross_entropy(logits, second)
    torch.testing.assert_close(partial_cross_entropy(logits, mixed), expected)
    alone = torch.stack([first, torch.zeros(2, 3)], dim=1)
    loss = partial_cross_entropy(logits, alone, 0.1)
    torch.testing.assert_close(loss, partial_cross_entropy(logits, first, 0.1))
    loss.backward()
    assert logits.grad.isfinite().all()


def test_a_partial_label_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="go with targets"):
        partial_cross_entropy(torch.randn(2, 4), torch.zeros(2, 2, 3))


@pytest.fixture
def with_teacher():
    """(logits, parts of the right answers, the teacher's logits, targets made of both)."""
    z, teacher, right = torch.randn(6, 4, requires_grad=True), torch.randn(6, 4), torch.rand(6, 2, 4).softmax(dim=2) / 2
    targets = torch.cat([right, (teacher / T).softmax(dim=1).unsqueeze(1)], dim=1)
    return z, right, teacher, targets


def test_a_teacher_s_share_is_the_divergence_of_softened_answers(with_teacher):
    z, right, teacher, targets = with_teacher
    logs = ((logits / T).log_softmax(dim=1) for logits in (z, teacher))
    twin = T**2 * functional.kl_div(*logs, reduction="batchmean", log_target=True)
    torch.testing.assert_close(distilled(z, targets, 1.0, T), twin)
    torch.testing.assert_close(distilled(z, targets, 0.0, T), partial_cross_entropy(z, right))
    torch.testing.assert_close(distilled(z, targets, 0.3, T), 0.3 * twin + 0.7 * partial_cross_entropy(z, right))


def test_who_answers_as_the_teacher_does_has_nothing_left_to_learn_of_it(with_teacher):
    _, _, teacher, targets = with_teacher
    z = (teacher + 3).requires_grad_()
    loss = distilled(z, targets, 1.0, T)
    loss.backward()
    assert loss.item() == pytest.approx(0, abs=1e-6) and z.grad.abs().max() < 1e-6


def test_without_a_teacher_s_answers_it_is_the_loss_of_the_right_ones():
    z, y = torch.randn(6, 4), torch.randint(4, (6,))
    for targets in (y, functional.one_hot(y, 4).float()):
        torch.testing.assert_close(distilled(z, targets, 0.5, T), partial_cross_entropy(z, targets))
