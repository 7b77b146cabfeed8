"""From `python app.py` to its first answer, and the memory it then holds: `python -m tests.tools.startup [TREE ...]`.

Each TREE is a copy of this one, of an earlier commit say, whose app is started with this Python; the trees are measured
in turn, round for round, and beside each median stands the first tree's as a ratio. Without one, this tree alone.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from pathlib import Path
from statistics import median

from tests.support import ROOT

PHOTO = "data:image/jpeg;base64," + b64encode((ROOT / "examples" / "bag.jpg").read_bytes()).decode()


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


def start(tree: Path) -> tuple[float, float]:
    """(seconds to the first answer, MB of resident memory after it)."""
    port = free_port()
    environment = {**os.environ, "GRADIO_SERVER_PORT": str(port)}
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "app.py"], cwd=tree, env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                assert answer(port)["label"] == "Bag"
                break
            except OSError:
                assert process.poll() is None, f"{tree} did not start"
                time.sleep(0.02)
        seconds = time.perf_counter() - started
        status = Path(f"/proc/{process.pid}/status").read_text()
        return seconds, int(status.split("VmRSS:")[1].split()[0]) / 1000
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", type=Path, nargs="*", default=[ROOT], metavar="TREE")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for tree in options.trees:
        start(tree)  # once uncounted: what it reads is then in the system's memory
    found = {tree: [] for tree in options.trees}
    for _ in range(options.rounds):
        for tree in options.trees:
            found[tree].append(start(tree))
    medians = {tree: [median(column) for column in zip(*rounds, strict=True)] for tree, rounds in found.items()}
    first = medians[options.trees[0]]
    for tree, (seconds, megabytes) in medians.items():
        ratios = f"{seconds / first[0]:.3f}, {megabytes / first[1]:.3f}"
        print(f"{seconds:6.2f} s to the first answer, {megabytes:7.1f} MB then; to the first tree's {ratios}: {tree}")


if __name__ == "__main__":
    main()
