"""What the uploads take of the disk, known without looking at each of them for each that comes."""

import asyncio
import math
import time
from contextlib import suppress
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder
from starlette.types import Message, Receive

MOST_ON_DISK = 4_000_000_000  # bytes of uploads in all; each is swept after ten minutes
LOOK_EVERY = 10  # seconds, or longer where looking takes long: very many small files are as easily sent
FULL = "The server has all the photos that it can hold: try again in 600 s."
SHARE = 0.05  # of the time, at most, that is spent looking


class Files(set):
    """The paths of files that will be swept, which may grow while they are gone through."""

    def __iter__(self):
        return iter(tuple(super().__iter__()))


def sweep_safely(blocks: gr.Blocks) -> None:
    """Go on sweeping these Blocks' files for as long as they are served.

    A workaround: Gradio goes through sets to which uploads are added meanwhile, in another thread; the error that this
    is at times ends its sweeping for good, without a word.
    """
    blocks.upload_file_set = Files()
    blocks.temp_file_sets = [blocks.upload_file_set]
    for block in blocks.blocks.values():
        if hasattr(block, "temp_files"):
            block.temp_files = Files(block.temp_files)
            blocks.temp_file_sets.append(block.temp_files)


class Disk:
    """Bytes of all uploads: what was found at the last look, and what has come since."""

    def __init__(self):
        self.bytes = self.come = 0
        self.next_look = -math.inf

    async def has_room(self, length: int) -> bool:
        """Whether that many bytes more may come."""
        started = time.monotonic()
        if started >= self.next_look:
            self.next_look, before = math.inf, self.come  # nobody else looks meanwhile
            try:
                found = await asyncio.to_thread(_on_disk)
            finally:
                self.next_look = time.monotonic() + max(LOOK_EVERY, (time.monotonic() - started) / SHARE)
            self.bytes = found + self.come - before
        return self.bytes + length <= MOST_ON_DISK

    def counting(self, receive: Receive) -> Receive:
        """`receive`, counted, which ends as if the client were gone where there is no room: a length may be untrue."""

        async def received() -> Message:
            message = await receive()
            length = len(message.get("body", b""))
            self.come += length
            self.bytes += length
            return message if self.bytes <= MOST_ON_DISK else {"type": "http.disconnect"}

        return received


def _on_disk() -> int:
    size = 0
    for path in Path(get_upload_folder()).rglob("*"):
        with suppress(FileNotFoundError):  # swept just now
            size += path.stat().st_size
    return size
