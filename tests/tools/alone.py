"""What each request made to hurt costs by itself: python -m tests.tools.alone [--times 3]

Serves the app as `python app.py` does and sends it one request after the other. Prints for each kind the most that it
took of the processor and, above rest, of memory, both with the processes that the app starts; the memory above rest
that is kept a second later; and how much longer than otherwise a bystander's photo took meanwhile.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median

import httpx

from tests.hostile.requests import Requests
from tests.tools.bystander import beside, meanwhile
from tests.tools.serving import WAIT, Server

SECONDS, MEGABYTES, LONGER = 3.0, 700, 0.5  # what a request may cost
KEPT = 0.1  # of what the app takes at rest, a second later


def cost(server: Server, do: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds of processor, MB above rest at the most, MB above rest a second later."""
    rest, before = server.megabytes, server.seconds
    server.forget_most()
    children = [0.0]

    def look() -> None:
        children.append(server.megabytes_of_children)
        time.sleep(0.01)

    meanwhile(do, look)
    most = max(server.most_megabytes, server.megabytes + max(children)) - rest
    seconds = server.seconds - before
    time.sleep(1)
    return seconds, most, server.megabytes - rest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--port", type=int, default=7992)
    options = parser.parse_args()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory() as folder, Server(options.port, folder) as server:
        requests = Requests(server.url)
        with httpx.Client(timeout=WAIT) as client:
            for _ in range(20):
                requests.uploaded(client)
            rest = server.megabytes
            usual = median(beside(requests, lambda: time.sleep(10)))
            print("| request | processor | memory | kept | a bystander waits longer by |\n|---|---|---|---|---|")
            bad, worst = 0, [0.0] * 4
            for name, ask in {**requests.honest, **requests.hostile}.items():
                costs = [cost(server, lambda ask=ask: ask(client)) for _ in range(options.times)]
                longest = max(max(beside(requests, lambda ask=ask: ask(client))) for _ in range(options.times))
                *spent, kept = (max(values) for values in zip(*costs, strict=True))
                found = [*spent, kept, longest - usual]
                limits = [SECONDS, MEGABYTES, KEPT * rest, LONGER]
                bad += any(value > limit for value, limit in zip(found, limits, strict=True))
                worst = [max(pair) for pair in zip(worst, found, strict=True)]
                print(
                    f"| {name} | {found[0]:.2f} s | {found[1]:.0f} MB | {kept:.0f} MB | {found[3]:.2f} s |", flush=True
                )
    print(
        f"\nThe most of each: {worst[0]:.2f} s, {worst[1]:.0f} MB, {worst[2]:.0f} MB, {worst[3]:.2f} s. "
        f"At rest {rest:.0f} MB; a bystander's photo by itself {usual:.2f} s. "
        f"{bad} kinds beyond {SECONDS:g} s, {MEGABYTES} MB, {KEPT:.0%} of rest kept or {LONGER:g} s."
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
