"""How soon it answers, and what memory it takes then: python -m tests.benchmarks.start [TREE ...] [--rounds 5]

As a part of `python -m tests.benchmarks` beside the bare imports and beside an app that does nothing. By itself, beside
other copies of this tree, of an earlier commit say, each TREE's app started with this Python, in turn, round for round,
and beside each median the first tree's as a ratio; without one, this tree alone.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import httpx

from tests.benchmarks.measuring import Line
from tests.hostile.asking import ask, upload
from tests.support import EXAMPLES, ROOT
from tests.tools.serving import WAIT, megabytes

PHOTO = "data:image/jpeg;base64," + b64encode((EXAMPLES / "bag.jpg").read_bytes()).decode()
OURS, EMPTY = ("app.py", "--port"), ("-m", "tests.benchmarks.empty_app", "--torch")  # and the port
IMPORTS = (sys.executable, "-c", "import torch, gradio; print(flush=True)")
ROUNDS, REQUESTS = 5, 100


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(port: int) -> dict:
    """What /predict says of the example bag. Raises OSError while nobody listens."""
    call = f"http://127.0.0.1:{port}/gradio_api/call/predict"
    body = json.dumps({"data": [{"url": PHOTO}]}).encode()
    request = urllib.request.Request(call, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{call}/{event}") as stream:
        return json.loads(stream.read().decode().split("data: ", 1)[1])[0]


@dataclass(frozen=True)
class Started:
    """An app that has answered once: its port, its process's number, and the seconds from its command until then."""

    port: int
    process: int
    seconds: float


@contextmanager
def started(app: Sequence[str], tree: Path = ROOT) -> Iterator[Started]:
    """The app, ended afterwards. app: OURS or EMPTY. Raises AssertionError where it does not start."""
    port = free_port()
    with tempfile.TemporaryDirectory() as uploads:
        environment = {**os.environ, "GRADIO_TEMP_DIR": uploads}
        command = [sys.executable, *app, str(port)]
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.DEVNULL)
        try:
            while True:
                try:
                    answer(port)
                    break
                except OSError:
                    assert process.poll() is None, f"{tree} did not start"
                    time.sleep(0.02)
            yield Started(port, process.pid, time.perf_counter() - begun)
        finally:
            process.terminate()
            process.wait(WAIT)


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
