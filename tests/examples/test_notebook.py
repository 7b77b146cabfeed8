"""The notebook: what it stores, that it is ours from end to end, and, slowly, that it still shows the same."""

import ast
import copy
import importlib
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
import pytest

from tests.support import ROOT
from tests.test_architecture import installed_by
from tests.tools import notebook as tool

STORED = nbformat.read(tool.NOTEBOOK, as_version=4)
CODE = [cell for cell in STORED.cells if cell.cell_type == "code"]
PROSE = [cell.source for cell in STORED.cells if cell.cell_type == "markdown"]
SILENT = 2  # the first cells: where the tree is, and what draws
STORY = {  # what the notebook tells of, by what it imports
    "training.data.mnist.fashion_mnist",
    "model.numpy_classifier.backward",
    "model.layers.Linear",
    "model.layers.Conv2d",
    "model.layers.Residual",
    "model.networks.Classifier",
    "training.learning.loss.cross_entropy",
    "training.learning.optimizer.Optimizer",
    "training.learning.learner.Learner",
    "model.photo.transform",
    "model.predictor.Predictor",
    "model.steps.steps",
    "training.judging.calibration.fit_temperature",
    "training.data.nongarments",
}
NUMBER = r"\d[\d,]*\.?\d*(?:e[+-]\d+)?"


def text(cell) -> str:
    """What the cell printed."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def figures(shown: str) -> list[float]:
    return [float(number.replace(",", "")) for number in re.findall(NUMBER, shown)]


def parsed() -> list[ast.AST]:
    return [node for cell in CODE for node in ast.walk(ast.parse(cell.source))]


def imported() -> set[str]:
    found = set()
    for node in parsed():
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_it_was_run_from_top_to_bottom_and_stores_what_it_showed():
    assert [cell.execution_count for cell in CODE] == list(range(1, len(CODE) + 1))
    for cell in CODE[SILENT:]:
        assert cell.outputs, cell.source
    kinds = {output.output_type for cell in CODE for output in cell.outputs}
    assert kinds == {"stream", "display_data"}, "no errors, and nothing that shows itself unasked"
    assert {output.name for cell in CODE for output in cell.outputs if output.output_type == "stream"} == {"stdout"}
    assert sum("image/png" in output.get("data", {}) for cell in CODE for output in cell.outputs) >= 8


def test_it_is_small_and_knows_no_machine():
    raw = tool.NOTEBOOK.read_text(encoding="utf-8")
    assert len(raw.encode()) <= 1_000_000
    assert not re.search(r"/(home|root|tmp|usr|mnt|Users|content)/|[A-Z]:\\\\", raw)
    assert str(ROOT) not in raw and str(Path.home()) not in raw
    assert STORED.metadata.language_info == {"name": "python"}


def test_it_imports_our_parts_and_copies_none():
    names = imported()
    assert names >= STORY
    assert not [name for name in names if name.startswith("torch.")], "what is from the ground up is ours"
    assert not [node.name for node in parsed() if isinstance(node, ast.ClassDef)]
    ours = [
        importlib.import_module(name.rpartition(".")[0])
        for name in names
        if name.split(".")[0] in ("model", "training")
    ]
    defined = {node.name for node in parsed() if isinstance(node, ast.FunctionDef)}
    assert not {name for name in defined for module in ours if hasattr(module, name)}


def test_every_exercise_has_an_answer_folded_in():
    exercises = [source for source in PROSE if "**Exercise.**" in source]
    assert len(exercises) >= 6
    for source in exercises:
        assert re.search(
            r"\*\*Exercise\.\*\*.+<details><summary>Answer</summary>\n\n.+\n\n</details>", source, re.DOTALL
        )


def test_its_links_lead_somewhere():
    links = {link for source in PROSE for link in re.findall(r"\]\((\.\.[^)]*)\)", source)}
    assert len(links) >= 10
    for link in links:
        assert (tool.NOTEBOOK.parent / link).is_file(), link


def test_badge_and_first_cell_follow_the_one_address():
    assert tool.addressed(STORED, tool.repository()) == STORED, "python -m tests.tools.notebook writes them"
    there = tool.addressed(STORED, "https://github.com/me/garments")
    path = "github/me/garments/blob/main/examples/from-the-ground-up.ipynb"
    assert f"](https://colab.research.google.com/{path})" in there.cells[0].source
    assert '\nREPOSITORY = "https://github.com/me/garments"' in there.cells[1].source
    nowhere = tool.addressed(there, "")
    assert "colab" not in nowhere.cells[0].source and '\nREPOSITORY = ""' in nowhere.cells[1].source
    assert tool.addressed(nowhere, "https://github.com/me/garments") == there
    with pytest.raises(ValueError, match="Colab opens"):
        tool.addressed(STORED, "https://example.com/me/garments")


def first_cell(address: str, folder: Path) -> subprocess.CompletedProcess:
    source = re.sub(r'(?m)^REPOSITORY = ""', f"REPOSITORY = {address!r}", tool.addressed(STORED, "").cells[1].source)
    code = f"{source}\nimport model.layers\nprint(Path.cwd(), missing, model.layers.WHAT)"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)


def test_a_notebook_that_comes_alone_fetches_its_tree(tmp_path):
    published, alone = tmp_path / "published", tmp_path / "alone"
    (published / "model").mkdir(parents=True)
    (published / "model" / "layers.py").write_text("WHAT = 'fetched'\n")
    who = {f"GIT_{role}_{what}": "me@here" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "A tree"]):
        subprocess.run(["git", *command], cwd=published, env={**os.environ, **who}, check=True)
    alone.mkdir()
    done = first_cell(published.as_uri(), alone)
    assert done.stdout.split() == [str(alone / "tree"), "[]", "fetched"], done.stderr
    inside = first_cell("", published)
    assert inside.stdout.split() == [str(published), "[]", "fetched"], "nothing is fetched where the tree is"


def test_without_a_tree_and_an_address_it_says_so(tmp_path):
    done = first_cell("", tmp_path)
    assert done.returncode == 1 and "Open this notebook in its tree" in done.stderr


def test_what_the_first_cell_installs_is_all_that_it_takes(tmp_path):
    (literal,) = re.findall(r"(?ms)^needed = (\{.*?^\})", CODE[0].source)
    needed = ast.literal_eval(re.sub("#.*", "", literal))
    (tmp_path / "needed.txt").write_text("\n".join(needed.values()))
    there = installed_by(str(tmp_path / "needed.txt"))
    missing = [
        package
        for package, distributions in packages_distributions().items()
        if not {re.sub(r"[-_.]+", "-", name).lower() for name in distributions} & there
    ]
    lines = [ast.unparse(node) for node in parsed() if isinstance(node, ast.Import | ast.ImportFrom)]
    code = "\n".join([f"import sys; sys.modules.update(dict.fromkeys({missing!r}))", *lines])
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "gradio" in missing and "nbclient" in missing


def with_answers(notebook):
    """A copy in which the code of each answer follows it as a cell."""
    notebook, cells = copy.deepcopy(notebook), []
    for cell in notebook.cells:
        answers = re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL) if cell.cell_type == "markdown" else []
        cells += [cell, *map(nbformat.v4.new_code_cell, answers)]
    notebook.cells = cells
    return notebook


@pytest.fixture(scope="module")
def fresh(tmp_path_factory, full_data_dir):
    """The notebook and its answers, run in a copy of what it needs."""
    clone = tmp_path_factory.mktemp("clone")
    for folder in ("examples", "model", "training"):
        shutil.copytree(ROOT / folder, clone / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (clone / "data").symlink_to(full_data_dir)
    return tool.run(with_answers(STORED), clone / "examples")


def close(shown: list[float], stored: list[float]) -> bool:
    """Alike up to what another processor's rounding does to a training run: shares within 0.02, the rest by a tenth."""
    pairs = zip(shown, stored, strict=True)
    return all(abs(a - b) <= (0.02 if b <= 1 else 0.1 * b) for a, b in pairs)


@pytest.mark.slow
def test_a_fresh_run_shows_what_is_stored(fresh):
    ids = {cell.id: cell for cell in fresh.cells}
    for cell in CODE:
        shown, stored = text(ids[cell.id]), text(cell)
        assert re.sub(NUMBER, "#", shown) == re.sub(NUMBER, "#", stored), "the same words"
        assert close(figures(shown), figures(stored)), (shown, stored)
        assert [o.output_type for o in ids[cell.id].outputs] == [o.output_type for o in cell.outputs]


@pytest.mark.slow
def test_the_answers_say_what_their_code_shows(fresh):
    answered = 0
    for cell, after in zip(fresh.cells, fresh.cells[1:], strict=False):
        if cell.cell_type == "markdown" and (said := re.search(r"```text\n(.*?)```", cell.source, re.DOTALL)):
            answered += 1
            assert close(figures(text(after)), figures(said[1])), text(after)
    assert answered >= 2


@pytest.mark.slow
def test_the_story_holds(fresh):
    told = "".join(text(cell) for cell in fresh.cells if cell.cell_type == "code")

    def figure(pattern: str) -> float:
        return float(re.search(pattern, told)[1])

    assert figure(r"one neuron, 60 steps: (\S+)") > 0.9
    assert told.count("by hand and by autograd the same: True") == 2
    assert "naive nan, ours" in told and "no idea at all: 2.3026" in told and "the same as by hand: True" in told
    written, slip = (figure(rf"{name} +(\S+) of the test") for name in ("as written", "with the slip"))
    assert 0.857 < written < 0.874 and 0.859 < slip < 0.880, "within three spreads of what was measured"
    assert "the file says 0.9078" in told and "accuracy 0.9078" in told
    assert re.findall(r"photos right: (\d+) of 10", told) == ["1", "10"], "before and after there is one pixel space"
    assert figure(r"as they are +right (\S+),") < 0.15
    one, two = (figure(rf"\[0, {top}\] +right .* calibration error (\S+)") for top in (1, 2))
    assert two > one + 0.03
    assert "printed, and seen again: differs by 0.0000" in told
    assert figure(r"mlp, on a cover: (\d+)") <= 2 and figure(r"resnet, on a cover: (\d+)") == 10
    assert figure(r"moved by 0 of 28 pixels: (\S+)") - figure(r"moved by 6 of 28 pixels: (\S+)") > 0.5
    assert figure(r"20 plain .* (\S+) right") < 0.2 and figure(r"20 residual .* (\S+) right") > 0.6
    assert figure(r"asked in \[0, 2\]: temperature (\S+)") > 1.4
    assert figure(r"scores above a drawing in (\S+)") > 0.95
