"""Photos a second by Ray on the cores of this machine, and without it: `python -m tests.tools.cluster_speed`.

Then what a calculation for more machines needs: what a job costs before its first answer, how much memory a predictor
of the pool takes, how long a list of photos takes to make, and how many bytes a row has.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from model.bulk.places import find
from tests.support import ROOT
from tests.tools.many_speed import drawn

LARGE = 4000, 3000
RAY = ("--engine", "ray", "--address", "local")
LISTED = 100_000


def seconds(photos: Path, output: Path, *arguments: str) -> float:
    """What asking about these takes, by the clock."""
    shutil.rmtree(output, ignore_errors=True)
    started = time.perf_counter()
    command = [sys.executable, "-m", "model", str(photos), "--output", str(output), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {"RAY_USAGE_STATS_ENABLED": "0"})
    return time.perf_counter() - started


class Pool(threading.Thread):
    """Watches, while it is entered, how much memory the predictors of the pool take. most: MB of the largest."""

    def __init__(self):
        super().__init__(daemon=True)
        self._over, self.most = threading.Event(), 0.0

    def run(self) -> None:
        """Look ten times a second."""
        while not self._over.wait(0.1):
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    if b"rows_of" in (path / "cmdline").read_bytes():
                        pages = int((path / "statm").read_text().split()[1])
                        self.most = max(self.most, pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
                except OSError:
                    continue

    def __enter__(self) -> "Pool":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        self.join()


def compare(name: str, photos: Path, one: Path, output: Path, rounds: int) -> None:
    """Measure and print the rates of both engines on a folder's photos, in turn; their start is of one photo."""
    count = len(os.listdir(photos))  # noqa: PTH208
    taken: dict[str, list[tuple[float, float]]] = {}
    with Pool() as pool:
        for _ in range(rounds):
            for engine, arguments in (("local", ()), ("ray", RAY)):
                start = seconds(one, output, *arguments)
                taken.setdefault(engine, []).append((start, seconds(photos, output, *arguments)))
    print(f"{count:,} photos, {name}, median of {rounds}")
    for engine, found in taken.items():
        start, whole = (median(part) for part in zip(*found, strict=True))
        print(f"  {engine:5}  one photo {start:5.1f} s, all {whole:6.1f} s, {count / (whole - start):6.1f} a second")
    size = sum(path.stat().st_size for path in output.iterdir())
    print(f"  a predictor of the pool: {pool.most:.0f} MB; a row: {size / count:.0f} bytes")


def listing(folder: Path, names: Sequence[str]) -> None:
    """Print how long it takes to list so many files."""
    for name in names:
        (folder / name).touch()
    started = time.perf_counter()
    count = len(find([str(folder)]))
    print(f"a list of {count:,} photos: {time.perf_counter() - started:.1f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000, help="how many of 320 × 240 px (default: 10,000)")
    parser.add_argument("--large", type=int, default=1000, help="how many of 12 megapixels (default: 1,000)")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as here:
        folders = {name: Path(here) / name for name in ("small", "large", "listed")}
        for folder in folders.values():
            folder.mkdir()
        small = drawn(folders["small"], options.small, (320, 240))
        drawn(folders["large"], options.large, LARGE)
        output = Path(here) / "answers.parquet"
        compare("320 × 240 px", folders["small"], small[0], output, options.rounds)
        compare("12 megapixels", folders["large"], small[0], output, options.rounds)
        listing(folders["listed"], [f"{number}.jpg" for number in range(LISTED)])


if __name__ == "__main__":
    main()
