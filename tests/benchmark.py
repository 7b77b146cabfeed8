"""How long one epoch of the published recipe takes: from tensors in memory, and through a DataLoader with workers.

    python -m tests.benchmark [--data-dir data] [--rounds 3]

Both train the same network with the same optimizer, in turn, in one run; the figures are medians over the rounds.
"""

import argparse
import time
from pathlib import Path
from statistics import median

import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FashionMNIST

from training.data import Batches, Samples, fashion_mnist
from training.learner import Learner
from training.recipes import RECIPES, make_learner


def seconds_of_an_epoch(learner: Learner) -> float:
    """Wall time of one training epoch."""
    started = time.perf_counter()
    learner.train_epoch()
    return time.perf_counter() - started


def main() -> None:
    """Time both loops and print their medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(1)

    recipe = RECIPES["published"]
    samples: Samples = fashion_mnist(options.data_dir)
    ours = make_learner(recipe, samples, samples)
    theirs = make_learner(recipe, samples, samples)
    pictures = FashionMNIST(options.data_dir, transform=transforms.ToTensor())
    theirs.training_loader = DataLoader(pictures, recipe.batch_size, shuffle=True, num_workers=2)
    assert isinstance(ours.training_loader, Batches)

    in_memory, with_workers = [], []
    for _ in range(options.rounds):
        in_memory.append(seconds_of_an_epoch(ours))
        with_workers.append(seconds_of_an_epoch(theirs))
    print(f"in memory                     {median(in_memory):6.2f} s an epoch of {len(samples):,} pictures")
    print(f"DataLoader(num_workers=2)     {median(with_workers):6.2f} s")
    print(f"ratio                         {median(with_workers) / median(in_memory):6.2f}")


if __name__ == "__main__":
    main()
