"""What `python -m model` says, and with what it ends."""

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
import time
from base64 import b64encode
from pathlib import Path

import pytest

from model.labels import LABELS
from model.predictor import SHIPPED
from page.ask import Ask
from page.served import Served, shipped
from tests.model.bulk.conftest import SMALL, noise, until
from tests.support import EXAMPLES, ROOT

BAG, COAT = str(EXAMPLES / "bag.jpg"), str(EXAMPLES / "coat.jpg")


def table(path) -> list[dict]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_a_photo_is_a_line_of_a_table(capsys):
    from model.__main__ import main

    assert main([BAG]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split() == ["label", "probability", "recognised", "file"]
    assert re.fullmatch(rf"Bag +0\.9\d\d  yes +{re.escape(BAG)}", line)


def test_what_cannot_be_read_is_a_line_with_its_error(ask, here):
    (here / "broken.jpg").write_bytes(b"no photo")
    status, out, errors = ask(BAG, "broken.jpg", "missing.jpg", "/dev/null")
    assert status == 1 and errors == ""
    assert "  broken.jpg: This file is not a photo that can be read" in out
    assert "  missing.jpg: The photo's file cannot be opened" in out
    assert "  /dev/null: This is neither a file nor a folder." in out


def test_a_name_cannot_write_on_the_terminal(ask, here):
    name = "\x1b[2J\nBag 1.000.png"
    (here / name).write_bytes(noise(1))
    _, out, _ = ask(".")
    assert "\x1b" not in out and len(out.splitlines()) == 2


def test_the_answers_are_those_of_the_api(here, capsys):
    """The same objects as /inspect_many gives, figures to six digits; CSV and JSON lines say the same."""
    from model.__main__ import main

    (here / "broken.jpg").write_bytes(b"no photo")
    files = [BAG, "broken.jpg", COAT]
    assert main([*files, "--output", "a.jsonl"]) == main([*files, "--output", "a.csv"]) == 1
    assert capsys.readouterr().out == ""
    urls = [f"data:image/jpeg;base64,{b64encode(Path(file).read_bytes()).decode()}" for file in files]
    expected = Ask(Served(shipped())).inspect_many([{"url": url} for url in urls], "resnet")
    lines = [json.loads(line) for line in (here / "a.jsonl").read_text().splitlines()]
    for file, line, of_api, row in zip(files, lines, expected, table(here / "a.csv"), strict=True):
        assert list(line) == list(of_api) and line["file"] == row["file"] == file
        assert line["error"] == row["error"] == of_api["error"]
        if of_api["error"]:
            assert set(row.values()) == {file, line["error"], ""}
            continue
        assert line["label"] == row["label"] == of_api["label"] and line["model"] == row["model"] == of_api["model"]
        assert row["recognised"] == str(line["recognised"]) == str(of_api["recognised"])
        assert line["probabilities"] == pytest.approx(of_api["probabilities"], abs=3e-6)
        assert line["score"] == pytest.approx(of_api["score"], abs=1e-5)
        assert {name: float(row[name]) for name in LABELS} == pytest.approx(line["probabilities"], abs=5e-7)
        assert float(row["score"]) == pytest.approx(line["score"], abs=5e-7)
        assert all(re.fullmatch(r"[01]\.\d{6}", row[name]) for name in LABELS)
    assert list(row) == ["file", "label", *LABELS, "recognised", "score", "model", "error"]


def test_how_many_work_at_once_changes_nothing(ask, folder, here):
    for jobs in ("1", "3"):
        assert ask(folder, "--jobs", jobs, "--output", f"{jobs}.csv")[0] == 1
    assert (here / "1.csv").read_bytes() == (here / "3.csv").read_bytes()
    assert [row["file"] for row in table(here / "1.csv")] == sorted(map(str, folder.iterdir()))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--resume"], "--resume goes on with an --output: name it."),
        (["--link"], "--link says how --sort-into does it: name its folder."),
        (["--output", "there.csv"], "there.csv is there already: name another file, or go on with --resume."),
        (["--sort-into", "full"], "full is not empty: name a new folder for --sort-into, or go on with --resume."),
        (["--sort-into", "there.csv"], "there.csv is no folder: name another for --sort-into."),
        (["--output", "nowhere/a.csv"], "nowhere/a.csv cannot be read or written: No such file or directory."),
        (["--output", "empty/a.csv", "full"], "empty/a.csv cannot be read or written: Not a directory."),
    ],
)
def test_wrong_use_is_a_sentence(ask, here, arguments, sentence):
    (here / "there.csv").write_text("")
    (here / "empty").write_text("")
    (here / "full").mkdir()
    (here / "full" / "a.png").write_bytes(noise(1))
    status, out, errors = ask(BAG, *arguments)
    assert (status, out, errors) == (2, "", f"{sentence}\n")


def test_a_folder_of_no_photos_is_a_sentence(ask, here):
    assert ask(".") == (2, "", "There are no photos in what was named.\n")


def test_what_would_be_asked_about_again_is_no_place_to_sort_into(ask, folder):
    status, _, errors = ask(folder, "--sort-into", folder / "sorted")
    assert status == 2 and errors.endswith("whose photos are asked about: name a folder outside.\n")


def test_another_file_than_a_checkpoint_is_a_sentence(here, capsys):
    from model.__main__ import main

    assert main([BAG, "--model", BAG]) == 2
    assert capsys.readouterr().err == f"{BAG} is damaged or not a checkpoint of this project.\n"


@pytest.mark.parametrize("options", [["--output", "a.txt"], ["--jobs", "0"], ["--jobs", "x"], ["--what"], []])
def test_options_that_there_are_not_end_with_2(options, capsys):
    from model.__main__ import main

    with pytest.raises(SystemExit) as ended:
        main([BAG, *options] if options else [])
    assert ended.value.code == 2


def run(*arguments, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "model", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, **options)


def test_a_list_comes_on_standard_input():
    done = run("-", *SMALL, input=f"{BAG}\n\n{COAT}\r\nmissing-\udcff.jpg".encode("utf-8", "surrogateescape"))
    files = [line.split("  ")[-1].strip() for line in done.stdout.decode().splitlines()[1:]]
    assert done.returncode == 1 and files[:2] == [BAG, COAT]
    assert files[2].startswith(r"missing-\xff.jpg: The photo's file cannot")
    assert done.stderr == b""


def test_who_has_read_enough_of_the_table_ends_it_quietly(folder):
    command = f"'{sys.executable}' -m model '{folder}' {' '.join(SMALL)} | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.startswith("label") and done.stderr == ""


def test_a_bar_on_a_terminal_says_the_rate_and_the_time_left(folder, here):
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    command = [sys.executable, "-m", "model", str(folder), *SMALL, "--output", str(here.absolute() / "a.csv")]
    ran = subprocess.Popen(command, cwd=ROOT, stderr=theirs)
    os.close(theirs)
    said = b""
    while True:
        try:
            said += os.read(ours, 10_000)
        except OSError:  # as Linux says that the other side is closed
            break
    os.close(ours)
    assert ran.wait() == 1
    assert re.search(rb"101/101 \[\d\d:\d\d<\d\d:\d\d, +[\d.]+ ?photo/s\]", said)


def test_ctrl_c_keeps_what_there_is(here, ask):
    photos = here.absolute() / "photos"
    photos.mkdir()
    (photos / "0000.png").write_bytes(noise(7, 400))
    for number in range(1, 1000):
        (photos / f"{number:04}.png").hardlink_to(photos / "0000.png")
    command = [sys.executable, "-m", "model", str(photos), *SMALL, "--output", str(here.absolute() / "a.csv")]
    ran = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    until(lambda: lines(here / "a.csv") > 100)
    ran.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, errors = ran.communicate(timeout=60)
    assert time.monotonic() - started < 10
    assert ran.returncode == 130
    assert errors == "Stopped. The same command with --resume goes on from here.\n"
    assert 100 < lines(here / "a.csv") < 1001 and (here / "a.csv").read_bytes().endswith(b"\r\n")
    assert ask(photos, "--output", "a.csv", "--resume")[0] == 0
    assert len(table(here / "a.csv")) == len({row["file"] for row in table(here / "a.csv")}) == 1000


def lines(path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.mark.slow
def test_the_readme_s_commands_work_word_for_word(tmp_path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## A thousand photos, from the command line")[1].split("\n##")[0]
    commands = re.findall(r"^    (.*-m model .*)$", section, re.MULTILINE)
    assert len(commands) >= 5
    (tmp_path / "model").symlink_to(ROOT / "model")
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tmp_path / ".venv" / "bin" / "python").chmod(0o755)
    for command in commands:
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, ""), command
    assert (tmp_path / "sorted" / "T-shirt-Top" / "t-shirt.jpg").samefile(tmp_path / "examples" / "t-shirt.jpg")
    assert len(table(tmp_path / "answers.csv")) > lines(tmp_path / "answers.jsonl") == 10


@pytest.mark.slow
def test_the_first_answer_waits_for_little_but_torch_and_the_checkpoint():
    least = f"import torch; from model.checkpoint import load; load({str(SHIPPED['resnet'])!r})"
    seconds: dict[str, list[float]] = {"ours": [], "least": []}
    for _ in range(5):
        for name, arguments in (("least", ["-c", least]), ("ours", ["-m", "model", BAG])):
            started = time.perf_counter()
            subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            seconds[name].append(time.perf_counter() - started)
    assert min(seconds["ours"]) <= 1.3 * min(seconds["least"]), seconds


@pytest.mark.slow
def test_ten_times_as_many_photos_take_no_more_memory(here):
    most = {}
    for count in (300, 3000):
        folder = here.absolute() / str(count)
        folder.mkdir()
        (folder / "0000.png").write_bytes(noise(7, 200))
        for number in range(1, count):
            (folder / f"{number:04}.png").hardlink_to(folder / "0000.png")
        command = [sys.executable, "-m", "model", str(folder), "--output", f"{folder}.csv", *SMALL]
        ran = subprocess.Popen(command, cwd=ROOT)
        _, status, used = os.wait4(ran.pid, 0)
        ran.returncode = os.waitstatus_to_exitcode(status)
        assert ran.returncode == 0
        most[count] = used.ru_maxrss
    assert most[3000] < 1.05 * most[300], most
