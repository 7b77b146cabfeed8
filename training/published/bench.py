"""Where a published system is measured: its data, its runs, its pictures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from training.learning.learner import Learner
from training.recipes import Recipe
from training.run import make_run

QUICK_EPOCHS = 2
MANY, FEW = 5, 3  # runs of a system: where one takes less than two minutes, and where it takes longer


@dataclass(frozen=True)
class Bench:
    """Where the data and the pictures are, how many runs a system gets at most (None: its own number), and whether in
    earnest.
    """

    data_dir: Path
    pictures: Path
    most: int | None = None
    quick: bool = False

    def seeds(self, runs: int) -> range:
        """The seeds of that many runs, or of one where it is only to be shown that everything runs."""
        return range(1 if self.quick else min(runs, self.most or runs))

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
