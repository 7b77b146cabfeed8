"""What a request costs the server, from the upload to the answer, and where the milliseconds go.

`CLIENTS` clients ask over plain HTTP with kept connections; what the server's processor is used for is read off its
process. Beside ours stand an app that does nothing, and the tutorial's own.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import httpx
import torch

from model.photo import open_photo
from model.predictor import SHIPPED, Predictor
from tests.benchmarks.apps import EMPTY, OURS, TUTORIAL, Started, started
from tests.benchmarks.measuring import Line, in_turn
from tests.hostile.asking import ask, upload
from tests.support import EXAMPLES
from tests.tools.latency import drawn_photo
from tests.tools.serving import WAIT, processor_seconds

CLIENTS, ROUNDS = 32, 3
REQUESTS = {"a small photo": 320, "12 megapixels": 96}  # of a round
APPS = {
    "ours": OURS,
    "ours, the tutorial's network": ("app.py", "--model", str(SHIPPED["mlp"]), "--port"),
    "empty": EMPTY,
    "the tutorial's": TUTORIAL,
}


class Load:
    """Clients that ask one app, each with a connection of its own, which is kept."""

    def __init__(self, app: Started, clients: int = CLIENTS):
        self.app = app
        self.api = f"http://127.0.0.1:{app.port}/gradio_api/"
        self.clients = [httpx.Client(timeout=WAIT) for _ in range(clients)]

    def answer(self, client: httpx.Client, photo: bytes) -> None:
        event, said = ask(client, self.api, "predict", {"data": [upload(client, self.api, photo)]})
        assert event == "complete" and said[0]["label"], said

    def upload(self, client: httpx.Client, photo: bytes) -> None:
        upload(client, self.api, photo)

    def all(self, photo: bytes, requests: int, do: Callable) -> float:
        """Milliseconds of the server's processor for each of so many requests. do: one of the two above."""
        left = iter(range(requests))

        def work(client: httpx.Client) -> None:
            for _ in left:
                do(self, client, photo)

        used = processor_seconds(self.app.process)
        threads = [threading.Thread(target=work, args=(client,)) for client in self.clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return (processor_seconds(self.app.process) - used) * 1e3 / requests


def measure(data_dir: Path) -> Iterator[Line]:
    """A small photo, and one of 12 megapixels, without our network (theirs is next to nothing); a small one's parts."""
    photos = {"a small photo": (EXAMPLES / "bag.jpg").read_bytes(), "12 megapixels": drawn_photo()}
    with ExitStack() as stack:
        loads = {name: Load(stack.enter_context(started(app))) for name, app in APPS.items()}
        small, large = (_in_turn(loads, photo, REQUESTS[name]) for name, photo in photos.items())
        uploading = _in_turn({"ours": loads["ours"]}, photos["a small photo"], REQUESTS["a small photo"], Load.upload)
    what = "a small photo, the server's processor"
    yield Line(what, "an empty app's", small["ours"], small["empty"], goal=1.3)
    yield Line(what, "the tutorial's app's", small["ours"], small["the tutorial's"])
    yield Line(
        f"{what}, the tutorial's network", "an empty app's", small["ours, the tutorial's network"], small["empty"]
    )
    parts = _parts(photos["a small photo"])
    of_network = parts["its network"]
    yield Line(f"{what}, without the network", "an empty app's", small["ours"] - of_network, small["empty"])
    rates = (1e3 / (large["ours"] - of_network), 1e3 / large["the tutorial's"])
    yield Line("12 megapixels, a core's answers", "the tutorial's app's", *rates, "a second", goal=3, at_least=True)
    parts = {"its upload": uploading["ours"], **parts}
    parts["Gradio's queue, its messages and the rest"] = small["ours"] - sum(parts.values())
    for name, milliseconds in parts.items():
        yield Line(f"of a small photo: {name}", "the whole request", milliseconds, small["ours"])


def _in_turn(loads: Mapping[str, Load], photo: bytes, requests: int, do: Callable = Load.answer) -> dict[str, float]:
    """Name → the median milliseconds of the server's processor that a request takes."""
    taken: dict[str, list[float]] = {name: [] for name in loads}
    for number in range(-1, ROUNDS):
        for name, load in loads.items():
            milliseconds = load.all(photo, requests if number >= 0 else CLIENTS, do)
            if number >= 0:
                taken[name].append(milliseconds)
    return {name: median(times) for name, times in taken.items()}


def _parts(photo: bytes) -> dict[str, float]:
    """Milliseconds of this process's processor, on one thread, that reading the photo and asking the network take."""
    predictor, threads = Predictor(), torch.get_num_threads()
    opened = open_photo(photo)
    x = predictor.see(opened).unsqueeze(0)
    steps = {
        "decoding it": lambda: open_photo(photo),
        "its transform": lambda: predictor.see(opened),
        "its network": lambda: predictor.predict_tensor(x),
    }
    torch.set_num_threads(1)
    try:
        return in_turn(steps, ROUNDS * 10, warm_up=3)
    finally:
        torch.set_num_threads(threads)
