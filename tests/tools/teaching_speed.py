"""Who asks about a photo while ten people teach: `python -m tests.tools.teaching_speed`.

Starts the app and prints, of one run, how long `/predict` takes while nobody teaches and while ten people do, how long
those wait from *Learn* to the first answer, alone and among the ten, and what stays of their photos in memory and on
disk once the time that they are kept is over. The people are a process of their own, of little urgency; each shows
three classes, eight photos at a time as the page does, learns, asks, and gathers new photos for a while.
"""

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from io import BytesIO
from statistics import median, quantiles
from threading import Event, Thread

import httpx

from page.blocks import SWEPT_EVERY, UPLOADS_KEPT
from page.teach import lessons
from tests.hostile import asking
from tests.hostile.requests import Requests
from tests.tools.bystander import beside
from tests.tools.serving import WAIT, Server
from tests.training.drawn_shapes import SHAPES, drawn

PEOPLE, CLASSES, AT_ONCE = 10, 3, 8
GATHERING = 10.0  # seconds between a person's lessons
SIDES = 800, 600  # px, about what a browser sends of a photo
MARGIN = 60  # seconds, of what looks after what is kept


def photo(kind: str, number: int) -> bytes:
    """A JPEG of 12 kB."""
    buffer = BytesIO()
    drawn(kind, number).resize(SIDES).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def lesson(client: httpx.Client, url: str, count: int, first: int) -> float:
    """Teach three classes, of so many photos each; → the seconds from *Learn* to the first answer."""
    api, key, found = f"{url}gradio_api/", "", []
    for kind in random.sample(sorted(SHAPES), CLASSES):
        photos = [photo(kind, first + number) for number in range(count)]
        for start in range(0, count, AT_ONCE):
            files = [asking.upload(client, api, data) for data in photos[start : start + AT_ONCE]]
            answer = _asked(client, api, "teach_photos", key, files)
            key = answer["lesson"]
            found += [[said["photo"], kind, f"{kind} {start + n}"] for n, said in enumerate(answer["photos"])]
    started = time.perf_counter()
    taught = _asked(client, api, "teach_learn", key, found, False)
    assert "figures" in taught, taught
    assert "label" in _asked(client, api, "teach_ask", key, asking.data_url(photos[-1]))
    return time.perf_counter() - started


def _asked(client: httpx.Client, api: str, name: str, *data: object) -> dict:
    event, said = asking.ask(client, api, name, {"data": data})
    assert event == "complete", said
    return said[0]


def people(url: str, count: int, seconds: float, gathering: float, waited) -> None:
    """Ten of them for that long; puts what each waited into the queue."""
    os.nice(10)
    over = Event()

    def person(number: int) -> None:
        over.wait(gathering * number / PEOPLE)
        with httpx.Client(timeout=WAIT) as client:
            for turn in range(1, 1_000_000):
                if over.is_set():
                    return
                waited.put(lesson(client, url, count, 1000 * number + turn))
                over.wait(gathering)

    threads = [Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    over.set()
    for thread in threads:
        thread.join()


def shown(seconds: list[float]) -> str:
    return f"{median(seconds):.3f} s, 99 in 100 within {quantiles(seconds, n=100)[-1]:.3f} s ({len(seconds)} photos)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=120, help="of asking, each time (default: 120)")
    parser.add_argument("--photos", type=int, default=20, help="a class (default: 20)")
    parser.add_argument("--gathering", type=float, default=GATHERING, help="seconds between a person's lessons")
    parser.add_argument("--stay", action="store_true", help="wait until what is kept has to be gone: ten minutes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Server(7899, folder) as server:
        requests = Requests(server.url)
        with httpx.Client(timeout=WAIT) as client:
            alone = [lesson(client, server.url, 50, 10_000 * turn) for turn in range(1, 6)]
        print(f"from Learn to the first answer, 3 x 50 photos, alone: {median(alone):.2f} s, worst {max(alone):.2f} s")
        idle = beside(requests, lambda: time.sleep(options.seconds))
        print(f"/predict, nobody teaches: {shown(idle)}")
        waited = multiprocessing.get_context("spawn").Queue()
        arguments = server.url, options.photos, options.seconds, options.gathering, waited
        crowd = multiprocessing.get_context("spawn").Process(target=people, args=arguments)
        crowd.start()
        busy = beside(requests, lambda: time.sleep(options.seconds))
        took = [waited.get(timeout=WAIT) for _ in range(PEOPLE)]
        crowd.join()
        took += [waited.get() for _ in range(waited.qsize())]
        print(f"/predict, ten people teach: {shown(busy)}: {ratio(busy, idle):.2f} x at 99 in 100")
        print(f"{len(took)} lessons, from Learn to the first answer: {median(took):.2f} s, worst {max(took):.2f} s")
        if options.stay:
            print(f"just after them: {server.megabytes:.0f} MB in memory, {server.on_disk / 1e6:.1f} MB on disk")
            time.sleep(max(lessons.KEPT + lessons.SWEPT_EVERY, UPLOADS_KEPT + SWEPT_EVERY) + MARGIN)
            print(f"after the time named: {server.megabytes:.0f} MB in memory, {server.on_disk / 1e6:.1f} MB on disk")


def ratio(busy: list[float], idle: list[float]) -> float:
    return quantiles(busy, n=100)[-1] / quantiles(idle, n=100)[-1]


if __name__ == "__main__":
    main()
