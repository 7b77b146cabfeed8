"""A published figure, the figure measured in its place, and whether they agree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, stdev

from training.learner import Learner
from training.loaders import make_loaders
from training.recipes import Recipe, make_learner

QUICK_EPOCHS = 2


@dataclass(frozen=True)
class Named:
    """What a claim is about: the system, its settings, and which of its figures."""

    system: str
    setting: str
    figure: str


@dataclass(frozen=True)
class Claim:
    """One line of the table. verdict: "agrees", or "differs" and why."""

    system: str
    setting: str
    figure: str
    published: str
    measured: str
    verdict: str


@dataclass(frozen=True)
class Bench:
    """Where a system is measured: its data, where its pictures go, how many seeds, and whether in earnest."""

    data_dir: Path
    pictures: Path
    seeds: int = 3
    quick: bool = False

    def epochs(self, published: int) -> int:
        """The published number, or two where it is only to be shown that everything runs."""
        return min(published, QUICK_EPOCHS) if self.quick else published

    def train(
        self, recipe: Recipe, seed: int = 0, on_epoch: Callable[[Learner], None] = lambda learner: None
    ) -> Learner:
        """The finished Learner of that recipe, its epochs shortened where this is not in earnest."""
        recipe = replace(recipe, epochs=self.epochs(recipe.epochs))
        loaders = make_loaders(recipe, self.data_dir)
        learner = make_learner(recipe, loaders.training, loaders.validation, seed)
        learner.fit(on_epoch=on_epoch)
        return learner


def number(
    named: Named,
    published: tuple[float, float],
    measured: Sequence[float],
    tolerance: float,
    why: str = "",
    digits: int = 4,
) -> Claim:
    """A claim of a figure, published as a range (low, high), measured once or once a seed.

    It agrees when the mean lies in the range widened by `tolerance`; `why` explains it where it does not.
    """
    low, high = published
    middle = mean(measured)
    spread = f" ± {stdev(measured):.{digits}f}" if len(measured) > 1 else ""
    said = f"{low:.{digits}g}" if low == high else f"{low:.{digits}g} to {high:.{digits}g}"
    said += f" (± {tolerance:g})" if tolerance else ""
    return _claim(named, said, f"{middle:.{digits}f}{spread}", low - tolerance <= middle <= high + tolerance, why)


def words(named: Named, published: Sequence[str], measured: Sequence[str], why: str = "") -> Claim:
    """A claim in words, of which classes for example: it agrees when the same are named, in whatever order."""
    return _claim(named, ", ".join(published), ", ".join(measured), set(published) == set(measured), why)


def _claim(named: Named, published: str, measured: str, agrees: bool, why: str) -> Claim:
    verdict = "agrees" if agrees else f"differs: {why or 'not explained'}"
    return Claim(named.system, named.setting, named.figure, published, measured, verdict)
