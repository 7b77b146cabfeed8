"""The app in a process of its own, as `python app.py` serves it, and what that process takes."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

from tests.support import ROOT

WAIT = 60  # seconds, after which a request counts as hanging


def megabytes(process: int | str, of: str = "VmRSS") -> float:
    """What the process of that number, or "self", takes of memory, 0 once it has ended; VmHWM: the most so far."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(of)), 0) / 1e3


def forget_most(process: int | str) -> None:
    """Let the most that it took begin anew with what it takes now."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


def processor_seconds(process: int) -> float:
    """The processor's, of the process of that number and of those that it started and that have ended."""
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2]
    return sum(map(int, stat.split()[11:15])) / os.sysconf("SC_CLK_TCK")


class Server:
    """The app in a process of its own, with a folder for uploads of its own.

    options: more of `app.py`'s. root: the checkout that is served.
    """

    def __init__(self, port: int, folder: str, *options: str, root: Path = ROOT):
        self.url, self.folder = f"http://127.0.0.1:{port}/", Path(folder)
        environment = {**os.environ, "GRADIO_TEMP_DIR": folder}
        command = [sys.executable, "app.py", "--port", str(port), *options]
        self.process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)
        while True:
            time.sleep(0.5)
            try:
                if httpx.get(f"{self.url}healthz", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                if self.process.poll() is not None:
                    raise SystemExit("The app did not start.") from None

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *raised: object) -> None:
        """Ends it, where nobody has: it would go on after a tool that failed."""
        self.process.terminate()
        self.process.wait(WAIT)

    @property
    def megabytes(self) -> float:
        return megabytes(self.process.pid)

    @property
    def most_megabytes(self) -> float:
        """The most that it took since `forget_most`."""
        return megabytes(self.process.pid, "VmHWM")

    def forget_most(self) -> None:
        forget_most(self.process.pid)

    @property
    def megabytes_of_children(self) -> float:
        """What the processes that it started take now."""
        own = self._command(self.process.pid)
        total = 0.0
        for of_thread in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            with suppress(OSError):  # what ends meanwhile
                numbers = of_thread.read_text().split()
                # Until it runs its own command, a child has the memory of its parent, not as much again.
                total += sum(megabytes(number) for number in numbers if self._command(number) != own)
        return total

    @staticmethod
    def _command(number: int | str) -> bytes:
        return Path(f"/proc/{number}/cmdline").read_bytes()

    @property
    def seconds(self) -> float:
        """The processor's, of it and of the processes that it started and that have ended."""
        return processor_seconds(self.process.pid)

    @property
    def on_disk(self) -> int:
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
