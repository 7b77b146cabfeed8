"""A run that was broken off, wherever, goes on to the very bytes of one that was not."""

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from model.bulk import parquet
from model.bulk.answers import BATCH
from model.predictor import SHIPPED, Predictor
from tests.model.bulk.conftest import SMALL, noise, until
from tests.support import ROOT

WHERE = random.Random(0)
TABLES = ("a.csv", "a.jsonl", "a.parquet")


def contents(output: Path) -> dict[str, bytes]:
    """All that lies there, by name."""
    files = sorted(output.rglob("*")) if output.is_dir() else [output]
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def counted(monkeypatch) -> list[int]:
    """How many photos the network was asked about, each time. It can be made to stop there: by an item "stop"."""
    asked, predict = [], Predictor.predict_tensor

    def watched(self, x):
        asked.append(len(x))
        return predict(self, x)

    monkeypatch.setattr(Predictor, "predict_tensor", watched)
    return asked


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(parquet, "ROWS", 2 * BATCH)


@pytest.mark.parametrize("name", TABLES[:2])
def test_cut_off_anywhere_it_goes_on_to_the_same_bytes(ask, folder, here, counted, name):
    ask(folder, "--output", name)
    whole = Path(name).read_bytes()
    ends = [at for at in range(len(whole)) if whole[at : at + 1] == b"\n"]
    for at in [0, 1, 20, ends[0] + 1, ends[40], ends[-1], len(whole), *WHERE.sample(range(len(whole)), 12)]:
        Path(name).write_bytes(whole[:at])
        rows = whole[:at].count(b"\n") - name.endswith("csv")
        counted.clear()
        assert ask(folder, "--output", name, "--resume") == (1, "", "")
        assert Path(name).read_bytes() == whole, at
        again = 0 if rows == 101 else 101 - max(0, rows) // BATCH * BATCH
        assert sum(counted) in range(again - 2, again + 1), "no batch that is there is asked again"


class Stopped(Exception):
    """A run that ends in the middle, without a word."""


def stopping_after(batches: int, monkeypatch):
    """Makes outputs raise once so many batches were written."""
    write, count = parquet.Lines.write, iter(range(batches))

    def counting(self, rows):
        if next(count, None) is None:
            raise Stopped
        write(self, rows)

    monkeypatch.setattr(parquet.Lines, "write", counting)


@pytest.mark.parametrize("batches", range(4))
def test_parquet_goes_on_to_the_same_parts(ask, folder, here, batches):
    pytest.importorskip("pyarrow")
    ask(folder, "--output", "whole.parquet")
    with pytest.MonkeyPatch.context() as patch:
        stopping_after(batches, patch)
        with pytest.raises(Stopped):
            ask(folder, "--output", "a.parquet")
    assert len(contents(Path("a.parquet"))) == batches // 2 + 1, "finished parts, and what waits"
    assert ask(folder, "--output", "a.parquet", "--resume") == (1, "", "")
    assert contents(Path("a.parquet")) == contents(Path("whole.parquet"))
    assert ask(folder, "--output", "a.parquet", "--resume") == (1, "", "")
    assert contents(Path("a.parquet")) == contents(Path("whole.parquet"))


def test_a_part_whose_lines_were_not_taken_away_counts_once(ask, folder, here):
    pytest.importorskip("pyarrow")
    ask(folder, "--output", "whole.parquet")
    shutil.copytree("whole.parquet", "a.parquet")
    lines = Path("a.parquet/_part-000001.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # killed, before it came to that
        Path("a.parquet/part-000001.parquet").rename("a.parquet/hidden")
        ask(folder, "--output", "a.parquet", "--resume")
    Path("a.parquet/hidden").unlink()
    assert lines.exists()
    ask(folder, "--output", "a.parquet", "--resume")
    assert contents(Path("a.parquet")) == contents(Path("whole.parquet"))


@pytest.mark.parametrize("name", TABLES)
def test_photos_that_came_behind_the_others_are_asked_about(ask, here, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    folder = here / "photos"
    folder.mkdir()
    for number in range(90):
        (folder / f"{number:03}.png").write_bytes(noise(number))
        if number == 40:
            assert ask(folder, "--output", name)[0] == 0
    assert ask(folder, "--output", name, "--resume")[0] == 0
    ask(folder, "--output", f"whole-{name}")
    assert contents(Path(name)) == contents(Path(f"whole-{name}"))


@pytest.mark.parametrize("name", TABLES)
def test_what_cannot_be_gone_on_with_is_a_sentence_and_stays(ask, capsys, folder, here, name):
    from model.__main__ import main

    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    ask(folder, "--output", name)
    before = contents(Path(name))
    small = f"{Predictor(SHIPPED['mlp']).model}"
    assert main([str(folder), "--output", name, "--resume", "--model", str(SHIPPED["resnet"])]) == 2
    large = f"{Predictor(SHIPPED['resnet']).model}"
    assert capsys.readouterr().err == f"{name} has answers of {small}, not of {large}: write to another file.\n"
    other = here / "other"
    other.mkdir()
    (other / "000.png").write_bytes(noise(1))
    status, _, errors = ask(other, "--output", name, "--resume")
    assert status == 2 and errors.startswith(f"{name} answers for {folder}/000.png where these photos do not have it")
    assert contents(Path(name)) == before


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("a.csv", b"file,label\r\na.jpg,Bag\r\n"),
        ("a.csv", b"\x89PNG\r\n\x1a\n"),
        ("a.jsonl", b'{"file": "a.jpg", "probabilities": {"Hat": 1}}\n'),
        ("a.jsonl", b'["a.jpg"]\n'),
        ("a.jsonl", b"a.jpg\n"),
    ],
)
def test_other_columns_are_a_sentence_and_stay(ask, folder, here, name, before):
    Path(name).write_bytes(before)
    sentence = f"{name} has other columns than these answers: write to another file.\n"
    assert ask(folder, "--output", name, "--resume") == (2, "", sentence)
    assert Path(name).read_bytes() == before


def test_a_name_of_two_lines_is_one_row(ask, here):
    folder = here / "photos"
    folder.mkdir()
    for number in range(40):
        (folder / f'{number:03}"\r\n,".png').write_bytes(noise(number))
    ask(folder, "--output", "a.csv")
    whole = Path("a.csv").read_bytes()
    for at in WHERE.sample(range(len(whole)), 8):
        Path("a.csv").write_bytes(whole[:at])
        assert ask(folder, "--output", "a.csv", "--resume") == (0, "", "")
        assert Path("a.csv").read_bytes() == whole


def killed(photos: Path, output: Path, rows: int) -> int:
    """Start it, kill it once so many rows are written; → how many there are then."""
    command = [sys.executable, "-m", "model", str(photos), *SMALL, "--output", str(output.absolute()), "--resume"]
    ran = subprocess.Popen(command, cwd=ROOT)
    until(lambda: ran.poll() is not None or written(output) >= rows)
    os.kill(ran.pid, signal.SIGKILL)
    assert ran.wait() == -signal.SIGKILL, "it was ready before"
    return written(output)


def written(output: Path) -> int:
    """Whole lines, in a folder of parts those that wait."""
    files = output.glob("_*.jsonl") if output.is_dir() else [output] if output.exists() else []
    return sum(path.read_bytes().count(b"\n") for path in files)


@pytest.mark.parametrize(
    ("name", "moments"), [(TABLES[0], 2), *(pytest.param(name, 10, marks=pytest.mark.slow) for name in TABLES)]
)
def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(ask, here, name, moments):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    photos = here.absolute() / "photos"
    photos.mkdir()
    for number in range(1500):
        if number < 4:
            (photos / f"{number:04}.png").write_bytes(noise(number, 400))
        else:
            (photos / f"{number:04}.png").hardlink_to(photos / f"{number % 4:04}.png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROWS", 32 * BATCH)
        ask(photos, "--output", f"whole-{name}")
        for rows in sorted(WHERE.sample(range(1, 900), moments)):
            assert killed(photos, Path(name), rows) >= rows
        assert ask(photos, "--output", name, "--resume") == (0, "", "")
    assert contents(Path(name)) == contents(Path(f"whole-{name}"))
