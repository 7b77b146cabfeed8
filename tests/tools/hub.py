"""A small Hub on the loopback: as much of the real one's protocol as creating, uploading and downloading need.

Trees are kept in memory. `broken` maps a step to the statuses that it answers with before it works: 500 twice, say.
"""

import base64
import hashlib
import json
import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "hf_right"
READ_ONLY = "hf_read"
LARGE = 10_000  # bytes: beyond it a file goes by LFS, as binary files do whatever their size


@dataclass
class Repo:
    files: dict[str, bytes] = field(default_factory=dict)
    large: set[str] = field(default_factory=set)
    commits: list[list[str]] = field(default_factory=list)
    owner: str = "me"


class Hub:
    """`with Hub() as hub:` serves at `hub.url`."""

    def __init__(self):
        self.repos: dict[str, Repo] = {}  # "space/me/name"
        self.blobs: dict[str, bytes] = {}
        self.stages = ["BUILDING", "RUNNING"]
        self.log = ["Building\n", "Done\n"]
        self.broken: dict[str, list[int]] = defaultdict(list)
        self.requests: list[str] = []

    def __enter__(self):
        hub = self
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"hub": hub}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.route("GET")

    def do_HEAD(self):
        self.route("HEAD")

    def do_POST(self):
        self.route("POST")

    def do_PUT(self):
        self.route("PUT")

    ROUTES = (
        ("POST", r"/api/repos/create", "create"),
        ("POST", r"/api/validate-yaml", "validate"),
        ("POST", r"/api/(\w+)s/(.+)/preupload/main", "preupload"),
        ("POST", r"/(?:(\w+)s/)?(.+)\.git/info/lfs/objects/batch", "batch"),
        ("PUT", r"/blob/(\w+)", "blob"),
        ("POST", r"/verify", "verify"),
        ("POST", r"/api/(\w+)s/(.+)/commit/main", "commit"),
        ("GET", r"/api/(\w+)s/(.+)/tree/main.*", "tree"),
        ("GET", r"/api/spaces/(.+)/runtime", "runtime"),
        ("GET", r"/api/spaces/(.+)/logs/(?:build|run)", "logs"),
        ("GET|HEAD", r"/(?:(\w+)s/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)", "resolve"),
    )

    def route(self, method):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
        for allowed, pattern, step in self.ROUTES:
            matched = re.fullmatch(pattern, path)
            if matched and method in allowed.split("|"):
                self.hub.requests.append(step)
                if self.hub.broken[step]:
                    return self.answer({"error": "broken"}, self.hub.broken[step].pop(0))
                return getattr(self, step)(body, *matched.groups())
        return self.answer({"error": f"no such route: {method} {path}"}, 404)

    def answer(self, value, status=200, headers=()):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if not isinstance(value, bytes):
            self.send_header("Content-Type", "application/json")
        for name, text in headers:
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def allowed(self, write=True) -> bool:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in (TOKEN, READ_ONLY):
            self.answer({"error": "Invalid username or password."}, 401)
        elif write and token == READ_ONLY:
            self.answer({"error": "You have read access but not the required permissions"}, 403)
        else:
            return True
        return False

    def create(self, body):
        if not self.allowed():
            return None
        asked = json.loads(body)
        name = f"{asked.get('type', 'model')}/{asked.get('organization') or 'me'}/{asked['name']}"
        if name in self.hub.repos:
            if self.hub.repos[name].owner != "me":
                return self.answer({"error": "You don't have the rights to create it here"}, 403)
            return self.answer({"url": self.address(name), "error": "exists"}, 409)
        self.hub.repos[name] = Repo()
        return self.answer({"url": self.address(name)})

    def address(self, name):
        kind, _, repo = name.partition("/")
        return f"{self.hub.url}/{'spaces/' if kind == 'space' else ''}{repo}"

    def validate(self, body):
        self.answer({"errors": [], "warnings": []})

    def preupload(self, body, kind, repo):
        if not self.allowed():
            return
        modes = []
        for file in json.loads(body)["files"]:
            sample = base64.b64decode(file["sample"])
            large = file["size"] > LARGE or b"\0" in sample
            modes.append({"path": file["path"], "uploadMode": "lfs" if large else "regular", "shouldIgnore": False})
        self.answer({"files": modes})

    def batch(self, body, kind, repo):
        if not self.allowed():
            return
        objects = []
        for asked in json.loads(body)["objects"]:
            reply = dict(asked)
            if asked["oid"] not in self.hub.blobs:
                reply["actions"] = {
                    "upload": {"href": f"{self.hub.url}/blob/{asked['oid']}"},
                    "verify": {"href": f"{self.hub.url}/verify"},
                }
            objects.append(reply)
        self.answer({"transfer": "basic", "objects": objects})

    def blob(self, body, oid):
        assert hashlib.sha256(body).hexdigest() == oid
        self.hub.blobs[oid] = body
        self.answer(b"")

    def verify(self, body):
        asked = json.loads(body)
        self.answer({}, 200 if asked["oid"] in self.hub.blobs else 404)

    def commit(self, body, kind, repo):
        if not self.allowed():
            return
        there = self.hub.repos[f"{kind}/{repo}"]
        changed = []
        for line in map(json.loads, body.decode().splitlines()):
            value = line["value"]
            if line["key"] == "file":
                there.files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                there.files[value["path"]] = self.hub.blobs[value["oid"]]
                there.large.add(value["path"])
            elif line["key"] == "deletedFile":
                del there.files[value["path"]]
            else:
                continue
            changed.append(value["path"])
        there.commits.append(changed)
        self.answer(
            {"commitOid": "0" * 40, "commitUrl": f"{self.address(f'{kind}/{repo}')}/commit/{'0' * 40}", "success": True}
        )

    def tree(self, body, kind, repo):
        there = self.hub.repos.get(f"{kind}/{repo}")
        if there is None:
            return self.answer({"error": "Repository not found"}, 404, [("X-Error-Code", "RepoNotFound")])
        rows = []
        for path, data in there.files.items():
            row = {"type": "file", "path": path, "size": len(data)}
            row["oid"] = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            if path in there.large:
                oid = hashlib.sha256(data).hexdigest()
                row["lfs"] = {"oid": oid, "size": len(data), "pointerSize": 130}
            rows.append(row)
        return self.answer(rows)

    def runtime(self, body, repo):
        stage = self.hub.stages.pop(0) if len(self.hub.stages) > 1 else self.hub.stages[0]
        self.answer({"stage": stage, "hardware": {"current": "cpu-basic", "requested": "cpu-basic"}, "storage": None})

    def logs(self, body, repo):
        events = "".join(
            f"data: {json.dumps({'data': line, 'timestamp': '2026-11-22T00:00:00Z'})}\n\n" for line in self.hub.log
        )
        self.answer(events.encode(), headers=[("Content-Type", "text/event-stream")])

    def resolve(self, body, kind, repo, revision, path):
        there = self.hub.repos.get(f"{kind or 'model'}/{repo}")
        if there is None or path not in there.files:
            code = "EntryNotFound" if there else "RepoNotFound"
            return self.answer({"error": code}, 404, [("X-Error-Code", code)])
        data = there.files[path]
        sums = [("ETag", f'"{hashlib.sha256(data).hexdigest()}"'), ("X-Repo-Commit", "0" * 40)]
        return self.answer(data, headers=sums)
