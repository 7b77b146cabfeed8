"""What the parts have in common: a line of the table, and how two things are timed in turn."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Line:
    """One thing measured beside what it is held against, in one run.

    ours, theirs: in `unit`, the second of `against`. goal: what ours / theirs may be at most, or, `at_least`, must be;
    None where the line is there to be read alone.
    """

    what: str
    against: str
    ours: float
    theirs: float
    unit: str = "ms"
    goal: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def in_turn(steps: Mapping[str, Callable[[], object]], rounds: int, warm_up: int = 1) -> dict[str, float]:
    """Name → the median milliseconds of that step; all of them are done in each round, one after the other.

    What the machine does beside falls on all alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for number in range(-warm_up, rounds):
        for name, step in steps.items():
            started = time.perf_counter()
            step()
            if number >= 0:
                taken[name].append((time.perf_counter() - started) * 1e3)
    return {name: median(times) for name, times in taken.items()}
