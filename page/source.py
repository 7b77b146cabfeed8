"""Which checkpoint answers: the shipped one, or one from the Hub that the environment names.

GARMENT_MODEL="USER/NAME/FILE@REVISION#SHA256": downloaded once, its sum checked, cached. Where the Hub cannot be
reached, or the file is another than the one named or no checkpoint of ours, the shipped one answers, and the page says
so.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from model.checkpoint import CheckpointError
from model.predictor import DEFAULT, SHIPPED, Predictor

FORM = re.compile(r"(?P<repo>[^/@#]+/[^/@#]+)/(?P<file>[^@#]+)@(?P<revision>[^@#]+)#(?P<sha256>[0-9a-f]{64})")


@dataclass(frozen=True)
class Source:
    """The Predictor that answers, and one sentence on where it comes from."""

    predictor: Predictor
    said: str


def default_source() -> Source:
    """The checkpoint that the environment names, or the shipped one. Raises nothing: the page always answers."""
    wanted = os.environ.get("GARMENT_MODEL", "")
    if not wanted:
        return _shipped("")
    named = FORM.fullmatch(wanted)
    if not named:
        return _shipped("GARMENT_MODEL is not of the form USER/NAME/FILE@REVISION#SHA256.")
    try:
        path = _download(**named.groupdict())
        return Source(
            Predictor(path), f"Answers come from {named['repo']} on the Hub, revision {named['revision'][:8]}."
        )
    except CheckpointError as error:
        return _shipped(str(error))


def _download(repo: str, file: str, revision: str, sha256: str) -> Path:
    from huggingface_hub import hf_hub_download  # half a second to import, for those who need it alone

    try:
        path = Path(hf_hub_download(repo, file, revision=revision))
    except Exception as error:  # network, rights, names: whatever it is, the shipped one answers
        raise CheckpointError(f"{repo} could not be reached on the Hub.") from error
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise CheckpointError(f"{file} of {repo} is not the file whose sum was given.")
    return path


def _shipped(why: str) -> Source:
    predictor = Predictor(SHIPPED[DEFAULT])
    return Source(predictor, f"{why} The shipped model answers.".strip() if why else "")
