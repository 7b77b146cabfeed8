"""The same rows from a Ray cluster of two nodes on the loopback, also where one of them is killed half way."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow
import pytest
from pyarrow.parquet import read_metadata, read_table, write_table

from model.bulk.cluster import Parts, rows_of
from model.bulk.output import OutputError
from model.bulk.places import find
from model.predictor import SHIPPED, Predictor
from tests.model.bulk.conftest import SMALL, noise, until
from tests.model.bulk.ray_node import FIRST, RAY, SECOND, Node
from tests.support import ROOT


def rows(path) -> list[dict]:
    """In the order of their files, figures to five digits: in another batch, the sixth may be another."""
    found = read_table(path).to_pylist()
    for row in found:
        row.update({name: round(value, 5) for name, value in row.items() if isinstance(value, float)})
    return sorted(found, key=lambda row: row["file"])


def close_to(found: list[dict], expected: list[dict]) -> bool:
    return len(found) == len(expected) and all(
        row.keys() == other.keys()
        and all(
            value == pytest.approx(other[name], abs=2e-5) if isinstance(value, float) else value == other[name]
            for name, value in row.items()
        )
        for row, other in zip(found, expected, strict=True)
    )


def test_one_of_the_pool_gives_the_rows_of_this_machine(ask, folder, here):
    ask(folder, "--output", "a.parquet")
    found = find([str(folder)])
    ((place, paths),) = found.there.items()
    read = {"path": paths, "bytes": [Path(path).read_bytes() for path in paths]}
    table = rows_of(pyarrow.table(read), str(SHIPPED["mlp"]), place)
    write_table(table, "b.parquet")
    assert table.schema == read_table("a.parquet").schema and not found.here
    assert close_to(rows("b.parquet"), rows("a.parquet"))


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--address", "auto"], "--address names a cluster: add --engine ray."),
        (["--engine", "ray"], "A cluster writes Parquet: name an --output that ends in .parquet."),
        (["--engine", "ray", "--output", "a.csv"], "A cluster writes Parquet: name an --output that ends in .parquet."),
        (
            ["--engine", "ray", "--output", "a.parquet", "--sort-into", "b"],
            "A cluster sorts nothing into folders: leave out --sort-into.",
        ),
    ],
)
def test_wrong_use_is_a_sentence(ask, folder, here, arguments, sentence):
    assert ask(folder, *arguments) == (2, "", sentence + "\n")
    assert not list(here.iterdir())


def test_without_ray_it_is_a_sentence(ask, folder, here, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    sentence = "A cluster needs two packages more: pip install -r requirements-cluster.txt.\n"
    assert ask(folder, "--engine", "ray", "--output", "a.parquet") == (2, "", sentence)
    assert not list(here.iterdir())


@pytest.mark.cluster
def test_no_cluster_is_a_sentence(ask, folder, here):
    sentence = "There is no Ray cluster at 127.0.0.1:1.\n"
    arguments = ("--engine", "ray", "--address", "127.0.0.1:1", "--output", "a.parquet")
    assert ask(folder, *arguments) == (2, "", sentence)


def test_what_was_written_counts_and_half_a_file_does_not(ask, folder, here):
    predictor = Predictor(SHIPPED["mlp"])
    ask(folder, "--output", "a.parquet")
    Path("a.parquet/half.parquet").write_bytes(Path("a.parquet/part-000000.parquet").read_bytes()[:-9])
    parts = Parts("a.parquet", predictor.labels)
    assert parts.count() == (101, 2) and not Path("a.parquet/half.parquet").exists()
    assert sorted(parts.written(predictor.model).elements()) == sorted(map(str, folder.iterdir()))
    with pytest.raises(OutputError, match=r"^a\.parquet has answers of mlp-.*, not of other: write to another file\.$"):
        parts.written("other")
    with pytest.raises(OutputError, match="has other columns than these answers"):
        Parts("a.parquet", predictor.labels[:-1]).count()
    assert Parts("missing.parquet", predictor.labels).count() == (0, 0)


@pytest.fixture
def cluster() -> Iterator[tuple[str, Node, Node]]:
    """(its address, the head, another node)."""
    with socket.socket() as free:
        free.bind((FIRST, 0))
        port = free.getsockname()[1]
    address = f"{FIRST}:{port}"
    folder = tempfile.mkdtemp(prefix="ray-")  # a path short enough for sockets
    nodes = []
    try:
        nodes.append(
            Node(
                folder,
                "--head",
                f"--port={port}",
                f"--node-ip-address={FIRST}",
                f"--temp-dir={folder}/ray",
                "--include-dashboard=false",
            )
        )
        until(lambda: "Ray runtime started" in nodes[0].log.read_text(), 120)
        nodes.append(Node(folder, f"--address={address}", f"--node-ip-address={SECOND}"))
        until(lambda: "Ray runtime started" in nodes[1].log.read_text(), 120)
        yield address, *nodes
    finally:
        for node in nodes:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def asked(address: str, *arguments: str, **options) -> subprocess.Popen:
    command = [sys.executable, "-m", "model", *arguments, "--engine", "ray", "--address", address]
    environment = os.environ | RAY | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def ended(job: subprocess.Popen) -> tuple[int, str, str]:
    """(exit status, output, errors), without the line in which Ray's core tells of its log."""
    out, errors = job.communicate(timeout=400)
    lines = errors.splitlines(keepends=True)
    return job.returncode, out, "".join(line for line in lines if "Set ray log level" not in line)


def finished(folder: str) -> int:
    """The rows of the files that are whole by now."""
    count = 0
    for path in Path(folder).glob("*.parquet"):
        with suppress(pyarrow.ArrowInvalid, OSError):
            count += read_metadata(path).num_rows
    return count


@pytest.mark.cluster
def test_two_nodes_give_the_rows_of_one_machine(ask, cluster, folder, here):
    """What Ray's own listing leaves out, and what it would stop at, among them."""
    address, *_ = cluster
    photos = [*map(str, folder.iterdir()), "missing.png", "_DSC0001.png"]
    Path("_DSC0001.png").write_bytes(noise(7))
    Path("list").write_text("\n".join(photos))
    assert ask(*photos, "--output", "a.parquet")[0] == 1
    with Path("list").open() as listed:
        job = asked(address, "-", "--output", "b.parquet", *SMALL, stdin=listed)
        assert ended(job) == (1, "", "")
    assert close_to(rows("b.parquet"), rows("a.parquet"))
    print(f"{len(rows('b.parquet'))} rows of two nodes are those of one machine")

    again = asked(address, *photos, "--output", "b.parquet", *SMALL)
    there = "b.parquet is there already: name another folder, or go on with --resume.\n"
    assert ended(again) == (2, "", there)
    part = next(path for path in Path("b.parquet").iterdir())
    lost = len(read_table(part))
    part.unlink()
    again = asked(address, *photos, "--output", "b.parquet", "--resume", *SMALL)
    assert ended(again) == (1, "", "") and lost
    assert close_to(rows("b.parquet"), rows("a.parquet"))


@pytest.mark.cluster
def test_a_node_that_is_killed_half_way_costs_no_photo(cluster, here):
    address, _, other = cluster
    count = 6000
    Path("photos").mkdir()
    for number in range(256):
        Path(f"photos/{number:05}.png").write_bytes(noise(number, 200) if number % 100 else b"no photo")
    for number in range(256, count):
        Path(f"photos/{number:05}.png").hardlink_to(f"photos/{number % 256:05}.png")
    job = asked(address, "photos", "--output", "a.parquet")
    try:
        until(lambda: job.poll() is not None or (finished("a.parquet") > count / 3 and other.is_answering()), 300)
        assert job.poll() is None, job.communicate()
        written = finished("a.parquet")
        other.kill()
        print(f"killed after {written} of {count} rows, while it was answering")
        status, told, errors = ended(job)
        print(told)
        assert written < count and (status, errors) == (1, "")
    finally:
        job.kill()
    found = rows("a.parquet")
    assert [row["file"] for row in found] == [f"photos/{number:05}.png" for number in range(count)]
    by_photo = {row["file"][-9:-4]: row for row in found}
    for number in range(256, count):  # each like the first of its copies
        one, other_one = by_photo[f"{number:05}"], by_photo[f"{number % 256:05}"]
        assert close_to([one | {"file": ""}], [other_one | {"file": ""}])
    assert sum(row["label"] is None for row in found) == sum(number % 256 % 100 == 0 for number in range(count))
    print("each photo has one row")
