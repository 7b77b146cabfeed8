"""How fast it is: python -m tests.benchmarks [PART ...] [--runs 1] [--json FILE] [--data-dir data]

Parts: network, why, decoding, serving, start, training; without any, all of them. Each figure stands beside the limit
or the usual way that it is held against, measured in turn with it, and their ratio beside the ratio's goal: of several
runs the least, the median and the most. Give it a machine that has nothing else to do.
"""

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from statistics import median

import torch

from tests.benchmarks.measuring import Line

PARTS = ("network", "why", "decoding", "serving", "start", "training")


def machine() -> str:
    """What it ran on."""
    cpu = platform.processor() or platform.machine()
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    if names:
        cpu = names[0].partition(":")[2].strip()
    return f"{os.cpu_count()} cores of {cpu}, Python {platform.python_version()}, torch {torch.__version__}"


def row(lines: list[Line]) -> str:
    """The table's row for the same line of each run."""
    first, ratios = lines[0], sorted(line.ratio for line in lines)
    ours, theirs = (median(getattr(line, side) for line in lines) for side in ("ours", "theirs"))
    goal = "" if first.goal is None else f"{'≥' if first.at_least else '≤'} {first.goal:g}"
    spread = f"{ratios[0]:.2f}, **{median(ratios):.2f}**, {ratios[-1]:.2f}"
    of = f"{ours:,.4g} {first.unit}", f"{theirs:,.4g} {first.unit}"
    return f"| {first.what} | {of[0]} | {first.against} | {of[1]} | {spread} | {goal} |"


def part(name: str) -> str:
    """Raises ArgumentTypeError, one sentence, for one that there is not."""
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"there is no part {name!r}; there are: {', '.join(PARTS)}")
    return name


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options; without a part, all of them. Exits with 2 for a wrong one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", type=part, metavar="PART")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--data-dir", type=Path, default=Path("data"), help="where Fashion-MNIST is, for training")
    options = parser.parse_args(arguments)
    options.parts = options.parts or list(PARTS)
    return options


def main() -> None:
    """Measure, print the table, write the figures."""
    options = parse()
    print(f"{machine()}; {options.runs} runs\n")
    print("| | ours | against | that | ratio: least, **median**, most | goal |\n|---|---|---|---|---|---|", flush=True)
    found: dict[str, list[list[Line]]] = {}
    for part in options.parts:
        measure = import_module(f"tests.benchmarks.{part}").measure
        found[part] = [list(measure(options.data_dir)) for _ in range(options.runs)]
        for of_each_run in zip(*found[part], strict=True):
            print(row(list(of_each_run)), flush=True)
    if options.json:
        runs = {part: [[asdict(line) for line in run] for run in of_part] for part, of_part in found.items()}
        options.json.write_text(json.dumps({"machine": machine(), "runs": runs}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
