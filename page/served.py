"""What the page serves: which networks, by what names, and what is to be said of where they come from.

`app.py` makes one `Served` from its options and its environment; the page's rooms get it handed down.
"""

import hashlib
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import gradio as gr

from model.checkpoint import CheckpointError
from model.predictor import DEFAULT, SHIPPED, Predictor
from model.resnet import ResNet
from page import words
from page.store import Store

ON_THE_HUB = re.compile(r"(?P<repo>[^/@#]+/[^/@#]+)/(?P<file>[^@#]+)@(?P<revision>[^@#]+)#(?P<sha256>[0-9a-f]{64})")


class Said(str):
    """A sentence in English, and its key in the tables of words and what goes into it, for the page's language."""

    key: str
    values: dict[str, str]

    def __new__(cls, key: str, **values: str):
        said = super().__new__(cls, words.say(key, **values))
        said.key, said.values = key, values
        return said


@dataclass(frozen=True)
class Served:
    """predictors: name → Predictor; the first answers where no other is asked for.

    said: a sentence on where its answers come from, or "". store: where corrections are kept; None where they are not
    asked for. space: the Space on the Hub that this is, USER/NAME, or ""; on_zero_gpu: whether it runs on ZeroGPU.
    teaches: whether visitors may teach a network classes of their own; learns: whether they may watch one learn.
    """

    predictors: dict[str, Predictor]
    said: Said | str = ""
    store: Store | None = None
    space: str = ""
    on_zero_gpu: bool = False
    teaches: bool = True
    learns: bool = True

    @property
    def default(self) -> str:
        """The name of the one that answers where no other is asked for."""
        return next(iter(self.predictors))

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes of that one."""
        return self.predictors[self.default].labels

    @property
    def teachable(self) -> Predictor | None:
        """The first that can be taught; None where none can, or nobody may."""
        can = (predictor for predictor in self.predictors.values() if type(predictor.network) is ResNet)
        return next(can, None) if self.teaches else None

    def named(self, network: str) -> Predictor:
        """The predictor of that name. Raises gr.Error, one sentence, where there is none."""
        if network not in list(self.predictors):  # a list, because a program may send what has no hash
            names = ", ".join(self.predictors)
            asked = repr(network) if len(repr(network)) <= 40 else "of that name"
            raise gr.Error(f"There is no network {asked}; there are: {names}.", print_exception=False)
        return self.predictors[network]


def from_files(files: Iterable[str]) -> dict[str, Predictor]:
    """The predictors of checkpoints, each "FILE" or "NAME=FILE", in their order.

    One without a name is called by its network's, with a number where that is taken. Raises CheckpointError, one
    sentence, for a file that is missing, damaged or not ours, and for a name given twice.
    """
    predictors: dict[str, Predictor] = {}
    for file in files:
        name, _, path = file.partition("=") if "=" in file and not Path(file).exists() else ("", "", file)
        if name in predictors:
            raise CheckpointError(f"Two networks are called {name!r}: give each a name of its own.")
        predictor = Predictor(path)
        predictors[name or _free(predictor.network.name, predictors)] = predictor
    return predictors


def from_hub(wanted: str) -> tuple[dict[str, Predictor], Said]:
    """(the predictors, the first of them from the Hub, and a sentence on where it comes from).

    wanted: "USER/NAME/FILE@REVISION#SHA256", downloaded once, its sum checked, cached. Where the Hub cannot be reached,
    or the file is another than the one named or no checkpoint of ours, the shipped one answers, and the sentence says
    so. Raises nothing: the page always answers.
    """
    named = ON_THE_HUB.fullmatch(wanted)
    try:
        if not named:
            raise CheckpointError("GARMENT_MODEL is not of the form USER/NAME/FILE@REVISION#SHA256.")
        first = from_files([str(_download(**named.groupdict()))])
    except CheckpointError as error:
        return shipped(), Said("source.shipped", error=str(error))
    others = {name: Predictor(path) for name, path in SHIPPED.items() if name != DEFAULT}
    said = Said("source.hub", repo=named["repo"], revision=named["revision"][:8])
    return first | {_free(name, first): predictor for name, predictor in others.items()}, said


def shipped() -> dict[str, Predictor]:
    """The predictors of the checkpoints that travel with the tree."""
    return {name: Predictor(path) for name, path in SHIPPED.items()}


def _free(name: str, taken: Container[str]) -> str:
    """The name, or, where it is taken, with the first number that is free: resnet, resnet-2, resnet-3."""
    return next(free for free in chain([name], (f"{name}-{number}" for number in count(2))) if free not in taken)


def _download(repo: str, file: str, revision: str, sha256: str) -> Path:
    from huggingface_hub import hf_hub_download  # half a second to import, for those who need it alone

    try:
        path = Path(hf_hub_download(repo, file, revision=revision))
    except Exception as error:  # network, rights, names: whatever it is, the shipped one answers
        raise CheckpointError(f"{repo} could not be reached on the Hub.") from error
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise CheckpointError(f"{file} of {repo} is not the file whose sum was given.")
    return path
