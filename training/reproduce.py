"""`python -m training reproduce`: every published figure, measured again, in one table."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import torch
from tqdm import tqdm

from training.published import by_hand, custom_modules, digits
from training.published.claim import Bench, Claim

SOURCES = (custom_modules, by_hand, digits)
SYSTEMS: dict[str, Callable[[Bench], list[Claim]]] = {
    name: measure for source in SOURCES for name, measure in source.SYSTEMS.items()
}
TABLE = "README.md"
IN_THE_TREE = Path(__file__).parent / "published" / "measured"  # what the full command found


def reproduce(
    names: list[str],
    output: Path,
    data_dir: Path = Path("data"),
    seeds: int = 3,
    threads: int = 1,
    quick: bool = False,
    fresh: bool = False,
) -> dict:
    """Measure the named systems, write their table and pictures into `output`, print the table; → name → its figures.

    A system that an earlier call has measured in `output` with the same settings is not measured again unless `fresh`:
    a call cut off goes on with the system that it was at. quick: two epochs a run, which shows that everything runs
    and reproduces nothing. Raises DataError when a data set is missing.
    """
    torch.set_num_threads(threads)
    bench = Bench(data_dir, output, seeds, quick)
    settings = {"seeds": seeds, "threads": threads, "quick": quick}
    figures = {}
    for name in (bar := tqdm(names, unit="system")):
        bar.set_postfix_str(name)
        kept = output / "figures" / f"{name}.json"
        if not fresh and kept.exists() and (earlier := json.loads(kept.read_text()))["settings"] == settings:
            figures[name] = earlier
            continue
        started = time.perf_counter()
        claims = SYSTEMS[name](bench)
        figures[name] = {
            "settings": settings,
            "date": date.today().isoformat(),
            "seconds": round(time.perf_counter() - started, 1),
            "claims": [asdict(claim) for claim in claims],
        }
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(figures[name], indent=1) + "\n")
    table = _table(figures)
    (output / TABLE).write_text(table)
    print(table)
    return figures


def _table(figures: dict) -> str:
    """Markdown: a heading a source, then a row a claim; at the end when it was measured and how long it took."""
    lines = ["# Published figures, measured again", ""]
    for source in SOURCES:
        rows = [(name, claim) for name in source.SYSTEMS if name in figures for claim in figures[name]["claims"]]
        if rows:
            lines += [f"## {source.SOURCE}", "", "| system | setting | figure | published | measured | verdict |"]
            lines += ["|---|---|---|---|---|---|"]
            keys = ("system", "setting", "figure", "published", "measured", "verdict")
            lines += ["| " + " | ".join(claim[key] for key in keys) + " |" for _, claim in rows] + [""]
    claims = [claim for row in figures.values() for claim in row["claims"]]
    agreeing = sum(claim["verdict"] == "agrees" for claim in claims)
    minutes = sum(row["seconds"] for row in figures.values()) / 60
    dates = sorted({row["date"] for row in figures.values()})
    lines += [f"{agreeing} of {len(claims)} agree. Measured on {' and '.join(dates)} in {minutes:.0f} minutes."]
    if any(row["settings"]["quick"] for row in figures.values()):
        lines += ["", "A shortened pass of two epochs a run: it shows that everything runs, and reproduces nothing."]
    return "\n".join(lines) + "\n"
