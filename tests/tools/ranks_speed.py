"""How long an epoch takes by one process of one thread, by one of two, and by two processes of a thread each.

    python -m tests.tools.ranks_speed [--photos PHOTOS] [--data-dir data] [--rounds 3]

Of Fashion-MNIST by the published recipe and by ours, and with PHOTOS of 20 batches of photos, of 64 and of 96 px. Each
is a run of the real command, all in turn; an epoch's time has its validation in it. The figures are the least of the
rounds, as whatever else the machine does only adds to them.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import ROOT

TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "training"]
WAYS = {  # → the command, its threads
    "1 process, 1 thread": (["-m", "training"], 1),
    "1 process, 2 threads": (["-m", "training"], 2),
    "2 processes, 1 thread each": (TORCHRUN, 1),
}
RUNS = {"published": ["--recipe", "published", "--epochs", "2"], "ours": ["--epochs", "3"]}


def seconds_of_an_epoch(command: list[str], threads: int, run: list[str]) -> float:
    """By the run's own metrics. Raises CalledProcessError when it fails."""
    with TemporaryDirectory() as folder:
        output = ["--threads", str(threads), "--no-test", "--output", folder]
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        whole = [sys.executable, *command, "fit", *run, *output]
        subprocess.run(whole, cwd=ROOT, env=environment, check=True, capture_output=True)
        metrics = json.loads((Path(folder) / "metrics.json").read_text())
    return metrics["seconds"] / metrics["epochs"]


def main() -> None:
    """Run all in turn, and print the least of the times and all that it is of."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    data = ["--data-dir", str(options.data_dir.absolute())]
    runs = {name: [*run, *data] for name, run in RUNS.items()}
    for size in ("64", "96") if options.photos else ():
        photos = ["--photos", str(options.photos.absolute()), "--epochs", "1", "--steps", "20", "--sizes", size]
        runs[f"photos, {size} px"] = [*photos, *data]
    seconds = {(run, way): [] for run in runs for way in WAYS}
    for _ in range(options.rounds):
        for run, way in seconds:
            seconds[run, way].append(seconds_of_an_epoch(*WAYS[way], runs[run]))
            print(f"{run}, {way}: {seconds[run, way][-1]:.2f} s", file=sys.stderr, flush=True)
    for (run, way), times in seconds.items():
        print(f"{run:<14} {way:<28} {min(times):6.2f} s  of {', '.join(f'{time:.2f}' for time in times)}")


if __name__ == "__main__":
    main()
