"""A repository on the Hub and the files it should hold: what has changed goes there in one commit."""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, HTTPError, RepositoryNotFoundError
from tqdm import tqdm

from training.publish import PublishError

LARGEST = 50_000_000  # bytes; a file of ours that is larger is a mistake
TRIES = 4  # of a request that the Hub itself fails at
PAUSE = 2.0  # seconds before the second try, doubled each time


@dataclass(frozen=True)
class File:
    """One file of a repository: its path there, and its bytes or where they lie."""

    path: str
    source: Path | bytes

    @property
    def data(self) -> bytes:
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


@dataclass(frozen=True)
class Repository:
    """`repo`, USER/NAME, of `kind` "space" or "model", reached by `api`."""

    api: HfApi
    repo: str
    kind: str

    def create(self, private: bool = False) -> str:
        """Create the repository where it is missing; → its address. Raises PublishError, one sentence."""
        sdk = {"space_sdk": "gradio"} if self.kind == "space" else {}
        created = self._try(
            lambda: self.api.create_repo(self.repo, repo_type=self.kind, private=private, exist_ok=True, **sdk)
        )
        return str(created)

    def upload(self, files: Iterable[File], message: str) -> list[str]:
        """Put there what is new or different and delete what is no longer ours, in one commit; → the paths changed.

        Only paths below the folders of `files` are deleted: what the owner added elsewhere stays. A commit is whole
        or not there at all, so a run that was cut off is finished by running it again.
        Raises PublishError, one sentence.
        """
        files = list(files)
        for file in files:
            if len(file.data) > LARGEST:
                raise PublishError(
                    f"{file.path} has {len(file.data) / 1e6:.0f} MB; at most {LARGEST / 1e6:.0f} go there."
                )
        there = self._there()
        changed = [file for file in files if not _same(file.data, there.get(file.path))]
        folders = {file.path.split("/")[0] for file in files if "/" in file.path}
        ours = {file.path for file in files}
        gone = [path for path in there if path not in ours and "/" in path and path.split("/")[0] in folders]
        if not changed and not gone:
            return []
        operations = [CommitOperationAdd(file.path, file.source) for file in tqdm(changed, unit="file", disable=None)]
        operations += [CommitOperationDelete(path) for path in gone]
        self._try(lambda: self.api.create_commit(self.repo, operations, commit_message=message, repo_type=self.kind))
        return [file.path for file in changed] + gone

    def _there(self) -> dict[str, object]:
        """path → what the Hub says of the file there."""
        tree = self._try(lambda: list(self.api.list_repo_tree(self.repo, recursive=True, repo_type=self.kind)))
        return {entry.path: entry for entry in tree if hasattr(entry, "blob_id")}

    def _try(self, request: Callable):
        """The request's answer; asked again where the Hub itself fails. Raises PublishError, one sentence."""
        for attempt in range(TRIES):
            try:
                return request()
            except HFValidationError as error:
                raise PublishError(f"{self.repo!r} is no name for a repository: write USER/NAME.") from error
            except RepositoryNotFoundError as error:
                raise PublishError(f"There is no {self.kind} {self.repo}, or the token may not see it.") from error
            except HfHubHTTPError as error:
                status = error.response.status_code if error.response is not None else 0
                if status < 500 or attempt == TRIES - 1:
                    raise PublishError(self._said(status, error)) from error
            except (OSError, HTTPError) as error:
                if attempt == TRIES - 1:
                    raise PublishError(f"The Hub cannot be reached: {error}.") from error
            time.sleep(PAUSE * 2**attempt)

    def _said(self, status: int, error: HfHubHTTPError) -> str:
        reasons = {
            401: "The Hub does not know this token: make one with the right to write and set HF_TOKEN.",
            402: f"The Hub asks for a paid plan before it creates {self.repo}.",
            403: f"This token may not write to {self.repo}: it needs the right to write there.",
            409: f"{self.repo} exists already and is something else.",
            413: "The Hub refuses these files as too large.",
        }
        said = reasons.get(status, f"The Hub answered with status {status}")
        return said if said.endswith(".") else f"{said}: {error.server_message or 'no reason given'}."


def publish(repository: Repository, files: Iterable[File], message: str, private: bool, dry_run: bool) -> dict:
    """Create the repository if missing and put there what changed; → what was done, for --json.

    dry_run: list what would go there, with sizes, and send nothing. Raises PublishError, one sentence.
    """
    files = list(files)
    sizes = {file.path: len(file.data) for file in files}
    if dry_run:
        for path, size in sizes.items():
            print(f"{size:>9,}  {path}")
        print(f"{sum(sizes.values()):>9,}  bytes in {len(sizes)} files")
        return {"repo": repository.repo, "files": sizes, "bytes": sum(sizes.values())}
    address = repository.create(private)
    changed = repository.upload(files, message)
    print(f"{len(changed)} of {len(files)} files were new or different." if changed else "Nothing has changed.")
    return {"repo": repository.repo, "address": address, "changed": changed, "bytes": sum(sizes.values())}


def _same(data: bytes, there: object) -> bool:
    """Whether the Hub's file is this one: by SHA-256 where it keeps it as a large file, else by git's own sum."""
    if there is None or there.size != len(data):
        return False
    if there.lfs is not None:
        return there.lfs.sha256 == hashlib.sha256(data).hexdigest()
    return there.blob_id == hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
