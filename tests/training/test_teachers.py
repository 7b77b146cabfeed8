"""Who teaches, about which pictures, and what a run makes of the answers."""

import json
from dataclasses import replace

import pytest
import torch

from model import checkpoint
from model.checkpoint import Checkpoint
from model.networks import build, logits
from model.predictor import SHIPPED
from training.__main__ import main
from training.data.mnist import fashion_mnist
from training.data.samples import Samples
from training.recipes import RECIPES, RecipeError
from training.run import make_run
from training.teachers import left_out, with_answers


def fit(data_dir, output, recipe, *options) -> int:
    return main(["fit", "--recipe", recipe, "--data-dir", str(data_dir), "--output", str(output), *options])


@pytest.fixture(scope="module")
def halves(data_dir, tmp_path_factory):
    """The checkpoints of two small ones, each of which left out one half of the pictures."""
    paths = []
    for number in (1, 2):
        folder = tmp_path_factory.mktemp("half")
        small = ["--widths", "16-24", "--blocks", "1-1", "--sizes", "14-20", "--epochs", "1", "--batch-size", "50"]
        assert fit(data_dir, folder, "record-small", *small, "--left-out", f"{number}/2", "--no-test") == 0
        paths.append(folder / "model.pt")
    return paths


def drawn(part: str = "") -> Checkpoint:
    return Checkpoint(build("mlp", std=0.1).eval(), about={"recipe": {"left_out": part}} if part else {})


def softmax_of(teacher: Checkpoint, x: torch.Tensor) -> torch.Tensor:
    return logits(teacher.network, x).softmax(dim=1)


def test_a_run_does_not_see_the_part_that_it_leaves_out(data_dir, halves):
    everything = fashion_mnist(data_dir, held_out=False)
    for number, path in enumerate(halves, start=1):
        run = make_run(replace(RECIPES["ours"], left_out=f"{number}/2"), data_dir)
        assert torch.equal(run.learner.training_loader.samples.x, everything.x[~left_out(f"{number}/2", 550)])
        about = checkpoint.load(path).about
        assert about["data"]["training"] == 275 and about["recipe"]["left_out"] == f"{number}/2"


@pytest.mark.parametrize("parts", [2, 3, 7])
def test_every_picture_is_in_one_part(parts):
    masks = torch.stack([left_out(f"{number}/{parts}", 100) for number in range(1, parts + 1)])
    assert masks.sum(dim=0).eq(1).all()
    assert masks.sum(dim=1).max() - masks.sum(dim=1).min() <= 1
    assert not left_out("", 100).any()


@pytest.mark.parametrize("part", ["0/2", "3/2", "1/1", "1", "half", "1/2/3", "1/9999"])
def test_what_is_no_part_is_one_sentence(part):
    with pytest.raises(RecipeError, match="is written 1/2, the first of two, not"):
        left_out(part, 100)


def test_who_left_out_a_part_answers_about_that_part_alone():
    samples = Samples(2 * torch.rand(7, 1, 28, 28), torch.arange(7))
    first, second, knows_all = drawn("1/2"), drawn("2/2"), drawn()
    recipe = replace(RECIPES["record-mlp"], taught=1.0)
    its = left_out("1/2", 7).unsqueeze(1)
    of_two = torch.where(its, softmax_of(first, samples.x), softmax_of(second, samples.x))
    torch.testing.assert_close(with_answers(recipe, samples, [first, second]).y, of_two)
    of_all = (of_two + softmax_of(knows_all, samples.x)) / 2
    torch.testing.assert_close(with_answers(recipe, samples, [knows_all, first, second]).y, of_all)
    with pytest.raises(RecipeError, match="about 3 of 7 pictures"):
        with_answers(recipe, samples, [first])


def test_the_tutorial_s_network_is_taught_by_halves_and_stopped_resumes_to_the_bit(
    halves, data_dir, tmp_path, stopped_after_four
):
    options = ["--epochs", "2", "--no-test", *(word for path in halves for word in ("--teacher", str(path)))]
    assert fit(data_dir, tmp_path / "whole", "record-mlp", *options) == 0
    metrics = json.loads((tmp_path / "whole" / "metrics.json").read_text())
    assert metrics["data"]["teachers"] == [checkpoint.load(path).sha256[:8] for path in halves]
    with stopped_after_four():
        assert fit(data_dir, tmp_path / "stopped", "record-mlp", *options) == 0
    # Not a word of the teachers this time: the run knows where they are.
    assert fit(data_dir, tmp_path / "stopped", "record-mlp", "--resume", "--no-test") == 0
    whole, stopped = (
        checkpoint.load(tmp_path / name / "model.pt").network.state_dict() for name in ("whole", "stopped")
    )
    assert all(torch.equal(value, stopped[key]) for key, value in whole.items())


def test_its_targets_are_the_right_answers_and_the_teachers_(halves, data_dir):
    recipe = RECIPES["record-mlp"]
    taught = make_run(recipe, data_dir, teachers=halves).learner.training_loader.samples
    first, second = map(checkpoint.load, halves)
    its = left_out("1/2", len(taught)).unsqueeze(1)
    answers = torch.where(its, softmax_of(first, taught.x), softmax_of(second, taught.x))
    right = (taught.y - recipe.taught * answers) / (1 - recipe.taught)
    torch.testing.assert_close(right, torch.eye(10)[right.argmax(dim=1)], rtol=0, atol=0.02)
    assert torch.equal(right.argmax(dim=1), fashion_mnist(data_dir, held_out=False).y)


def test_at_a_temperature_of_one_both_losses_learn_the_same_of_a_teacher(halves, data_dir):
    batches, gradients = [], []
    for loss in ("cross_entropy", "partial_cross_entropy"):
        run = make_run(replace(RECIPES["record-mlp"], loss=loss), data_dir, teachers=halves)
        torch.manual_seed(0)
        x, y = next(iter(run.learner.training_loader))
        run.learner.config.criterion(run.learner.trained(x), y).backward()
        batches.append(x)
        gradients.append(torch.cat([parameter.grad.flatten() for parameter in run.learner.trained.parameters()]))
    assert torch.equal(*batches)
    torch.testing.assert_close(*gradients, rtol=1e-3, atol=1e-6)


def test_who_teaches_answers_for_the_same_pictures(data_dir):
    with pytest.raises(RecipeError, match="no network of pictures of 28 px"):
        make_run(RECIPES["record-mlp"], data_dir, teachers=[SHIPPED["resnet"]])
    with pytest.raises(RecipeError, match="goes with a recipe"):
        make_run(RECIPES["record-mlp"], data_dir)


def test_photos_have_one_teacher_who_knows_them_all_and_partial_labels(data_dir, tmp_path):
    recipe = replace(RECIPES["photos"], taught=0.5)
    with pytest.raises(RecipeError, match="the loss 'partial_cross_entropy' only, not 'cross_entropy'"):
        make_run(replace(recipe, loss="cross_entropy"), data_dir, photos=tmp_path, teachers=[SHIPPED["resnet"]])
    with pytest.raises(RecipeError, match="one --teacher is asked"):
        make_run(recipe, data_dir, photos=tmp_path, teachers=2 * [SHIPPED["resnet"]])
    with pytest.raises(RecipeError, match="of one data set alone"):
        make_run(replace(recipe, left_out="1/2"), data_dir, photos=tmp_path, teachers=[SHIPPED["resnet"]])
