"""Strangers and visitors at once: python -m tests.tools.storm [--requests 20000] [--clients 32] [--seed 0]

Serves the app as `python app.py` does and sends it requests in random order, a third of them made to hurt. Every answer
must be the right one or one sentence. Prints, row by row, how many there were, what came back and the longest wait;
then how long a bystander's photo took beside honest clients and beside the storm, the server's memory, and its uploads.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from statistics import median

import httpx

from tests.hostile.requests import Requests
from tests.tools.bystander import beside
from tests.tools.serving import WAIT, Server

PAUSE = 0.2  # seconds, between a bystander's photos


class Tally:
    """What came back, row by row, from all clients."""

    def __init__(self):
        self.outcomes: dict[str, Counter] = defaultdict(Counter)
        self.longest: dict[str, float] = defaultdict(float)
        self.lock = threading.Lock()

    def take(self, name: str, ask: Callable[[httpx.Client], str], client: httpx.Client) -> None:
        started = time.perf_counter()
        try:
            outcome = ask(client)
        except httpx.TimeoutException:
            outcome = "HANGS"
        except Exception as error:
            outcome = f"WRONG: {type(error).__name__} {str(error)[:120]}"
        with self.lock:
            self.outcomes[name][outcome] += 1
            self.longest[name] = max(self.longest[name], time.perf_counter() - started)


def storm(asked: list[tuple[str, Callable]], clients: int, tally: Tally, watch: Callable[[int], None]) -> None:
    """Send them all, in their order, by that many clients."""
    left, lock = list(enumerate(asked))[::-1], threading.Lock()

    def work() -> None:
        with httpx.Client(timeout=WAIT) as client:
            while True:
                with lock:
                    if not left:
                        return
                    number, (name, ask) = left.pop()
                tally.take(name, ask, client)
                watch(number)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def p99(seconds: list[float]) -> float:
    return seconds[min(len(seconds) - 1, int(0.99 * len(seconds)))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--hostile", type=float, default=0.35, help="the share of them that is made to hurt")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--port", type=int, default=7990)
    options = parser.parse_args()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory() as folder, Server(options.port, folder) as server:
        requests, tally = Requests(server.url), Tally()
        honest, hostile = list(requests.honest.items()), list(requests.hostile.items())
        of_hostile = round(options.requests * options.hostile)
        asked = [hostile[number % len(hostile)] for number in range(of_hostile)]
        asked += [honest[number % len(honest)] for number in range(options.requests - of_hostile)]
        random.shuffle(asked)
        calm = random.choices(honest, k=max(options.clients, len(asked) // 10))
        before = beside(requests, lambda: storm(calm, options.clients, tally, lambda number: None), PAUSE)
        memory = {}

        def watch(number: int) -> None:
            if number % 500 == 0:
                memory[number] = server.megabytes

        started = time.perf_counter()
        during = beside(requests, lambda: storm(asked, options.clients, tally, watch), PAUSE)
        minutes = (time.perf_counter() - started) / 60
        half, end = memory[max(key for key in memory if key <= len(asked) // 2)], server.megabytes
        on_disk = server.on_disk
        alive = httpx.get(f"{server.url}healthz").status_code
        server.process.terminate()
        stopped = server.process.wait(60)
        left = [path for path in server.folder.rglob("*") if path.is_file()]
    print("| request | sent | came back | longest wait |\n|---|---|---|---|")
    for name, outcomes in sorted(tally.outcomes.items()):
        came = ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common())
        print(f"| {name} | {sum(outcomes.values()):,} | {came} | {tally.longest[name]:.1f} s |")
    rows = [pair for outcomes in tally.outcomes.values() for pair in outcomes.items()]
    wrong = sum(count for outcome, count in rows if outcome.startswith(("HANGS", "WRONG")))
    print(
        f"\n{len(asked):,} requests, {of_hostile:,} hostile, by {options.clients} clients in {minutes:.1f} min, "
        f"seed {options.seed}: {wrong} hang or are wrong.\n"
        f"A bystander's photo takes {median(before):.2f} s (99 %: {p99(before):.2f} s) beside honest clients, "
        f"{median(during):.2f} s ({p99(during):.2f} s) beside these.\n"
        f"Memory {half:.0f} MB half way, {end:.0f} MB at the end: {(end - half) * 2e3 / len(asked):.1f} kB a request.\n"
        f"Uploads {on_disk / 1e6:.0f} MB at the end, {len(left)} files after a stop. /healthz {alive}, exit {stopped}."
    )
    return 1 if wrong or left or alive != 200 else 0


if __name__ == "__main__":
    sys.exit(main())
