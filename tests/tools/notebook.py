"""Run the notebook and store what it shows, its badge too: `python -m tests.tools.notebook`.

The address of the repository is told in one place, pyproject.toml. Where there is one, the notebook has a badge that
opens it in Colab, and its first cell fetches the tree there; where there is none, it has neither.
"""

import copy
import re
import time
import tomllib
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.support import ROOT

NOTEBOOK = ROOT / "examples" / "from-the-ground-up.ipynb"
BADGE = "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
COLAB = "https://colab.research.google.com/github/{}/blob/main/" + NOTEBOOK.relative_to(ROOT).as_posix()
SLOWEST_CELL = 1200  # seconds


def repository() -> str:
    """Where the tree is published, "" for nowhere."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["garment-classifier"]["repository"]


def addressed(notebook: NotebookNode, address: str) -> NotebookNode:
    """A copy with a badge and a first cell that know the address. Raises ValueError for one that Colab cannot open."""
    if not re.fullmatch(r"(https://github\.com/[\w.-]+/[\w.-]+)?", address):
        raise ValueError(f"Colab opens notebooks of https://github.com/OWNER/NAME, not of {address!r}.")
    notebook = copy.deepcopy(notebook)
    title, setup = notebook.cells[:2]
    paragraphs = [part for part in title.source.split("\n\n") if not part.startswith(BADGE)]
    if address:
        paragraphs.insert(1, f"{BADGE}({COLAB.format(address.removeprefix('https://github.com/'))})")
    title.source = "\n\n".join(paragraphs)
    setup.source = re.sub(r'(?m)^REPOSITORY = "[^"]*"', f'REPOSITORY = "{address}"', setup.source)
    return notebook


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """A copy, run from its first cell to its last in that folder, with what they gave. Raises where a cell does."""
    notebook = copy.deepcopy(notebook)
    resources = {"metadata": {"path": str(folder)}}
    quiet = {"record_timing": False, "coalesce_streams": True}  # so that two runs store the same
    return NotebookClient(notebook, timeout=SLOWEST_CELL, resources=resources, **quiet).execute()


def main() -> None:
    """Run it where it lies, and write it there."""
    notebook = addressed(nbformat.read(NOTEBOOK, as_version=4), repository())
    started = time.perf_counter()
    done = run(notebook, NOTEBOOK.parent)
    done.metadata.language_info = {"name": "python"}  # and not the version of who ran it
    nbformat.write(done, NOTEBOOK)
    seconds = time.perf_counter() - started
    print(f"{len(done.cells)} cells, {seconds:.0f} s, {NOTEBOOK.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
