"""The command line in this process, and folders of small photos for it."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from model.__main__ import main
from model.predictor import SHIPPED
from tests.support import encoded

SMALL = ("--model", str(SHIPPED["mlp"]))  # the network that is loaded in no time


@pytest.fixture
def ask(capsys) -> Callable[..., tuple[int, str, str]]:
    """A function that runs `python -m model` with the small network; → (exit status, output, errors)."""

    def asked(*arguments: str | Path) -> tuple[int, str, str]:
        status = main([*map(str, arguments), *SMALL])
        return status, *capsys.readouterr()

    return asked


def noise(number: int, side: int = 40) -> bytes:
    """A photo of its own for each number up to 255."""
    return encoded(Image.effect_noise((side, side), 100).point(lambda value: value ^ number).convert("RGB"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Photos of three batches and a part of one, two of which cannot be read: one in the middle, one at the end."""
    folder = tmp_path_factory.mktemp("photos")
    for number in range(100):
        (folder / f"{number:03}.png").write_bytes(noise(number))
    (folder / "040.png").write_bytes(b"no photo")
    (folder / "zzz.png").write_bytes(b"")
    return folder


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return Path(os.curdir)


def until(condition, seconds: float = 60) -> None:
    """Wait for it; AssertionError after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)
