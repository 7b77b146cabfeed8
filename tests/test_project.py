"""What must say the same in two places: the Space's front matter, the requirements, the versions, the reading order."""

import re

import gradio
import pytest
import yaml

from tests.benchmarks.__main__ import PARTS, parse
from tests.support import ROOT
from tests.tools import reading_order


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


def test_the_readme_s_reading_order_is_counted():
    assert len(reading_order.FILES) == 11
    assert f"\n\n{reading_order.table()}\n\n" in (ROOT / "README.md").read_text(), "python -m tests.tools.reading_order"


def test_the_benchmarks_are_all_measured_unless_some_are_named():
    assert parse([]).parts == list(PARTS)
    assert parse(["why", "--runs", "3"]).parts == ["why"]
    with pytest.raises(SystemExit):
        parse(["nothing"])
