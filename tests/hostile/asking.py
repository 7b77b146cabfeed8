"""How a program asks the server, what it sends in place of a photo, and what it may read then."""

import base64
import json
import re
from typing import Protocol

import httpx

from tests.support import EXAMPLES

SENTENCE = re.compile(r"([A-Z\"]|\d+ requests )[^\n]{9,180}\.")


def is_a_sentence(text: object) -> bool:
    return isinstance(text, str) and SENTENCE.fullmatch(text) is not None


def data_url(data: bytes) -> dict:
    """The photo, sent along with the request."""
    return {"url": f"data:;base64,{base64.b64encode(data).decode()}"}


class Client(Protocol):
    """An `httpx.Client`, or the module itself."""

    def post(self, url: str, **options) -> httpx.Response: ...
    def get(self, url: str, **options) -> httpx.Response: ...


def ask(client: Client, api: str, name: str, body: dict) -> tuple[str, object]:
    """("complete", the values that come back), or ("error" or "refused", what is said instead).

    api: the address of the API. name: the endpoint's. Refused is what is not even queued.
    """
    content, headers = json.dumps(body).encode(errors="replace"), {"Content-Type": "application/json"}
    asked = client.post(f"{api}call/{name}", content=content, headers=headers)
    if asked.status_code != 200:
        assert 400 <= asked.status_code < 500 or "try again" in asked.text, (asked.status_code, asked.text[:200])
        return "refused", asked.json()["detail"]
    answer = client.get(f"{api}call/{name}/{asked.json()['event_id']}").text
    event, said = re.search(r"^event: (complete|error)\ndata: (.*)$", answer, re.MULTILINE).groups()
    return event, json.loads(said) if event == "complete" else json.loads(said)["error"]


def upload(client: Client, api: str, data: bytes) -> dict | str:
    """The file's value, as the endpoints take it, or the sentence that refuses it."""
    answer = client.post(f"{api}upload", files={"files": ("photo.jpg", data)})
    if answer.status_code != 200:
        return answer.json()["detail"]
    return {**FILE, "path": answer.json()[0]}


PHOTO = data_url((EXAMPLES / "bag.jpg").read_bytes())
FILE = {"meta": {"_type": "gradio.FileData"}}
NO_PHOTOS = {
    "a number": 5,
    "a word": "x",
    "true": True,
    "nothing": None,
    "a list": [],
    "an object": {},
    "a path with NUL": {"path": "a\0b"},
    "a file with NUL": {**FILE, "path": "a\0b"},
    "a path that is a number": {"path": 5},
    "an address that is a number": {"url": 5},
    "a foreign path": {"path": "/etc/passwd"},
    "a foreign file": {**FILE, "path": "/etc/passwd"},
    "a folder": {**FILE, "path": "/"},
    "a public address": {**FILE, "path": "https://example.com/photo.jpg"},
    "an address of this machine": {**FILE, "path": "http://127.0.0.1:9/photo.jpg"},
    "a stream": {**FILE, "path": "http://127.0.0.1:9/photo.jpg", "is_stream": True},
    "a data: URL as a path": {**FILE, "path": PHOTO["url"]},
}
