"""`reproduce`: every system runs on small data, the table says what it found, and a call cut off goes on."""

import json
import shutil

import pytest

from training import reproduce as reproduce_module
from training.__main__ import main
from training.published.claim import Bench, Claim, Named, number, words
from training.reproduce import SYSTEMS, reproduce


def test_every_system_runs_and_leaves_its_rows_and_pictures(mnist_dir, tmp_path, capsys):
    figures = tmp_path / "figures.json"
    options = ["--quick", "--data-dir", str(mnist_dir), "--output", str(tmp_path / "out"), "--json", str(figures)]
    assert main(["reproduce", *options]) == 0
    result = json.loads(figures.read_text())
    assert set(result) == set(SYSTEMS)
    table = (tmp_path / "out" / "README.md").read_text()
    assert table in capsys.readouterr().out
    assert "reproduces nothing" in table
    for row in result.values():
        for claim in row["claims"]:
            assert f"| {claim['figure']} | {claim['published']} | {claim['measured']} |" in table
    pictures = {path.stem for path in (tmp_path / "out").glob("*.png")}
    assert pictures >= {"samples", "one-picture", "one-photo", "numpy-errors", "t-sne", "learning-rates", "deeper-2000"}


def test_a_call_cut_off_goes_on_with_the_system_it_was_at(tmp_path, monkeypatch):
    measured = []

    def system(name, breaks=False):
        def measure(bench):
            measured.append(name)
            if breaks and measured.count(name) == 1:
                raise KeyboardInterrupt
            return [Claim(name, "", "", "", "", "agrees")]

        return measure

    systems = {"first": system("first"), "second": system("second", breaks=True), "third": system("third")}
    monkeypatch.setattr(reproduce_module, "SYSTEMS", systems)
    monkeypatch.setattr(reproduce_module, "SOURCES", ())
    with pytest.raises(KeyboardInterrupt):
        reproduce(list(systems), tmp_path)
    reproduce(list(systems), tmp_path)
    assert measured == ["first", "second", "second", "third"]
    reproduce(["first"], tmp_path, seeds=1)
    assert measured[-1] == "first", "other settings, another measurement"
    reproduce(["third"], tmp_path, fresh=True)
    assert measured[-1] == "third"


NAMED = Named("system", "setting", "accuracy")


@pytest.mark.parametrize(
    ("measured", "agrees"), [([0.85], True), ([0.84, 0.88], True), ([0.839], False), ([0.91], False)]
)
def test_a_number_agrees_within_its_range_and_tolerance(measured, agrees):
    claim = number(NAMED, (0.86, 0.88), measured, 0.02, "because")
    assert claim.verdict == ("agrees" if agrees else "differs: because")
    assert claim.published == "0.86 to 0.88 (± 0.02)"


def test_seeds_are_a_mean_and_a_spread():
    assert number(NAMED, (0.5, 0.5), [0.4, 0.6], 0.1).measured == "0.5000 ± 0.1414"


def test_a_difference_without_a_reason_says_so():
    assert words(NAMED, ["a"], ["b"]).verdict == "differs: not explained"
    assert words(NAMED, ["a", "b"], ["b", "a"]).verdict == "agrees"


def test_the_quick_pass_shortens_and_the_full_one_does_not(tmp_path):
    assert Bench(tmp_path, tmp_path, quick=True).epochs(500) == 2
    assert Bench(tmp_path, tmp_path).epochs(500) == 500


def test_the_table_in_the_tree_is_of_the_full_settings_and_explains_every_difference():
    kept = reproduce_module.IN_THE_TREE / "figures"
    figures = {path.stem: json.loads(path.read_text()) for path in kept.glob("*.json")}
    assert set(figures) == set(SYSTEMS)
    for row in figures.values():
        assert not row["settings"]["quick"]
        assert not [claim for claim in row["claims"] if "not explained" in claim["verdict"]]


def test_the_table_in_the_tree_is_what_the_command_writes(tmp_path):
    shutil.copytree(reproduce_module.IN_THE_TREE, tmp_path / "copy")
    reproduce(list(SYSTEMS), tmp_path / "copy")
    name = reproduce_module.TABLE
    assert (tmp_path / "copy" / name).read_text() == (reproduce_module.IN_THE_TREE / name).read_text()
