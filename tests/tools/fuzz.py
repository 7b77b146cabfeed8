"""Half an hour of what nobody thought of: python -m tests.tools.fuzz [--minutes 30] [--seed N] [--keep FOLDER]

Draws damaged pictures, odd requests and changed checkpoints (`tests/hostile/drawn.py`) and hands them to the code that
reads them: pictures and checkpoints in a process of their own, requests to the app as `python app.py` serves it. Prints
how each was answered, how many ended a process, how many took longer than 20 s, and the most time and memory that one
took. With --keep, whatever went wrong is written there.
"""

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.hostile import drawn
from tests.tools.serving import Server, forget_most, megabytes

PATIENCE = 20  # seconds
FROM_ONE_SEED = 200


@dataclass
class Found:
    """How the things of one kind were answered, the seconds of processor that one took, and the MB above rest."""

    outcomes: Counter = field(default_factory=Counter)
    seconds: float = 0.0
    megabytes: float = 0.0

    def take(self, outcome: str, seconds: float, megabytes: float) -> None:
        self.outcomes[outcome] += 1
        self.seconds, self.megabytes = max(self.seconds, seconds), max(self.megabytes, megabytes)


def judge(kind: str, work: Connection) -> None:
    """Judges what comes over the connection; sends back (outcome, seconds, MB above rest) of each."""
    judges = {
        "pictures": drawn.judge_picture,
        "checkpoints": lambda data: drawn.judge_checkpoint(data, Path(folder)),
    }
    with tempfile.TemporaryDirectory() as folder:
        while (data := work.recv()) is not None:
            forget_most("self")
            rest, before = megabytes("self"), os.times()
            try:
                outcome = judges[kind](data)
            except Exception as error:
                outcome = f"WRONG: {type(error).__name__} {str(error)[:100]}"
            after = os.times()
            work.send((outcome, sum(after[:4]) - sum(before[:4]), megabytes("self", "VmHWM") - rest))


class Judge:
    """A judge in a process of its own, begun anew when it ends or hangs."""

    def __init__(self, kind: str):
        self.kind = kind
        self._begin()

    def _begin(self) -> None:
        self.work, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(target=judge, args=(self.kind, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def __call__(self, data: bytes) -> tuple[str, float, float]:
        self.work.send(data)
        try:
            if self.work.poll(PATIENCE):
                return self.work.recv()
            outcome = "HANGS"
        except EOFError:
            outcome = "CRASHES"
        self.process.kill()
        self.process.join()
        self._begin()
        return outcome, PATIENCE if outcome == "HANGS" else 0.0, 0.0


class Caller:
    """Sends requests to a server, whose processor and memory it watches."""

    def __init__(self, server: Server):
        self.server = server
        self.client = httpx.Client(timeout=PATIENCE)
        self.rest = server.megabytes

    def __call__(self, call: tuple[str, dict]) -> tuple[str, float, float]:
        before = self.server.seconds
        try:
            outcome = drawn.judge_call(call, f"{self.server.url}gradio_api/", self.client)
        except httpx.TimeoutException:
            outcome = "HANGS"
        except Exception as error:
            gone = self.server.process.poll() is not None
            outcome = "CRASHES" if gone else f"WRONG: {type(error).__name__} {str(error)[:100]}"
        return outcome, self.server.seconds - before, self.server.megabytes - self.rest


def draw(strategy: SearchStrategy, take: Callable[[object], None], number: int, count: int) -> None:
    """Hand `count` things, drawn from that seed, to `take`."""
    quietly = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    quietly(seed(number)(given(strategy)(take)))()


def _taking(kind: str, ask: Callable, found: Found, keep: Path | None) -> Callable[[object], None]:
    """What asks, counts, and keeps what went wrong."""

    def take(data: object) -> None:
        outcome, seconds, megabytes = ask(data)
        found.take(outcome, seconds, megabytes)
        if keep and outcome not in ("an answer", "a sentence"):
            keep.mkdir(parents=True, exist_ok=True)
            file = keep / f"{kind}-{sum(found.outcomes.values())}"
            file.write_bytes(data if isinstance(data, bytes) else repr(data).encode(errors="replace"))
            print(file, outcome, flush=True)

    return take


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--port", type=int, default=7991)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    found = {}
    with tempfile.TemporaryDirectory() as folder, Server(options.port, folder) as server:
        kinds = {
            "pictures": (drawn.pictures, Judge("pictures")),
            "checkpoints": (drawn.checkpoints, Judge("checkpoints")),
            "requests": (drawn.calls, Caller(server)),
        }
        for kind, (strategy, ask) in kinds.items():
            found[kind] = Found()
            take = _taking(kind, ask, found[kind], options.keep)
            until, number = time.monotonic() + options.minutes * 60 / len(kinds), options.seed
            while time.monotonic() < until:
                draw(strategy, take, number, FROM_ONE_SEED)
                number += 1
            if isinstance(ask, Judge):
                ask.work.send(None)
        alive = httpx.get(f"{server.url}healthz").status_code
    print("| drawn | how many | answered | refused with a sentence | crashes | hangs | wrong | longest | most memory |")
    print("|---|---|---|---|---|---|---|---|---|")
    bad = 0
    for kind, each in found.items():
        of = each.outcomes
        wrong = sum(count for outcome, count in of.items() if outcome.startswith("WRONG"))
        bad += wrong + of["CRASHES"] + of["HANGS"]
        counts = [of["an answer"], of["a sentence"], of["CRASHES"], of["HANGS"], wrong]
        cells = [kind, f"{sum(of.values()):,}", *(f"{count:,}" for count in counts)]
        print(f"| {' | '.join(cells)} | {each.seconds:.1f} s | {each.megabytes:.0f} MB |")
    print(f"\nSeed {options.seed}, {options.minutes:g} minutes; /healthz {alive}.")
    return 1 if bad or alive != 200 else 0


if __name__ == "__main__":
    sys.exit(main())
