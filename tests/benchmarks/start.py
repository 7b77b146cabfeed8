"""How soon it answers, and what memory it takes then: python -m tests.benchmarks.start [TREE ...] [--rounds 5]

As a part of `python -m tests.benchmarks` beside the bare imports and beside an app that does nothing. By itself, beside
other copies of this tree, of an earlier commit say, each TREE's app started with this Python, in turn, round for round,
and beside each median the first tree's as a ratio; without one, this tree alone.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import httpx

from tests.benchmarks.apps import EMPTY, OURS, started
from tests.benchmarks.measuring import Line
from tests.hostile.asking import ask, upload
from tests.support import EXAMPLES, ROOT
from tests.tools.serving import WAIT, megabytes

IMPORTS = (sys.executable, "-c", "import torch, gradio; print(flush=True)")
ROUNDS, REQUESTS = 5, 100


def _to_first_answer(app: Sequence[str]) -> float:
    with started(app) as now:
        return now.seconds


def _imports() -> float:
    """Seconds until they are done: what Python takes to end afterwards, a third of a second, is not among them."""
    begun = time.perf_counter()
    with subprocess.Popen(IMPORTS, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline(), "torch and gradio cannot be imported"
        return time.perf_counter() - begun


def _megabytes_after_requests(app: Sequence[str], endpoint: str) -> float:
    photos = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.jpg"))]
    with started(app) as now, httpx.Client(timeout=WAIT) as client:
        api = f"http://127.0.0.1:{now.port}/gradio_api/"
        for photo in islice(cycle(photos), REQUESTS):
            event, said = ask(client, api, endpoint, {"data": [upload(client, api, photo)]})
            assert event == "complete", said
        return megabytes(now.process)


def measure(data_dir: Path) -> Iterator[Line]:
    """From the command to the first answer, and resident memory after a hundred small photos, each uploaded."""
    steps = {"imports": _imports, "ours": lambda: _to_first_answer(OURS), "empty": lambda: _to_first_answer(EMPTY)}
    for step in steps.values():
        step()  # once uncounted: what it reads is then in the system's memory
    rounds = [{name: step() for name, step in steps.items()} for _ in range(ROUNDS)]
    taken = {name: median(each[name] for each in rounds) for name in steps}
    what = "from `python app.py` to the first answer"
    yield Line(what, "the bare imports of torch and gradio", taken["ours"], taken["imports"], "s", 1.15)
    yield Line(what, "an empty app with torch imported, to its first", taken["ours"], taken["empty"], "s")
    ours, empty = _megabytes_after_requests(OURS, "inspect"), _megabytes_after_requests(EMPTY, "predict")
    what = f"resident memory after {REQUESTS} small photos"
    yield Line(what, "an empty app with torch imported, after as many", ours, empty, "MB", 1.25)


def main() -> None:
    """Measure the trees and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", type=Path, nargs="*", default=[ROOT], metavar="TREE")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    found: dict[Path, list[tuple[float, float]]] = {tree: [] for tree in options.trees}
    for number in range(-1, options.rounds):
        for tree in options.trees:
            with started(OURS, tree) as now:
                if number >= 0:  # once uncounted, as above
                    found[tree].append((now.seconds, megabytes(now.process)))
    medians = {tree: [median(column) for column in zip(*rounds, strict=True)] for tree, rounds in found.items()}
    first = medians[options.trees[0]]
    for tree, (seconds, of_memory) in medians.items():
        ratios = f"{seconds / first[0]:.3f}, {of_memory / first[1]:.3f}"
        print(f"{seconds:6.2f} s to the first answer, {of_memory:7.1f} MB then; to the first tree's {ratios}: {tree}")


if __name__ == "__main__":
    main()
