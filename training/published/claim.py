"""A published figure, the figure measured in its place, and whether they agree.

They agree when the published figure lies where one more run of ours would, with 95 % certainty: within
mean ± t · s · √(1 + 1/n) of n runs, the prediction interval of a normal sample (Hahn and Meeker, 1991, section 4.7).
Where that interval is wider than twice what the source's own words leave open, agreeing would mean nothing: undecided.
How many runs a verdict takes is told by the spread of the first ones alone, whatever their mean is: a sample in two
stages (Stein, 1945).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import mean, stdev
from typing import Any

from scipy.stats import t

CERTAINTY = 0.95
MOST = 16  # runs that a verdict is worth


@dataclass(frozen=True)
class Named:
    """What a claim is about: the system, its settings, and which of its figures."""

    system: str
    setting: str
    figure: str


@dataclass(frozen=True)
class Claim:
    """One line of the table, in words. runs: how many were measured; verdict: "agrees", or what else and why."""

    system: str
    setting: str
    figure: str
    published: str
    measured: str
    runs: int
    verdict: str


@dataclass(frozen=True)
class Figure:
    """A figure of every run of a system: how it is measured, and `published` and `tolerance` as `number` has them."""

    measure: Callable[[Any], float]
    published: str
    tolerance: float

    def claim(self, named: Named, runs: Sequence[Any], why: Callable[[], str] | None = None) -> Claim:
        """What these runs say of it."""
        return number(named, self.published, [self.measure(run) for run in runs], self.tolerance, why)

    def runs_needed(self, runs: Sequence[Any]) -> int:
        """As many as these, or as many as a verdict takes by their spread; no more where `MOST` would not do."""
        if len(runs) < 2:
            return len(runs)
        spread, narrow = stdev(map(self.measure, runs)), 2 * _open_to(self.published, self.tolerance)
        enough = (count for count in range(len(runs), MOST + 1) if half_width(spread, count) <= narrow)
        return next(enough, len(runs))


def number(
    named: Named, published: str, measured: Sequence[float], tolerance: float, why: Callable[[], str] | None = None
) -> Claim:
    """A claim of a figure, measured once a run.

    published: as the source prints it, "0.88" or "0.91 to 0.92", each end known to half of its last digit. tolerance:
    how much more the source's words leave open, "about 88 %"; a single run, whose spread nobody knows, has to lie in
    it. why: measures the reason, asked where the figure differs.
    """
    low, high = _printed(published)
    middle = mean(measured)
    half = half_width(stdev(measured), len(measured)) if len(measured) > 1 else tolerance
    digits = max(4, *(len(end.partition(".")[2]) for end in published.split(" to ")))
    said = f"{published} (± {tolerance:g})" if tolerance else published
    found = f"{middle:.{digits}f}"
    if len(measured) > 1:
        found += f" ± {stdev(measured):.{digits}f}; one more: {middle - half:.{digits}f} to {middle + half:.{digits}f}"
    open_to = _open_to(published, tolerance)
    if half > 2 * open_to:
        verdict = f"undecided: one more run would lie within ± {half:.{digits}f}, the source within ± {open_to:g}"
        verdict += f"; {why()}" if why else ""
    elif low <= middle + half and middle - half <= high:
        verdict = "agrees"
    else:
        verdict = f"differs: {why() if why else 'not explained'}"
    return Claim(named.system, named.setting, named.figure, said, found, len(measured), verdict)


def words(
    named: Named, published: Sequence[str], measured: Sequence[Sequence[str]], why: Callable[[], str] | None = None
) -> Claim:
    """A claim in words, of which classes for example, said once a run, in whatever order.

    It agrees when most runs say the same as the source; measured is what they say most often, and how often.
    """
    said = Counter(frozenset(run) for run in measured)
    [(most, times)] = said.most_common(1)
    found = ", ".join(next(run for run in measured if frozenset(run) == most))
    found += f" ({times} of {len(measured)})" if len(measured) > 1 else ""
    agrees = said[frozenset(published)] * 2 > len(measured)
    verdict = "agrees" if agrees else f"differs: {why() if why else 'not explained'}"
    return Claim(named.system, named.setting, named.figure, ", ".join(published), found, len(measured), verdict)


def half_width(spread: float, runs: int) -> float:
    """Half of the interval in which one more run lies, after two runs or more of that standard deviation."""
    return float(t.ppf((1 + CERTAINTY) / 2, runs - 1)) * spread * sqrt(1 + 1 / runs)


def _open_to(published: str, tolerance: float) -> float:
    low, high = _printed(published)
    return (high - low) / 2 + tolerance


def _printed(published: str) -> tuple[float, float]:
    """ "0.88" → (0.875, 0.885), "0.91 to 0.92" → (0.905, 0.925): all that would be printed so; 0 and 1 are exact."""
    ends = published.split(" to ")
    halves = [0.5 * 10.0 ** -len(end.partition(".")[2]) if "." in end else 0.0 for end in ends]
    return float(ends[0]) - halves[0], float(ends[-1]) + halves[-1]
