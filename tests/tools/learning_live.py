"""Networks that learn while people watch: `python -m tests.tools.learning_live`.

Starts the app and prints, of one run, the seconds from *Start* until a network is right on 0.82 of the 1,000 pictures,
the first one's with the start of the process that learns; how long `/predict` takes while nobody watches and while five
do; and the seconds from a visitor's leaving to the end of their run, told by when the next one may begin.
"""

import argparse
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from statistics import median
from threading import Event, Thread

import httpx

from page.learn.learning import LOOKS, MOST_RUNS
from page.learn.process import EVERY
from page.learn.settings import PUBLISHED, QUICK, Settings
from tests.hostile import asking
from tests.hostile.requests import Requests
from tests.tools.bystander import beside
from tests.tools.serving import WAIT, Server
from tests.tools.teaching_speed import ratio, shown

PEOPLE, WANTED = 5, 0.82


@contextmanager
def there(url: str, session: str):
    """Whose page is open, as the server sees it, for the time of the block."""
    with httpx.Client(timeout=WAIT) as client, client.stream("GET", f"{url}gradio_api/heartbeat/{session}") as stream:
        alive = stream.iter_raw()  # the stream is closed with what reads it
        next(alive)
        yield


def asked(client: httpx.Client, url: str, name: str, *data: object) -> dict:
    event, said = asking.ask(client, f"{url}gradio_api/", name, {"data": data})
    assert event == "complete", said
    return said[0]


def until_right(client: httpx.Client, url: str, session: str, settings: Settings) -> float:
    """The seconds from *Start* until it is right on WANTED of the 1,000."""
    with there(url, session):
        started = time.perf_counter()
        state = asked(client, url, "learn_begin", session, asdict(settings))
        while state["accuracy"] < WANTED:
            state = asked(client, url, "learn_go_on", session, False)
        return time.perf_counter() - started


def watch(url: str, session: str, over: Event) -> None:
    """Begin one run after the other, and ask each to go on without a pause."""
    with httpx.Client(timeout=WAIT) as client, there(url, session):
        while not over.is_set():
            state = asked(client, url, "learn_begin", session, asdict(QUICK))
            while not over.is_set() and not state["over"]:
                state = asked(client, url, "learn_go_on", session, False)


def left(client: httpx.Client, url: str, turn: int) -> float:
    """With all places taken, the seconds from where one leaves until another may begin."""
    time.sleep(2 * LOOKS * EVERY)  # those of the turn before are gone
    latest = f"latest {turn}"
    with ExitStack() as others, ExitStack() as leaves:
        leaves.enter_context(there(url, f"leaves {turn}"))
        asked(client, url, "learn_begin", f"leaves {turn}", asdict(QUICK))
        for number in range(MOST_RUNS - 1):
            others.enter_context(there(url, f"stays {turn} {number}"))
            asked(client, url, "learn_begin", f"stays {turn} {number}", asdict(QUICK))
        others.enter_context(there(url, latest))
        assert "error" in asked(client, url, "learn_begin", latest, asdict(QUICK))
        leaves.close()
        started = time.perf_counter()
        while "error" in asked(client, url, "learn_begin", latest, asdict(QUICK)):
            time.sleep(0.05)
        return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60, help="of asking, each time (default: 60)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Server(7896, folder) as server, httpx.Client(timeout=WAIT) as client:
        took = [until_right(client, server.url, f"alone {number}", QUICK) for number in range(6)]
        print(f"to {WANTED}: the first {took[0]:.2f} s, then {median(took[1:]):.2f} s, worst {max(took[1:]):.2f} s")
        took = [until_right(client, server.url, f"published {number}", PUBLISHED) for number in range(3)]
        print(f"to {WANTED} by the published recipe: {median(took):.2f} s, worst {max(took):.2f} s")
        requests = Requests(server.url)
        idle = beside(requests, lambda: time.sleep(options.seconds))
        print(f"/predict, nobody watches: {shown(idle)}")
        over = Event()
        people = [Thread(target=watch, args=(server.url, f"watches {number}", over)) for number in range(PEOPLE)]
        for person in people:
            person.start()
        busy = beside(requests, lambda: time.sleep(options.seconds))
        over.set()
        for person in people:
            person.join()
        print(f"/predict, five people watch: {shown(busy)}: {ratio(busy, idle):.2f} x at 99 in 100")
        print(f"memory of the process that learns: {server.megabytes_of_children:.0f} MB")
        seconds = [left(client, server.url, turn) for turn in range(5)]
        print(f"from leaving to the end of the run: {median(seconds):.2f} s, worst {max(seconds):.2f} s")


if __name__ == "__main__":
    main()
