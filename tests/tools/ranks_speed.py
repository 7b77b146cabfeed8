"""How long a batch takes by one process of one thread, by one of two, and by two processes of a thread each.

    python -m tests.tools.ranks_speed [--photos PHOTOS] [--data-dir data] [--rounds 3]

Of Fashion-MNIST by the published recipe and by ours, and with PHOTOS of photos of 64 and of 96 px. All take turns, and
of each the fastest quarter of the batches ends where the figure says: what else the machine does makes no batch faster.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import torch

from tests.support import ROOT
from training.learning import ranks
from training.learning.learner import Learner
from training.learning.memory import keep_freed_memory
from training.recipes import RECIPES, Recipe
from training.run import make_run

TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
WAYS = {  # → what starts a process or two, the threads of each
    "1 process, 1 thread": ([], 1),
    "1 process, 2 threads": ([], 2),
    "2 processes, 1 thread each": (TORCHRUN, 1),
}


def recipe(name: str) -> tuple[Recipe, int]:
    """The recipe of that name, or that of photos of so many px, and how many batches are timed at once.

    Of the small network's more than one: some machines' clocks tick once a millisecond.
    """
    if name.isdecimal():
        return Recipe(**{**vars(RECIPES["photos"]), "sizes": name, "plain_grounds": False}), 1
    return RECIPES[name], 20


def seconds_of_a_batch(name: str, photos: Path | None, data_dir: Path) -> float:
    """Of 36 times, after the first 4, the fastest quarter's slowest: in this process, a rank where it is one."""
    settings, at_once = recipe(name)
    learner = make_run(settings, data_dir, photos if name.isdecimal() else None).learner
    ends = []

    def on_batch(learner: Learner) -> None:
        ends.append(time.perf_counter())
        if len(ends) == 40 * at_once:
            learner.stop()

    while len(ends) < 40 * at_once:
        learner.train_epoch(on_batch)
    took = torch.tensor(ends[::at_once], dtype=torch.double).diff() / at_once
    return took[4:].quantile(0.25).item()


def main() -> None:
    """Time all ways in turn, print each time as it comes, then the least of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help=argparse.SUPPRESS)  # what the processes that are timed are told
    options = parser.parse_args()
    if options.only:
        keep_freed_memory()
        with ranks.together(learning=True):
            print(seconds_of_a_batch(options.only, options.photos, options.data_dir))
        return

    names = ["published", "ours", *(("64", "96") if options.photos else ())]
    seconds = {(name, way): [] for name in names for way in WAYS}
    again = ["-m", "tests.tools.ranks_speed", *sys.argv[1:], "--only"]
    for _ in range(options.rounds):
        for name, way in seconds:
            start, threads = WAYS[way]
            environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
            command = [sys.executable, *start, *again, name]
            done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
            seconds[name, way].append(float(done.stdout))
            print(f"{name}, {way}: {1000 * seconds[name, way][-1]:.2f} ms", file=sys.stderr, flush=True)
    for (name, way), times in seconds.items():
        print(f"{name:<10} {way:<28} {1000 * min(times):8.2f} ms")


if __name__ == "__main__":
    main()
