"""Whether serving became slower: python -m tests.tools.serving_speed BEFORE [--rounds 100]

BEFORE: another checkout of this tree. Serves both at once, each with its drawing network, which takes next to no time
by itself, and asks them in turn, from the upload to the answer. Prints each median, and the ratio within the pairs.
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import httpx

from tests.hostile.asking import ask, upload
from tests.support import EXAMPLES, ROOT
from tests.tools.latency import drawn_photo
from tests.tools.serving import WAIT, Server


def answer(client: httpx.Client, server: Server, photo: bytes) -> float:
    """Seconds from the photo's upload to its answer."""
    api = f"{server.url}gradio_api/"
    started = time.perf_counter()
    event, said = ask(client, api, "inspect", {"data": [upload(client, api, photo)]})
    seconds = time.perf_counter() - started
    assert event == "complete", said
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--port", type=int, default=7993)
    options = parser.parse_args()
    photos = {"a small photo": (EXAMPLES / "bag.jpg").read_bytes(), "12 megapixels": drawn_photo()}
    with ExitStack() as stack:
        roots = (options.before.resolve(), ROOT)
        folders = [stack.enter_context(tempfile.TemporaryDirectory()) for _ in roots]
        before, now = (
            stack.enter_context(Server(options.port + number, folder, "--model", "model/mlp.pt", root=root))
            for number, (root, folder) in enumerate(zip(roots, folders, strict=True))
        )
        client = stack.enter_context(httpx.Client(timeout=WAIT))
        print("| from the upload to the answer | before | now | ratio |\n|---|---|---|---|")
        for name, photo in photos.items():
            pairs = []
            for number in range(options.rounds + 5):
                order = (before, now) if number % 2 else (now, before)
                took = {server: answer(client, server, photo) for server in order}
                pairs.append((took[before], took[now]))
            pairs = pairs[5:]  # the first ones warm up
            was, took = (median(times) * 1e3 for times in zip(*pairs, strict=True))
            print(f"| {name} | {was:.1f} ms | {took:.1f} ms | {median(b / a for a, b in pairs):.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
