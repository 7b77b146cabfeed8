"""Uploads take no more of the disk than their share, and knowing so takes no time that others wait."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import anyio
import gradio as gr
import httpx
import pytest
from gradio import route_utils

from page import disk, doors
from page.blocks import build
from page.served import Served, shipped
from tests.support import EXAMPLES


def run(function: Callable, *arguments: object) -> object:
    """What the coroutine returns, in a thread of its own: in this one the browser of other tests has a loop."""
    with ThreadPoolExecutor() as threads:
        return threads.submit(anyio.run, function, *arguments).result()


@pytest.mark.parametrize("length", [b"999999999", b"10"])
def test_uploads_beyond_the_disk_s_share_are_to_come_later(monkeypatch, tmp_path, length):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr(disk, "MOST_ON_DISK", 1000)
    (tmp_path / "photo.jpg").write_bytes(bytes(900))
    sent = []

    async def app(scope, receive, send):
        sent.append("through")

    async def send(message):
        sent.append(message)

    headers = [(b"content-type", b"multipart/form-data; boundary=x"), (b"content-length", length)]
    scope = {"type": "http", "method": "POST", "path": "/gradio_api/upload", "headers": headers}
    run(doors.Doors(app, Counter(), None), scope, None, send)
    if length == b"10":
        assert sent == ["through"]
    else:
        assert sent[0]["status"] == 503 and b"try again in 600 s" in sent[1]["body"]


def test_what_comes_is_counted_between_looks_and_what_was_swept_is_not_after_one(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr(disk, "MOST_ON_DISK", 1000)
    looks = []
    look = disk._on_disk
    monkeypatch.setattr(disk, "_on_disk", lambda: looks.append(1) or look())

    async def receive():
        return {"type": "http.request", "body": bytes(600), "more_body": True}

    async def asked() -> list[object]:
        uploads = disk.Disk()
        found = [await uploads.has_room(600)]
        coming = uploads.counting(receive)
        found += [(await coming())["type"], await uploads.has_room(600), (await coming())["type"], len(looks)]
        uploads.next_look = 0
        return [*found, await uploads.has_room(600), len(looks)]

    assert run(asked) == [True, "http.request", False, "http.disconnect", 1, True, 2]


def test_looking_takes_a_small_share_of_the_time_however_many_files_there_are(monkeypatch):
    monkeypatch.setattr(disk, "_on_disk", lambda: time.sleep(0.6) or 0)
    uploads = disk.Disk()
    assert run(uploads.has_room, 1)
    assert uploads.next_look - time.monotonic() > 0.6 / disk.SHARE - 1 > disk.LOOK_EVERY


def test_an_upload_that_does_not_say_how_long_it_is_ends_where_the_disk_s_share_does(app_url, monkeypatch):
    def parts() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
        for _ in range(20):
            yield bytes(100_000)
        yield b"\r\n--x--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert httpx.post(f"{app_url}gradio_api/upload", content=parts(), headers=headers).status_code == 200
    monkeypatch.setattr(disk, "MOST_ON_DISK", disk._on_disk() + 1_000_000)
    answer = httpx.post(f"{app_url}gradio_api/upload", content=parts(), headers=headers)
    assert answer.status_code == 503 and answer.json()["detail"] == disk.FULL
    assert disk._on_disk() < disk.MOST_ON_DISK
    monkeypatch.undo()
    photo = {"files": ("bag.jpg", (EXAMPLES / "bag.jpg").read_bytes())}
    assert httpx.post(f"{app_url}gradio_api/upload", files=photo).status_code == 200


@pytest.mark.parametrize("safely", [True, False])
def test_uploads_that_come_while_others_are_swept_do_not_end_the_sweeping(monkeypatch, tmp_path, safely):
    """Where Gradio alone does not trip over them any more, `sweep_safely` can go."""
    with gr.Blocks() as blocks:
        image = gr.Image()
    if safely:
        disk.sweep_safely(blocks)
    files = [tmp_path / f"{number}.jpg" for number in range(4)]
    for file in files:
        file.write_bytes(b"a photo")
    blocks.upload_file_set.update(map(str, files[:2]))
    image.temp_files.update(map(str, files[2:]))
    remove = route_utils.os.remove

    def remove_while_one_comes(file):
        remove(file)
        blocks.upload_file_set.add(f"{file} and another")
        image.temp_files.add(f"{file} and another")

    monkeypatch.setattr(route_utils.os, "remove", remove_while_one_comes)
    if safely:
        route_utils.delete_files_created_by_app(blocks, -1)
        assert not any(file.exists() for file in files)
    else:
        with pytest.raises(RuntimeError, match="changed size"):
            route_utils.delete_files_created_by_app(blocks, -1)


def test_the_page_is_swept_so():
    page = build(Served(shipped()))
    assert page.upload_file_set is page.temp_file_sets[0]
    assert {type(files) for files in page.temp_file_sets} == {disk.Files}
    shown = [block.temp_files for block in page.blocks.values() if isinstance(block, gr.components.Component)]
    assert all(any(files is one for one in page.temp_file_sets) for files in shown)
