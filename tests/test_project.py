"""What holds the tree together: which part may import which, and figures that must say the same in two places."""

import ast
import re
import subprocess
import sys

import gradio
import pytest
import yaml
from conftest import ROOT

FOLDERS = ("model", "page", "training")
PYTHON = [*ROOT.glob("*.py"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]


DRAWING = {"augment", "mixture", "nongarments"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_arrows_point_one_way(path):
    packages = {name.split(".")[0] for name in imports(path)}
    if path.parent.name == "model":
        assert not packages & {"training", "page", "gradio", "app"}
    elif path.name == "app.py" or path.parent.name == "page":
        assert not packages & {"training", "app"}
    else:
        assert not packages & {"page", "gradio", "app"}, "the page alone imports gradio"


def test_the_app_starts_without_what_only_training_needs():
    heavy = ("torchvision", "sklearn", "matplotlib", "training")
    code = f"import sys, app; print([name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_layer_of_the_framework_is_used(path):
    """Module and Parameter are the ground, and conv2d is held against a version of our own in test_convolution.py.

    framework.py is the yardstick, and the only one that may have layers. What draws training pictures may use torch's
    functions for pictures: nothing of it is a part of a network.
    """
    if path.name == "framework.py":
        return
    taken = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("torch.nn"):
            taken |= {name.name for name in node.names}
        if isinstance(node, ast.Attribute):
            taken |= set(re.findall(r"^(?:torch\.)?nn\.(.*)$", ast.unparse(node)))
        assert not (isinstance(node, ast.Attribute) and ast.unparse(node).startswith("torch.optim"))
    drawing = {"affine_grid", "avg_pool2d", "grid_sample", "interpolate", "max_pool2d", "one_hot", "pad"}
    assert taken <= {"Module", "Parameter", "conv2d"} | (drawing if path.stem in DRAWING else set())


def front_matter() -> dict[str, str]:
    _, head, _ = (ROOT / "README.md").read_text().split("---\n", 2)
    return dict(line.split(": ", 1) for line in head.splitlines() if re.match(r"\w+: ", line))


def test_the_space_runs_the_gradio_that_is_tested():
    assert front_matter()["sdk_version"].strip('"') == gradio.__version__
    assert f"gradio[mcp]=={gradio.__version__}" in (ROOT / "requirements-dev.txt").read_text().splitlines()


def test_the_app_needs_these_packages_and_no_more():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    names = {re.match(r"[\w-]+", line).group() for line in lines if line and not line.startswith("#")}
    assert names == {"gradio", "torch", "torchvision", "pillow", "pillow-heif", "huggingface_hub"}
    assert not [line for line in lines if "==" in line and not line.startswith("#")], "ranges, not pins"


COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
RULES = {
    "title": lambda value: 0 < len(value) <= 60,
    "emoji": lambda value: len(value) in (1, 2),
    "colorFrom": lambda value: value in COLOURS,
    "colorTo": lambda value: value in COLOURS,
    "sdk": lambda value: value == "gradio",
    "sdk_version": lambda value: re.fullmatch(r"\d+\.\d+\.\d+", value),
    "python_version": lambda value: value in ("3.11", "3.12", "3.13"),  # numpy and pandas of today need 3.11
    "app_file": lambda value: (ROOT / value).is_file(),
    "license": lambda value: value == "apache-2.0" and "Apache License" in (ROOT / "LICENSE").read_text(),
    "short_description": lambda value: 0 < len(value) <= 60,
    "suggested_hardware": lambda value: value == "cpu-basic",
    "datasets": lambda value: all(re.fullmatch(r"[\w-]+/[\w-]+", name) for name in value),
    "tags": lambda value: all(re.fullmatch(r"[a-z-]+", name) for name in value) and value,
}


def test_the_space_s_front_matter_is_complete_and_valid():
    _, head, _ = (ROOT / "README.md").read_text().split("---\n", 2)
    values = yaml.safe_load(head)
    assert set(values) == set(RULES), "thumbnail and models are added where it is published"
    for key, rule in RULES.items():
        assert rule(values[key]), f"{key}: {values[key]!r}"
