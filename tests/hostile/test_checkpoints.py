"""No checkpoint takes the server's time or memory, or makes it answer nonsense."""

import json
import subprocess
import sys

import pytest
import torch

from model import checkpoint
from tests.hostile.checkpoints import KINDS, contents, saved, tiny
from tests.support import ROOT

# In a process of its own, whose largest memory is then that of the loading alone.
LOAD = """
import json, resource, sys, time
from model import checkpoint
def memory(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
rest, found = memory(), {}
for path in sys.argv[1:]:
    started = time.process_time()
    try:
        checkpoint.load(path)
        said = ""
    except checkpoint.CheckpointError as error:
        said = str(error)
    found[path] = said, time.process_time() - started
print(json.dumps({"found": found, "more": memory() - rest}))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """(kind → (what was said, seconds of processor), the largest memory above rest in MB)."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = {}
    for number, (kind, made) in enumerate(KINDS.items()):
        paths[kind] = folder / f"{number}.pt"
        paths[kind].write_bytes(made())
    command = [sys.executable, "-c", LOAD, *map(str, paths.values())]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    said = json.loads(run.stdout)
    return {kind: said["found"][str(path)] for kind, path in paths.items()}, said["more"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_to_hurt_is_refused_in_one_sentence_at_once(loaded, kind):
    said, seconds = loaded[0][kind]
    assert said.endswith(".") and "\n" not in said and len(said) < 250
    assert "is damaged" in said
    assert seconds < 3


def test_what_is_made_to_hurt_takes_no_memory(loaded):
    assert loaded[1] < 600


def test_a_version_that_is_two_numbers_is_no_version(tmp_path):
    (tmp_path / "model.pt").write_bytes(saved(contents(tiny(), version=torch.ones(2))))
    with pytest.raises(checkpoint.CheckpointError, match="another checkpoint version"):
        checkpoint.load(tmp_path / "model.pt")


def test_what_they_are_made_of_would_load(tmp_path):
    """So that each of them is refused for what it is called."""
    (tmp_path / "model.pt").write_bytes(saved(contents(tiny())))
    assert checkpoint.load(tmp_path / "model.pt").network.input_size == 16
