"""Photos a second from the command line, beside what bounds them: `python -m tests.tools.bulk_speed`.

In turn, round for round, on the same photos: all of `python -m model` after its start; decoding alone, and the network
alone as the page asks it and folded as it is here, each by as many processes as there are cores; `/inspect_many`, asked
by one client. Then the most memory that `python -m model` takes of fewer and of more photos, its first answer beside
`import torch` and reading the checkpoint, and what bfloat16 would do to speed and answers.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from functools import cache, partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import httpx
import torch

from model.bulk.answers import BATCH, cores
from model.networks import logits
from model.photo import open_photo
from model.predictor import DEFAULT, SHIPPED, Predictor
from tests.support import EXAMPLES, ROOT
from tests.tools.many_speed import drawn
from tests.tools.serving import WAIT, Server

LARGE = 4000, 3000
OF_REQUEST = 50  # photos that the API is asked about at once
BASELINE = f"import torch; from model.checkpoint import load; load({str(SHIPPED[DEFAULT])!r})"


@dataclass(frozen=True)
class Seconds:
    """What something took: of the clock, and of all cores together, to which other work on them does not add."""

    clock: float
    cores: float

    def __sub__(self, other: "Seconds") -> "Seconds":
        return Seconds(self.clock - other.clock, self.cores - other.cores)


def ended(*command: str) -> tuple[Seconds, float]:
    """(what this Python takes with these arguments, the most MB of memory that it had)."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Seconds(time.perf_counter() - started, used.ru_utime + used.ru_stime), used.ru_maxrss / 1e3


def asked(photos: str | Path) -> tuple[Seconds, float]:
    """As `ended`, of asking the command line about these."""
    with tempfile.TemporaryDirectory() as folder:
        return ended("-m", "model", str(photos), "--output", f"{folder}/answers.csv")


@cache
def _predictor() -> Predictor:
    torch.set_num_threads(1)
    return Predictor()


def _decode(paths: Sequence[Path]) -> float:
    started = time.process_time()
    for path in paths:
        open_photo(path)
    return time.process_time() - started


def _answer(count: int, is_folded: bool = False) -> float:
    predictor = _predictor()
    network = predictor.quick if is_folded else predictor.network
    x = torch.rand(count, network.views, network.input_size, network.input_size) * 2
    started = time.process_time()
    logits(network, x)
    return time.process_time() - started


def by_all(pool: ProcessPoolExecutor, work: Callable, parts: Sequence) -> Seconds:
    """What the pool takes for all parts."""
    started = time.perf_counter()
    of_cores = sum(pool.map(work, parts))
    return Seconds(time.perf_counter() - started, of_cores)


def by_api(server: Server, photos: Sequence[Path]) -> Seconds:
    """What /inspect_many takes for these photos, uploads among them; of the cores, what the server takes."""
    api, started, used = f"{server.url}gradio_api", time.perf_counter(), server.seconds
    with httpx.Client(timeout=WAIT) as client:
        for at in range(0, len(photos), OF_REQUEST):
            files = [("files", path.read_bytes()) for path in photos[at : at + OF_REQUEST]]
            paths = client.post(f"{api}/upload", files=files).json()
            data = [[{"path": path, "meta": {"_type": "gradio.FileData"}} for path in paths]]
            event = client.post(f"{api}/call/inspect_many", json={"data": data}).json()["event_id"]
            answer = client.get(f"{api}/call/inspect_many/{event}").text
            assert "event: complete" in answer and answer.count('"score"') == len(paths), answer[:500]
    return Seconds(time.perf_counter() - started, server.seconds - used)


def compare(name: str, photos: Sequence[Path], pool: ProcessPoolExecutor, server: Server, rounds: int) -> None:
    """Measure and print the four rates of these photos, which are all of a folder's."""
    parts = [photos[at : at + BATCH] for at in range(0, len(photos), BATCH)]
    taken: dict[str, list[Seconds]] = {}
    for _ in range(rounds):
        start, _ = asked(photos[0])
        of_round = {
            "python -m model": asked(photos[0].parent)[0] - start,
            "decoding alone": by_all(pool, _decode, parts),
            "the network alone": by_all(pool, _answer, list(map(len, parts))),
            "the same, folded": by_all(pool, partial(_answer, is_folded=True), list(map(len, parts))),
            "/inspect_many": by_api(server, photos),
        }
        for what, seconds in of_round.items():
            taken.setdefault(what, []).append(seconds)
        taken.setdefault("start", []).append(start)
    start = taken.pop("start")
    size = photos[0].stat().st_size / 1e3
    print(f"{len(photos):,} photos, {name}, {size:.0f} kB, median of {rounds}; start, not counted: ", end="")
    print(f"{median(seconds.clock for seconds in start):.1f} s")
    print("                      a second   a core-second")
    for what, found in taken.items():
        clock, of_cores = map(median, zip(*map(astuple, found), strict=True))
        print(f"  {what:18}  {len(photos) / clock:8.1f}  {len(photos) / of_cores:8.1f}")
    for way in ("clock", "cores"):
        ours, decoding, network, folded, api = (
            len(photos) / median(getattr(seconds, way) for seconds in found) for found in taken.values()
        )
        both = 1 / (1 / decoding + 1 / folded)
        print(
            f"  by the {way}: of the slower limit {ours / min(decoding, network):.2f}, with the network folded "
            f"{ours / min(decoding, folded):.2f}; of both together {ours / both:.2f}; {ours / api:.1f} × the API"
        )


def memory(folder: Path, counts: Sequence[int]) -> None:
    """Print the most memory that so many of a folder's photos take."""
    most = []
    for count in counts:
        with tempfile.TemporaryDirectory() as part:
            for photo in islice(sorted(folder.iterdir()), count):
                (Path(part) / photo.name).symlink_to(photo)
            most.append(asked(part)[1])
    shown = ", ".join(f"{mb:.0f} MB of {count:,}" for count, mb in zip(counts, most, strict=True))
    print(f"most memory: {shown}: {most[-1] / most[0]:.3f}")


def first_answer(rounds: int) -> None:
    """Print how long one photo takes from nothing, beside what that cannot do without."""
    ours, least = [], []
    for _ in range(rounds):
        least.append(ended("-c", BASELINE)[0])
        ours.append(ended("-m", "model", str(EXAMPLES / "bag.jpg"))[0])
    for way in ("clock", "cores"):
        of_ours, of_least = (median(getattr(seconds, way) for seconds in found) for found in (ours, least))
        print(
            f"first answer, by the {way}: {of_ours:.2f} s; import torch and reading the checkpoint: {of_least:.2f} s; "
            f"{of_ours / of_least:.2f} times that"
        )


def bfloat16(photos: Sequence[Path]) -> None:
    """Print how much faster it would be on one core, and how far its answers lie from those that are given."""
    predictor = _predictor()
    calibration = predictor.checkpoint.calibration
    x = torch.stack([predictor.see(open_photo(path)) for path in photos])
    found, seconds = [], []
    for enabled in (False, True):
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            logits(predictor.network, x[:BATCH])
            started = time.perf_counter()
            found.append(torch.cat([logits(predictor.network, part).float() for part in x.split(BATCH)]))
            seconds.append(time.perf_counter() - started)
    exact, rough = map(calibration.probabilities, found)
    others = (exact.argmax(dim=1) != rough.argmax(dim=1)).sum().item()
    print(
        f"bfloat16: {seconds[0] / seconds[1]:.1f} times as fast; {others} of {len(x)} labels differ, "
        f"probabilities by up to {(exact - rough).abs().max().item():.4f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000, help="how many small photos (default: 10,000)")
    parser.add_argument("--side", type=int, default=240, help="their shorter side in px (default: 240)")
    parser.add_argument("--large", type=int, default=1000, help="how many of 12 megapixels (default: 1,000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=7872)
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="real ones, to hold bfloat16 against")
    options = parser.parse_args()
    sides = options.side * 4 // 3, options.side
    with tempfile.TemporaryDirectory() as here, tempfile.TemporaryDirectory() as uploads:
        folders = {name: Path(here) / name for name in ("small", "large")}
        for folder in folders.values():
            folder.mkdir()
        small = drawn(folders["small"], options.small, sides)
        large = drawn(folders["large"], options.large, LARGE)
        with (
            ProcessPoolExecutor(cores(), get_context("spawn")) as pool,
            Server(options.port, uploads) as server,
        ):
            for work in (_answer, partial(_answer, is_folded=True)):  # the first answers take longer
                by_all(pool, work, [1] * 4 * cores())
            by_api(server, small[:OF_REQUEST])
            compare(f"{sides[0]} × {sides[1]} px", small, pool, server, options.rounds)
            compare("12 megapixels", large, pool, server, options.rounds)
        memory(folders["small"], (options.small // 10, options.small))
        first_answer(options.rounds)
        real = sorted(options.photos.rglob("*.jpg"))[:1000] if options.photos else small[:10]
        bfloat16(real)


if __name__ == "__main__":
    main()
