"""The recipes: what they are, and what is said of settings that do not go together."""

import json
from dataclasses import fields

import pytest

from model.predictor import SHIPPED
from training.__main__ import main
from training.recipes import RECIPES, Recipe, option, said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--network", "vgg"], "no network 'vgg'"),
        (["--dataset", "cifar"], "no data set 'cifar'"),
        (["--loss", "hinge"], "no loss 'hinge'"),
        (["--loss", "distance", "--label-smoothing", "0.1"], "smoothed for the cross-entropy only"),
        (["--network", "deep", "--hidden", "twenty"], "not 'twenty'"),
        (
            ["--stretched", "0.3", "--network", "record"],
            "--stretched is for linear or deep or mlp, not for the network",
        ),
        (["--recipe", "record-mlp", "--network", "record"], "a first layer that takes all pixels, and record has none"),
        (["--covered", "0.3"], "--covered is for record or resnet, not for the network mlp"),
        (["--network", "linear", "--dropout", "0.2"], "--dropout is for mlp or record or resnet, not for the network"),
        (
            ["--taught", "0.5", "--teacher", str(SHIPPED["mlp"]), "--loss", "distance"],
            "or 'partial_cross_entropy' only, not 'distance'",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_one_sentence(data_dir, tmp_path, capsys, options, sentence):
    where = ["--data-dir", str(data_dir), "--output", str(tmp_path), "--epochs", "2"]
    assert main(["fit", *where, "--recipe", "published", *options]) == 1
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1


def test_the_recipes_are_named_in_the_help(capsys):
    with pytest.raises(SystemExit):
        main(["fit", "--help"])
    text = capsys.readouterr().out
    assert "published: epochs 25, batch_size 32, lr 0.005\n" in text
    [ours] = [line for line in text.splitlines() if line.strip().startswith("ours: ")]
    assert f"epochs {RECIPES['ours'].epochs}, batch_size {RECIPES['ours'].batch_size}" in ours


def test_each_setting_is_explained_in_the_help(capsys):
    with pytest.raises(SystemExit):
        main(["fit", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    for setting in fields(Recipe):
        assert f"{option(setting.name)} {setting.type.__name__.upper()} {said(setting)}" in text
    assert "--twice FLOAT linear, deep, mlp, record: share of the pictures, hard ones" in text
    assert "(0 to 1,000,000)" in text


def test_a_recipe_s_own_settings_may_be_another_network_s():
    recipe = RECIPES["photos"].changed(network="mlp", epochs=3)
    assert (recipe.network, recipe.epochs, recipe.covered) == ("mlp", 3, RECIPES["photos"].covered)


def test_the_published_recipe_is_the_published_one():
    recipe = RECIPES["published"]
    assert (recipe.epochs, recipe.lr, recipe.batch_size, recipe.std, recipe.dropout) == (25, 0.005, 32, 0.1, 0.2)
    assert (recipe.momentum, recipe.weight_decay, recipe.l1, recipe.label_smoothing) == (0, 0, 0, 0)
    assert (recipe.schedule, recipe.flip, recipe.shift) == ("constant", False, 0)


def test_the_quick_recipe_learns_in_its_few_epochs(data_dir, tmp_path):
    assert main(["fit", "--recipe", "quick", "--data-dir", str(data_dir), "--output", str(tmp_path)]) == 0
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    losses = [epoch["valid_loss"] for epoch in metrics["history"]]
    assert len(losses) == RECIPES["quick"].epochs <= 5 and losses[-1] < losses[0]


def test_a_setting_that_is_no_setting_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["fit", "--nesterov", "perhaps"])
    assert stopped.value.code == 2
    assert "write true or false, not 'perhaps'" in capsys.readouterr().err
