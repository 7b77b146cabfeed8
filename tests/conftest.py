"""What the tests share: a seed, a small Fashion-MNIST, photos made on the spot, and the served app."""

import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Before the Hub's client is imported, which is when it looks: the Hub on the loopback knows the older uploads alone.
os.environ["HF_HUB_DISABLE_XET"] = "1"

import pytest
import torch

from page.blocks import build
from page.served import Served, shipped
from page.store import open_store
from tests.support import FIXTURES, ROOT, chromium
from training.data.mnist import DEBIAN_FOLDER, FILES

THREADS = max(2, torch.get_num_threads())


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


@pytest.fixture(autouse=True)
def threads():
    """What a test runs sets torch's threads for the process, and the tests share one.

    They are two at least, and so many again after each test, whatever a fixture of a wider scope has set.
    """
    torch.set_num_threads(THREADS)
    yield
    torch.set_num_threads(THREADS)


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
def told(tmp_path_factory) -> Path:
    """Where the served app keeps what it is told."""
    return tmp_path_factory.mktemp("told")


@pytest.fixture(scope="session")
def serve():
    """A function that launches a page as app.py does; → its address. All of them are closed at the end."""
    import app

    launched = []

    def launch(page, *options: str) -> str:
        launched.append(page)
        return app.launch(page, app.parse(list(options)), block=False, quiet=True)

    yield launch
    with ThreadPoolExecutor(max(1, len(launched))) as threads:  # each waits seconds for streams that are open
        list(threads.map(lambda page: page.close(), launched))


@pytest.fixture(scope="session")
def app_url(serve, told) -> str:
    """The address of the app, served as app.py serves it."""
    return serve(build(Served(shipped(), store=open_store(told))), "--mcp")


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = chromium()
    if not executable:
        pytest.skip("no Chromium on this machine: apt-get install chromium-headless-shell")
    sync_api.expect.set_options(timeout=20_000)
    with sync_api.sync_playwright() as playwright:
        # The second lets a page of the Hub's name, made up by a test, hold the app of this machine in a frame; the
        # others are a camera, and who allows it where a page may ask.
        camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        args = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks", *camera]
        browser = playwright.chromium.launch(executable_path=executable, args=args)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, app_url):
    """A function that opens the page, with options for the browser's context; no request of it leaves this machine."""
    hosts, contexts = set(), []

    def opened(url: str = app_url, **options):
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 1000}, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url.rstrip("/"))
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(re.sub(r"^\w+://([^/:]+).*$", r"\1", request.url)))
        page.goto(url)
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
