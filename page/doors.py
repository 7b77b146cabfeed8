"""What goes in and out of the server, whatever it is for: how large a request may be, what is shut, the headers."""

import re
from collections import Counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.limits import MAX_BYTES
from page.disk import FULL, Disk
from page.queue import PatientQueue, length_said

MOST_JSON = MAX_BYTES * 4 // 3 + 1_000_000  # bytes of a request that is no upload: a photo in base64, or small ones
MOST_VALUES = 20_000  # in such a request: a value of two bytes takes a hundred in memory
HEARTBEAT = "/gradio_api/heartbeat/"  # and a session, for as long as its page is open
FETCH = re.compile(r".*/gradio_api/call/[^/]+/([^/]+)/?")  # an answer, by the id of its request
SHUT = ("/gradio_api/deep_link",)  # writes files that nobody sweeps; the page has no such links
NOT_UNDERSTOOD = 'This request is not understood: send a JSON object with a list under "data".'
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    # Gradio's page starts from a script in the page and makes functions of text; a Space stands in a frame of the Hub.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'self' https://huggingface.co https://*.hf.space",
        )
    ),
}


class Doors:
    """ASGI middleware, outermost but for the server's own.

    present: counts, session by session, the pages that are open. queue: knows whose answers can be fetched.
    """

    def __init__(self, app: ASGIApp, present: Counter[str], queue: PatientQueue):
        self.app = app
        self.present = present
        self.queue = queue
        self.disk = Disk()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def refuse(status: int, sentence: str) -> None:
            await JSONResponse({"detail": sentence}, status)(scope, receive, send_with_headers)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        if scope["path"].rstrip("/").endswith(SHUT):
            await refuse(404, "There is nothing here.")
            return
        if HEARTBEAT in scope["path"]:
            await self._while_open(scope["path"].partition(HEARTBEAT)[2], scope, receive, send_with_headers)
            return
        fetched = FETCH.fullmatch(scope["path"])
        if fetched and scope["method"] == "GET" and not self.queue.knows(fetched[1]):
            await refuse(404, "There is no such request, or its answer was fetched already: ask again.")
            return
        if not _is_read_at_once(scope):
            if not _is_upload(scope):
                await self.app(scope, receive, send_with_headers)
            elif await self.disk.has_room(length_said(Headers(scope=scope))):
                await self.app(scope, self.disk.counting(receive), send_with_headers)
            else:
                await refuse(503, FULL)
            return
        body = await _read(receive, MOST_JSON)
        if body and not _is_text(body):
            await refuse(422, NOT_UNDERSTOOD)
        elif body is None:
            await refuse(413, f"A request has at most {MOST_JSON // 10**6} MB: upload the photos first.")
        elif sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
            await refuse(413, f"A request has at most {MOST_VALUES} values: upload the photos first.")
        else:
            await self.app(_of_length(scope, len(body)), _again(body, receive), send_with_headers)

    async def _while_open(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        self.present[session] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.present[session] -= 1
            if not self.present[session]:
                del self.present[session]


def _is_read_at_once(scope: Scope) -> bool:
    """Whether its body will be read at once: any that is no upload, whatever it calls itself."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    return not _is_upload(scope)


def _is_text(body: bytes) -> bool:
    try:
        return bool(body.decode())
    except UnicodeDecodeError:
        return False


def _is_upload(scope: Scope) -> bool:
    return Headers(scope=scope).get("content-type", "").lower().startswith("multipart/form-data")


async def _read(receive: Receive, most: int) -> bytes | None:
    """The body, or None if it has more than `most` bytes; no more are read. A client that is gone sent nothing."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _of_length(scope: Scope, length: int) -> Scope:
    """The scope with the body's true length among its headers, which a client may leave out."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"content-length"]
    return {**scope, "headers": [*headers, (b"content-length", str(length).encode())]}


def _again(body: bytes, receive: Receive) -> Receive:
    """`receive` as it was before the body was read."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return left.pop() if left else await receive()

    return received
