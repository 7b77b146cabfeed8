"""What the tests share: a seed, a small Fashion-MNIST, photos made on the spot, and the served app."""

import io
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
import torch
from PIL import Image

from training.data import DEBIAN_FOLDER, FILES

TOLD = Path(tempfile.mkdtemp())
os.environ["GARMENT_FEEDBACK"] = str(TOLD)  # before the app is imported, which is when it looks
os.environ["HF_HUB_DISABLE_XET"] = "1"  # the Hub on the loopback speaks the older way of uploading

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory) -> Path:
    """A --data-dir that holds the fixture: 600 training and 200 test pictures, gzipped as they come."""
    folder = tmp_path_factory.mktemp("data")
    for file in (FIXTURES / "fashion-mnist").iterdir():
        shutil.copy(file, folder)
    return folder


@pytest.fixture(scope="session")
def mnist_dir(tmp_path_factory, data_dir) -> Path:
    """A --data-dir whose "MNIST" is the same fixture: the files have one form, and the tests need no digits."""
    folder = tmp_path_factory.mktemp("digits")
    shutil.copytree(FIXTURES / "fashion-mnist", folder / "mnist")
    shutil.copytree(FIXTURES / "fashion-mnist", folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def full_data_dir(tmp_path_factory) -> Path:
    """A --data-dir for the full Fashion-MNIST, where this machine has it."""
    for folder in (ROOT / "data", ROOT / "data" / "FashionMNIST" / "raw", DEBIAN_FOLDER):
        if any((folder / name).exists() for name in (FILES[0], f"{FILES[0]}.gz")):
            return ROOT / "data" if folder != DEBIAN_FOLDER else tmp_path_factory.mktemp("full")
    pytest.skip("the full Fashion-MNIST is not here: install Debian's dataset-fashion-mnist, or run fit once")


@pytest.fixture(scope="session")
def app_url():
    """The address of the app, served as app.py serves it."""
    import app

    _, url, _ = app.launch(prevent_thread_lock=True, mcp=True, quiet=True)
    yield url
    app.demo.close()


@pytest.fixture
def told():
    """Where the served app keeps what it is told."""
    return TOLD


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if not executable:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    sync_api.expect.set_options(timeout=20_000)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, app_url):
    """A function that opens the page, with options for the browser's context; no request of it leaves this machine."""
    hosts, contexts = set(), []

    def opened(**options):
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 1000}, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app_url.rstrip("/"))
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(re.sub(r"^\w+://([^/:]+).*$", r"\1", request.url)))
        page.goto(app_url)
        page.wait_for_selector("#photo input[type=file]", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert {host for host in hosts if not host.startswith(("data:", "blob:"))} <= {"127.0.0.1"}


@pytest.fixture
def page(open_page):
    """The page, opened on a desk."""
    return open_page()


def encoded(image: Image.Image, format: str = "PNG", **options) -> bytes:
    """The picture as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
