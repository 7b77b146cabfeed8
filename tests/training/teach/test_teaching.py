"""Teaching as a library call: what comes out is a checkpoint that answers for new photos, and honest figures."""

from dataclasses import replace

import pytest
import torch

from model import checkpoint
from model.checkpoint import Checkpoint
from model.labels import LABELS
from model.networks import build, logits
from model.outlines import Outlines
from model.photo import transform
from model.predictor import DEFAULT, SHIPPED, Predictor
from tests.training.drawn_shapes import drawn
from training.teach import TeachError
from training.teach.photos import Example, looked_at
from training.teach.seeing import Eye, look
from training.teach.teaching import learn, teach


def examples(*kinds: str, count: int = 6, first: int = 0):
    for kind in kinds:
        for number in range(first, first + count):
            yield Example(f"{kind}/{number}.png", "" if kind == "frame" else kind, drawn(kind, number))


@pytest.fixture(scope="module")
def shipped() -> Checkpoint:
    return checkpoint.load(SHIPPED[DEFAULT])


@pytest.fixture(scope="module")
def taught(shipped):
    return teach(shipped, examples("disc", "bar", "post", "frame"))


def answers(taught, kinds, tmp_path, first=40, count=4):
    checkpoint.save(taught.checkpoint, tmp_path / "my.pt")
    predictor = Predictor(tmp_path / "my.pt")
    return [(kind, predictor.predict(drawn(kind, number))) for kind in kinds for number in range(first, first + count)]


def test_it_answers_for_photos_that_it_has_not_seen(taught, tmp_path):
    found = answers(taught, ("disc", "bar", "post"), tmp_path)
    assert {tuple(said.probabilities) for _, said in found} == {("disc", "bar", "post")}
    assert sum(said.label == kind for kind, said in found) >= 11
    assert {said.model[:7] for _, said in found} == {"taught-"}


def test_what_is_none_of_them_scores_less(taught, tmp_path):
    found = answers(taught, ("disc", "bar", "post", "frame"), tmp_path)
    scores = {kind: [said.score for of, said in found if of == kind] for kind, _ in found}
    assert max(scores["frame"]) < min(scores["disc"] + scores["bar"] + scores["post"])


def test_its_figures_are_of_answers_to_photos_held_out(taught):
    figures = taught.figures
    assert figures["photos"] == {"disc": 6, "bar": 6, "post": 6, "none": 6}
    low, high = figures["interval"]
    assert 0 <= low < high <= 1 and high - low > 0.05 and figures["accuracy"] >= low
    assert {answer["name"] for answer in figures["answers"]} == {
        e.name for e in examples("disc", "bar", "post", "frame")
    }
    assert taught.checkpoint.calibration.temperature == figures["temperature"]


@pytest.mark.slow
def test_labels_at_random_are_not_flattered(shipped):
    """Learned by heart they would all be right; of photos held out, no more than by chance."""
    kinds = ["disc", "bar", "post"]
    mixed = (Example(f"{n}", ["one", "two"][n // 3 % 2], drawn(kinds[n % 3], n)) for n in range(30))
    figures = teach(shipped, mixed).figures
    assert figures["accuracy"] < 0.8 and figures["interval"][0] <= 0.5


@pytest.mark.slow
def test_the_same_seed_teaches_the_same_and_leaves_the_generator_alone(shipped):
    before = torch.get_rng_state()
    one, other = (teach(shipped, examples("disc", "bar", count=4)) for _ in range(2))
    weights = (taught.checkpoint.network.head.output.weight for taught in (one, other))
    assert torch.equal(*weights) and one.figures == other.figures
    assert torch.equal(before, torch.get_rng_state())


def test_it_says_what_it_stands_on(taught, shipped):
    about = taught.checkpoint.about
    assert about["taught"]["from"] == shipped.sha256[:8] and about["base"] == shipped.about
    assert about["scores"]["cross-validation"]["accuracy"] == taught.figures["accuracy"]
    assert about["data"]["name"] == "24 photos of disc, bar, post, none"


def test_kept_classes_answer_as_before_and_new_ones_join_them(shipped, tmp_path):
    taught = teach(shipped, examples("disc", "bar", count=10), keep=True)
    network = taught.checkpoint.network
    assert network.labels == (*LABELS, "disc", "bar")
    x = torch.stack([transform(drawn("frame", n), 96, 3) for n in range(3)])
    before, after = logits(shipped.network, x), logits(network, x)
    assert torch.allclose(before[:, :10], after[:, :10], atol=1e-4) and torch.allclose(
        before[:, -1], after[:, -1], atol=1e-4
    )
    found = answers(taught, ("disc", "bar"), tmp_path)
    assert sum(said.label == kind for kind, said in found) >= 7


def test_the_photos_of_a_kept_class_correct_it(shipped):
    taught = teach(shipped, (Example(f"{n}", "Bag", drawn("bar", n)) for n in range(8)), keep=True)
    assert taught.checkpoint.network.labels == LABELS
    x = torch.stack([transform(drawn("bar", n), 96, 3) for n in range(20, 24)])
    bag = LABELS.index("Bag")
    assert (logits(taught.checkpoint.network, x)[:, bag] > logits(shipped.network, x)[:, bag]).all()


def test_a_checkpoint_without_a_memory_is_taught_but_keeps_no_classes(forgetful):
    taught = teach(forgetful, examples("disc", "bar", count=6))
    assert taught.checkpoint.network.labels == ("disc", "bar")
    with pytest.raises(TeachError, match=r"^This checkpoint does not remember its classes.*\.$"):
        teach(forgetful, examples("disc", "bar"), keep=True)


@pytest.mark.parametrize("name", ["mlp", "taught"])
def test_a_network_that_cannot_be_taught_is_one_sentence(name):
    more = {"widths": (8, 16), "blocks": (1, 1), "input_size": 32} if name == "taught" else {}
    with pytest.raises(
        TeachError, match=r"^This network .*: begin with one that `fit --photos` made, and all photos\.$"
    ):
        teach(Checkpoint(build(name, **more)), examples("disc"))


def test_one_class_only_is_one_sentence(forgetful):
    with pytest.raises(TeachError, match="There is one class alone, disc, and nothing to tell it from"):
        teach(forgetful, examples("disc"))
    with pytest.raises(TeachError, match="There is no class to learn"):
        teach(forgetful, examples("frame"))


def test_what_was_looked_at_before_teaches_the_same_and_shares_the_base_s_layers(shipped):
    eye = Eye(shipped)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        photos = list(looked_at(examples("disc", "bar", count=4), eye))
    taught, other = learn(eye, shipped, photos), teach(shipped, examples("disc", "bar", count=4))
    assert taught.figures == other.figures
    assert not any(module.training for module in shipped.network.modules()), "it answers others meanwhile"
    stem = next(shipped.network.features.parameters())
    assert next(taught.checkpoint.network.features.parameters()).data_ptr() == stem.data_ptr()


@pytest.mark.parametrize("outlines", [True, False], ids=["outlines", "a memory from before there were any"])
def test_what_is_served_is_what_was_learned_from(shipped, tmp_path, outlines):
    memory = shipped.memory
    if not outlines:
        features = len(memory.mean) - Outlines.size
        memory = replace(memory, mean=memory.mean[:features].clone(), projection=memory.projection[:features].clone())
    base = replace(shipped, memory=memory)
    checkpoint.save(teach(base, examples("disc", "bar", count=4)).checkpoint, tmp_path / "my.pt")
    network = checkpoint.load(tmp_path / "my.pt").network
    assert network.arguments["outlines"] is outlines
    photo, eye = drawn("disc", 9), Eye(base)
    [sight] = eye.sights([look(photo, base.network)])
    z = logits(network, transform(photo, base.network.input_size, base.network.views).unsqueeze(0))[0]
    torch.testing.assert_close(network.head.output(sight.x[0].float()), z, rtol=1e-2, atol=1e-2)


def test_time_is_bounded(forgetful):
    with pytest.raises(TeachError, match="take longer than"):
        teach(forgetful, examples("disc", "bar", count=30), seconds=1e-6)


def test_progress_comes_to_its_end(forgetful):
    told = []
    teach(forgetful, examples("disc", "bar"), progress=lambda *said: told.append(said))
    assert {what for what, _, _ in told} == {"checking"}
    assert all(0 < done <= of for _, done, of in told) and told[-1][1] == told[-1][2]


def test_what_does_not_count_is_said_and_the_rest_is_learned(forgetful):
    photos = [*examples("disc", "bar", count=5)]
    photos += [Example("disc/copy.png", "disc", drawn("disc", 0)), Example("bar/same.png", "bar", drawn("disc", 1))]
    photos += [
        Example("post/0.png", "post", drawn("post", 0)),
        *(Example(f"x{n}", "<x>", drawn("post", n)) for n in (5, 6, 7)),
    ]
    taught = teach(forgetful, photos)
    assert taught.figures["photos"] == {"disc": 4, "bar": 5}
    assert taught.remarks == [
        "disc/copy.png is disc/0.png again: it counts once.",
        "bar/same.png is disc/1.png again, of another class: neither counts, for one of them is wrong.",
        "post is left out: it has too few photos (1), and at least 3 are needed.",
        "'<x>' is left out: a class is named by plain text of at most 40 characters.",
    ]
