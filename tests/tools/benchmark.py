"""How long one epoch of the published recipe takes: from tensors in memory, and through a DataLoader with workers.

    python -m tests.tools.benchmark [--data-dir data] [--rounds 5]

All train the same network with the same optimizer, in turn, in one run; the figures are medians over the rounds. In
memory one thread is used, as `fit` does. The DataLoader loop is timed with torch's own number of threads, as it is
mostly written, and with one, which leaves the other cores to its workers.
"""

import argparse
import time
from pathlib import Path
from statistics import median

import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FashionMNIST

from training.data.mnist import fashion_mnist
from training.learning.learner import Learner
from training.recipes import RECIPES
from training.run import garment_batches, make_learner


def seconds_of_an_epoch(learner: Learner, threads: int) -> float:
    """Wall time of one training epoch."""
    torch.set_num_threads(threads)
    started = time.perf_counter()
    learner.train_epoch()
    return time.perf_counter() - started


def main() -> None:
    """Time the loops and print their medians and how many times as long as the first each takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    recipe = RECIPES["published"]
    samples = fashion_mnist(options.data_dir)
    batches = garment_batches(recipe, samples)
    pictures = FashionMNIST(options.data_dir, transform=transforms.ToTensor())
    workers = DataLoader(pictures, recipe.batch_size, shuffle=True, num_workers=2)
    in_memory, with_workers = (make_learner(recipe, loader, batches) for loader in (batches, workers))

    threads = torch.get_num_threads()
    loops = {
        "in memory, 1 thread": (in_memory, 1),
        f"DataLoader(num_workers=2), {threads} threads": (with_workers, threads),
        "DataLoader(num_workers=2), 1 thread": (with_workers, 1),
    }
    seconds = {name: [] for name in loops}
    for _ in range(options.rounds):
        for name, (learner, count) in loops.items():
            seconds[name].append(seconds_of_an_epoch(learner, count))
    medians = {name: median(times) for name, times in seconds.items()}
    fastest = medians["in memory, 1 thread"]
    print(f"one epoch of the published recipe, {len(samples):,} pictures, median of {options.rounds} rounds")
    for name, time_taken in medians.items():
        print(f"  {name:<38} {time_taken:6.2f} s  {time_taken / fastest:5.2f}")


if __name__ == "__main__":
    main()
