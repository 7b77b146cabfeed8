"""Where a published system is measured: its data, its runs, its pictures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import TypeVar

from training.learning.learner import Learner
from training.published.claim import Figure
from training.recipes import Recipe
from training.run import make_run

QUICK_EPOCHS = 2
MANY, FEW = 5, 3  # a system's first runs: where one takes less than two minutes, and where it takes longer
Finished = TypeVar("Finished")


@dataclass(frozen=True)
class Bench:
    """Where the data and the pictures are, how many runs a system gets at most (None: no limit), and whether in
    earnest.
    """

    data_dir: Path
    pictures: Path
    most: int | None = None
    quick: bool = False

    def seeds(self, runs: int) -> range:
        """The seeds of that many runs, or of one where it is only to be shown that everything runs."""
        return range(1 if self.quick else min(runs, self.most or runs))

    def runs(self, one: Callable[[int], Finished], first: int, figures: Iterable[Figure]) -> list[Finished]:
        """So many runs of a seed each, and as many more as a verdict on one of their figures takes by their spread."""
        done = [one(seed) for seed in self.seeds(first)]
        needed = max(figure.runs_needed(done) for figure in figures)
        return done + [one(seed) for seed in range(len(done), min(needed, self.most or inf))]

    def epochs(self, published: int) -> int:
        """The published number, or two where it is only to be shown that everything runs."""
        return min(published, QUICK_EPOCHS) if self.quick else published

    def train(
        self,
        recipe: Recipe,
        seed: int = 0,
        hold_out: bool = False,
        on_epoch: Callable[[Learner], None] = lambda learner: None,
    ) -> Learner:
        """The finished Learner of that recipe, its epochs shortened where this is not in earnest.

        As the sources did, it trains on all the training pictures and validates on the test set, unless `hold_out`.
        """
        recipe = replace(recipe, epochs=self.epochs(recipe.epochs))
        learner = make_run(recipe, self.data_dir, seed=seed, hold_out=hold_out).learner
        learner.fit(on_epoch=on_epoch)
        return learner
