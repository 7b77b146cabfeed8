"""Who stands beside: what is asked again and again while something else goes on, and how long its answers take."""

import threading
import time
from collections.abc import Callable

import httpx

from tests.hostile.requests import Requests
from tests.tools.serving import WAIT


def meanwhile(do: Callable[[], object], ask: Callable[[], object], pause: float = 0.0) -> None:
    """Ask again and again, in a thread, while that is done. pause: seconds between."""
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            ask()
            done.wait(pause)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        do()
    finally:
        done.set()
        thread.join()


def beside(requests: Requests, run: Callable[[], object], pause: float = 0.0) -> list[float]:
    """The seconds that a bystander's photos take while that runs, sorted."""
    seconds = []
    with httpx.Client(timeout=WAIT) as client:

        def ask() -> None:
            started = time.perf_counter()
            requests.photo(client)
            seconds.append(time.perf_counter() - started)

        meanwhile(run, ask, pause)
    return sorted(seconds)
