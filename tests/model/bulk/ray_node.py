"""A node of a Ray cluster on the loopback, which can be killed as when the power fails."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

FIRST, SECOND = "127.0.0.1", "127.0.0.2"
RAY = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}


class Node:
    """A node of a Ray cluster in processes of its own, with one core to give away."""

    def __init__(self, folder: str, *arguments: str):
        ray = shutil.which("ray", path=str(Path(sys.executable).parent))
        assert ray, "pip install -r requirements-cluster.txt"
        command = [ray, "start", "--num-cpus=1", "--object-store-memory=200000000", "--disable-usage-stats", "--block"]
        self.log = Path(folder) / f"{len(os.listdir(folder))}.log"  # noqa: PTH208
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *arguments], stdout=log, stderr=log, env=os.environ | RAY, start_new_session=True
            )

    def processes(self) -> dict[int, str]:
        """All that it began and what that began: number → command line."""
        parents, found = {}, {}
        for path in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:  # gone meanwhile
                continue
        below = {self._process.pid}
        while more := {child for child, parent in parents.items() if parent in below} - below:
            below |= more
        return {number: found[number] for number in below if number in found}

    def is_answering(self) -> bool:
        """Whether one of the pool is here."""
        return any("ray::" in command and "rows_of" in command for command in self.processes().values())

    def kill(self) -> None:
        """All of it at once, as when the power fails."""
        for number in self.processes():
            with suppress(ProcessLookupError):  # it may be gone with the one above it
                os.kill(number, signal.SIGKILL)
        self._process.wait(30)
