"""The process that serves: its folder for uploads, its open files, its memory, its log, and how it stops."""

import atexit
import ctypes
import gc
import logging
import os
import shutil
import signal
import tempfile
import time
import warnings
from contextlib import nullcontext, suppress
from pathlib import Path

import gradio
import torch

FOLDERS = "garments-"  # and the process that it belongs to
OPEN_FILES = 65_536  # at most: each visitor holds a few
MMAP_THRESHOLD = -3  # glibc's name for it in mallopt(3)
GIVEN_BACK = 4_000_000  # bytes: what is larger goes back to the system when it is freed
LINES_A_SECOND = 5


def own_folder() -> Path:
    """Uploads go into a folder of this process, gone when it ends; those of processes that are gone are emptied here.

    Gradio sweeps what it took in itself, so what an earlier process left behind would stay, and be served.
    Raises OSError, one sentence, where nothing can be written.
    """
    above = Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir()) / "gradio")
    own = above / f"{FOLDERS}{os.getpid()}"
    if above.name == own.name:  # of a module that is imported twice
        return above
    try:
        above.mkdir(parents=True, exist_ok=True)
        for left in above.glob(f"{FOLDERS}*"):
            if left == own or not _runs(left.name.removeprefix(FOLDERS)):
                shutil.rmtree(left, ignore_errors=True)
        own.mkdir()
        with tempfile.TemporaryFile(dir=own):
            pass
    except OSError as error:
        raise OSError(f"Nothing can be written into {above}: set GRADIO_TEMP_DIR to another folder.") from error
    os.environ["GRADIO_TEMP_DIR"] = str(own)
    atexit.register(_empty, own, os.getpid())
    return own


def _runs(number: str) -> bool:
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except OSError:  # somebody else's
        pass
    return True


def _empty(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # and not a child that inherited the promise
        shutil.rmtree(folder, ignore_errors=True)


def settle() -> None:
    """Open files as many as may be, freed memory given back, a log in lines, and SIGTERM a clean stop, as Ctrl-C is.

    And no request readies matplotlib, which Gradio loads at the first one where it is installed: a third of a second,
    for plots that the page does not draw. What stands by now, modules and page, stays: it is looked through no more for
    what could be let go.
    """
    _raise_open_files()
    _give_memory_back()
    torch.set_num_threads(1)  # each request has one of many threads; two of torch's would wait for each other
    gradio.utils.MatplotlibBackendMananger = nullcontext
    gc.freeze()
    gc.enable()
    warnings.filterwarnings("ignore", module="PIL")  # which tells the log all that is odd about a photo
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(OneLine())
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _raise_open_files() -> None:
    try:
        import resource  # which not every system has
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _give_memory_back() -> None:
    """glibc raises this threshold with each large block that is freed, to 32 MB, and keeps what lies below it."""
    with suppress(OSError, AttributeError):  # another system's library
        ctypes.CDLL("libc.so.6").mallopt(MMAP_THRESHOLD, GIVEN_BACK)


def forget() -> None:
    """Give back to the system what was freed, and with it what had stood there; it takes some milliseconds."""
    with suppress(OSError, AttributeError):  # another system's library
        ctypes.CDLL("libc.so.6").malloc_trim(0)


class OneLine(logging.Filter):
    """What went wrong in one line, without its traceback, and no more than `LINES_A_SECOND`."""

    def __init__(self):
        super().__init__()
        self.second, self.lines = 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        second = int(time.monotonic())
        if second != self.second:
            self.second, self.lines = second, 0
        self.lines += 1
        if record.exc_info:
            error = record.exc_info[1]
            said = str(error).strip().partition("\n")[0][:200]
            record.msg, record.args = f"{type(error).__name__}: {said}", ()
            record.exc_info = record.exc_text = None
        return self.lines <= LINES_A_SECOND
