"""Apps in processes of their own, ours and those that it is held against, and the first thing that they are asked."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import EXAMPLES, ROOT
from tests.tools.serving import WAIT

PHOTO = "data:image/jpeg;base64," + b64encode((EXAMPLES / "bag.jpg").read_bytes()).decode()
OURS, EMPTY = ("app.py", "--port"), ("-m", "tests.benchmarks.empty_app", "--torch")  # and the port
TUTORIAL = ("-m", "tests.benchmarks.tutorial_app")


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(port: int) -> dict:
    """What /predict says of the example bag. Raises OSError while nobody listens."""
    call = f"http://127.0.0.1:{port}/gradio_api/call/predict"
    body = json.dumps({"data": [{"url": PHOTO}]}).encode()
    request = urllib.request.Request(call, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{call}/{event}") as stream:
        return json.loads(stream.read().decode().split("data: ", 1)[1])[0]


@dataclass(frozen=True)
class Started:
    """An app that has answered once: its port, its process's number, and the seconds from its command until then."""

    port: int
    process: int
    seconds: float


@contextmanager
def started(app: Sequence[str], tree: Path = ROOT) -> Iterator[Started]:
    """The app, which has answered once, ended afterwards. Raises AssertionError where it does not start.

    app: OURS, say, to which a port is added.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as uploads:
        environment = {**os.environ, "GRADIO_TEMP_DIR": uploads}
        command = [sys.executable, *app, str(port)]
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.DEVNULL)
        try:
            while True:
                try:
                    answer(port)
                    break
                except OSError:
                    assert process.poll() is None, f"{tree} did not start"
                    time.sleep(0.02)
            yield Started(port, process.pid, time.perf_counter() - begun)
        finally:
            process.terminate()
            process.wait(WAIT)
