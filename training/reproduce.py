"""`python -m training reproduce`: every published figure, measured again, in one table."""

import json
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from datetime import date
from math import inf
from multiprocessing import get_context
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from training.published import by_hand, custom_modules, digits
from training.published.bench import Bench
from training.published.claim import Claim

SOURCES = (custom_modules, by_hand, digits)
SYSTEMS: dict[str, Callable[[Bench], list[Claim]]] = {
    name: measure for source in SOURCES for name, measure in source.SYSTEMS.items()
}
TABLE = "README.md"
IN_THE_TREE = Path(__file__).parent / "published" / "measured"  # what the full command found
PREFACE = """\
A figure agrees when it lies where one more run of ours would, with 95 % certainty: mean ± t · s · √(1 + 1/n) of n runs,
behind "one more" below. An interval of more than twice the width that the source's own words leave open would agree
with anything: undecided. Where the spread of the first runs, three, five or eight, says that up to 16 would decide, so
many are made. A published figure is taken for all that would be printed so. As their sources do, the systems of A and C
learn from all 60,000 training pictures and validate on the test set; only our own recipe has 5,000 held out. Every
reason was measured by the same command."""
COLUMNS = ("system", "setting", "figure", "published", "measured", "runs", "verdict")


def reproduce(
    names: list[str],
    output: Path,
    data_dir: Path = Path("data"),
    most: int | None = None,
    jobs: int = 1,
    quick: bool = False,
    fresh: bool = False,
) -> dict:
    """Measure the named systems, write their table and pictures into `output`, print the table; → name → its figures.

    most: runs of a system at most (None: each its own number). jobs: systems measured at once, a processor thread each.
    A system that an earlier call has measured in `output` with the same settings is not measured again unless `fresh`:
    a call cut off goes on with the systems that it was at. quick: two epochs a run, which shows that everything runs
    and reproduces nothing. Raises DataError when a data set is missing.
    """
    bench = Bench(data_dir, output, most, quick)
    settings = {"most": most, "quick": quick}
    figures = {} if fresh else {name: row for name in names if (row := _kept(output, name, settings))}
    missing = [name for name in names if name not in figures]
    for name, row in tqdm(_measured(missing, bench, jobs), total=len(missing), unit="system"):
        figures[name] = {"settings": settings, **row}
        path = _path(output, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(figures[name], indent=1) + "\n")
    table = _table(figures)
    (output / TABLE).write_text(table)
    print(table)
    return {name: figures[name] for name in names}


def _measured(names: list[str], bench: Bench, jobs: int) -> Iterable[tuple[str, dict]]:
    """(name, its figures) of each system as it is finished."""
    if jobs == 1:
        yield from ((name, _measure(name, bench)) for name in names)
        return
    # The longest first, by what the tree's own figures took, so that no processor waits for the last one alone.
    took = {path.stem: json.loads(path.read_text())["seconds"] for path in (IN_THE_TREE / "figures").glob("*.json")}
    longest = sorted(names, key=lambda name: took.get(name, inf), reverse=True)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        waiting = {pool.submit(_measure, name, bench): name for name in longest}
        yield from ((waiting[done], done.result()) for done in as_completed(waiting))


def _measure(name: str, bench: Bench) -> dict:
    torch.set_num_threads(1)
    started = time.perf_counter()
    with threadpool_limits(1):  # NumPy's
        claims = SYSTEMS[name](bench)
    seconds = round(time.perf_counter() - started, 1)
    return {"date": date.today().isoformat(), "seconds": seconds, "claims": [asdict(claim) for claim in claims]}


def _path(output: Path, name: str) -> Path:
    return output / "figures" / f"{name}.json"


def _kept(output: Path, name: str, settings: dict) -> dict | None:
    path = _path(output, name)
    row = json.loads(path.read_text()) if path.exists() else {}
    return row if row.get("settings") == settings else None


def _table(figures: dict) -> str:
    """Markdown: a heading a source, then a row a claim; at the end when it was measured and how long it took."""
    lines = ["# Published figures, measured again", "", PREFACE, ""]
    for source in SOURCES:
        claims = [claim for name in source.SYSTEMS if name in figures for claim in figures[name]["claims"]]
        if claims:
            lines += [f"## {source.SOURCE}", "", f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
            lines += ["| " + " | ".join(str(claim[key]) for key in COLUMNS) + " |" for claim in claims] + [""]
    claims = [claim for row in figures.values() for claim in row["claims"]]
    agreeing = sum(claim["verdict"] == "agrees" for claim in claims)
    minutes = sum(row["seconds"] for row in figures.values()) / 60
    dates = sorted({row["date"] for row in figures.values()})
    lines += [f"{agreeing} of {len(claims)} agree. Measured on {' and '.join(dates)} in {minutes:.0f} core-minutes."]
    if any(row["settings"]["quick"] for row in figures.values()):
        lines += ["", "A shortened pass of two epochs a run: it shows that everything runs, and reproduces nothing."]
    return "\n".join(lines) + "\n"


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
