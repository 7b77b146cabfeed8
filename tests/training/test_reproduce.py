"""`reproduce`: every system runs on small data, the table says what it found, and a call cut off goes on."""

import json
import shutil

import pytest

from training import reproduce as reproduce_module
from training.__main__ import main
from training.published.claim import Claim
from training.reproduce import SYSTEMS, reproduce


@pytest.mark.slow
def test_every_system_runs_and_leaves_its_rows_and_pictures(mnist_dir, tmp_path, capsys):
    figures = tmp_path / "figures.json"
    where = ["--data-dir", str(mnist_dir), "--output", str(tmp_path / "out"), "--json", str(figures)]
    options = ["--quick", "--jobs", "2", *where]
    assert main(["reproduce", *options]) == 0
    result = json.loads(figures.read_text())
    assert list(result) == list(SYSTEMS)
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
            return [Claim(name, "", "", "", "", 1, "agrees")]

        return measure

    systems = {"first": system("first"), "second": system("second", breaks=True), "third": system("third")}
    monkeypatch.setattr(reproduce_module, "SYSTEMS", systems)
    monkeypatch.setattr(reproduce_module, "SOURCES", ())
    with pytest.raises(KeyboardInterrupt):
        reproduce(list(systems), tmp_path)
    reproduce(list(systems), tmp_path)
    assert measured == ["first", "second", "second", "third"]
    reproduce(["first"], tmp_path, most=1)
    assert measured[-1] == "first", "other settings, another measurement"
    reproduce(["third"], tmp_path, fresh=True)
    assert measured[-1] == "third"


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
