"""A run learns as the Learner does, a moment at a time, whatever other runs do meanwhile."""

import base64
import json

import pytest
import torch

from model.networks import Classifier, logits
from model.pictures import SIDE
from page.learn import run
from page.learn.run import Run, data, network
from page.learn.settings import PUBLISHED, QUICK, Settings
from page.learn.shown import twelve


def steps(one: Run, count: int) -> Run:
    for _ in range(count):
        one.go_on(single=True)
    return one


def weights(one: Run) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in one.learner.trained.parameters()])


def test_it_learns_from_six_thousand_and_is_judged_by_a_thousand_others():
    learned, held_out = data()
    assert learned.x.shape == (6000, 1, SIDE, SIDE) and held_out.x.shape == (1000, 1, SIDE, SIDE)
    assert torch.bincount(held_out.y).tolist() == [100] * 10
    assert learned.x.min() == 0 and learned.x.max() == 2, "the pixels are those that the served network gets"
    labels = held_out.y[twelve(held_out.y)]
    assert len(labels) == 12 and set(labels.tolist()) == set(range(10))


def test_with_the_published_sizes_it_is_the_published_network():
    ours, published = network(PUBLISHED), Classifier()
    ours.load_state_dict({key.removeprefix("layers."): value for key, value in published.state_dict().items()})
    x = data()[1].x[:5]
    assert torch.equal(logits(ours, x), logits(published, x))
    assert [layer.p for layer in ours if hasattr(layer, "p")] == [0.2, 0.2]


@pytest.mark.parametrize("layers", [[], [16], [32, 16, 8]])
def test_the_visitor_sets_its_layers(layers):
    sizes = [weight.shape for weight in network(Settings(layers=layers)).parameters() if weight.ndim == 2]
    assert sizes == list(zip([784, *layers], [*layers, 10], strict=True))


def test_the_first_seconds_bring_it_far():
    one = Run(QUICK, seed=1)
    assert one.state()["accuracy"] < 0.3
    while one.learner.step < 1000:
        one.go_on()
    state = one.state()
    assert state["accuracy"] > 0.8 and state["loss"] < 1
    assert state["epochs"] == pytest.approx(one.learner.step / 94)
    trace = sum(row[place] for place, row in enumerate(state["confusion"]))
    assert trace / 1000 == pytest.approx(state["accuracy"]) and sum(map(sum, state["confusion"])) == 1000


def test_two_runs_in_turn_learn_what_each_learns_alone():
    alone = weights(steps(Run(QUICK, seed=1), 100))  # an epoch has 94 steps
    first, second = Run(QUICK, seed=1), Run(QUICK, seed=2)
    for _ in range(100):
        first.go_on(single=True)
        second.go_on(single=True)
    assert torch.equal(weights(first), alone) and not torch.equal(weights(second), alone)


def test_one_step_is_one_batch():
    one = steps(Run(Settings(batch=512), seed=1), 13)  # beyond the end of an epoch
    assert one.learner.step == 13 and one.state()["epochs"] == pytest.approx(13 / 12)


def test_moments_are_short_at_first_and_never_long():
    one = Run(Settings(layers=[256, 256, 256], batch=8), seed=1)
    taken = []
    for _ in range(12):
        before = one.seconds
        one.go_on()
        taken.append(one.seconds - before)
    assert min(taken) < run.LONGEST / 2 and sorted(taken)[6] < 0.3


def test_what_is_seen_of_it_is_json_and_changes():
    one = Run(QUICK, seed=1)
    before = one.state()
    after = steps(one, 3).state()
    for state in (before, after):
        json.dumps(state, allow_nan=False)
        assert len(state["answers"]) == 12 and all(0 <= share <= 1 for _, share in state["answers"])
        assert len(base64.b64decode(state["weights"])) == 24 * SIDE**2
    assert set(base64.b64decode(before["gained"])) == {128} != set(base64.b64decode(after["gained"]))
    assert before["loss"] is None and after["loss"] > 0


def test_a_photo_is_answered_with_all_that_comes_after_it():
    one = Run(QUICK, seed=1)
    assert one.state()["photo"] is None
    one.photo = data()[1].x[:1]
    before = one.state()["photo"]
    assert sum(before) == pytest.approx(1) and len(before) == 10
    assert steps(one, 5).state()["photo"] != before


@pytest.mark.parametrize("momentum", [0, 0.9])
def test_a_loss_that_is_no_number_any_more_ends_it(momentum):
    one = Run(Settings(layers=[256, 256, 256], lr=10, momentum=momentum), seed=1)
    for _ in range(40):
        one.go_on()
    assert one.state() == {"lost": True}
    before = one.learner.step
    one.go_on()
    assert one.learner.step == before


def test_numbers_of_which_no_loss_can_be_taken_are_lost():
    one = steps(Run(QUICK, seed=1), 1)
    z, y = one.learner.validated
    assert "lost" not in one.state()
    one.learner._validated = 1, torch.where(z > z.mean(), 3e38, -3e38), y  # finite, but not how far they are apart
    assert one.state() == {"lost": True}
    one.learner._validated = 1, z, y
    one.photo = torch.full((1, 1, 28, 28), torch.inf)
    assert one.state() == {"lost": True}


def test_it_is_over_after_its_time_and_after_its_epochs(monkeypatch):
    one = steps(Run(QUICK, seed=1), 1)
    assert not one.state()["over"]
    one.seconds = run.MOST_SECONDS
    assert one.state()["over"] and steps(one, 3).learner.step == 1
    monkeypatch.setattr(run, "MOST_EPOCHS", 1)
    other = steps(Run(Settings(batch=512), seed=1), 20)
    assert other.learner.step == 12 and other.state()["over"]
