"""The `.pt` file: a checkpoint that describes itself, so that the network is rebuilt from the file alone."""

import hashlib
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

import torch
from torch.nn import Module

from model.calibration import Calibration
from model.networks import build

FORMAT = "garment-classifier"
VERSION = 1


class CheckpointError(RuntimeError):
    """A file that is not a checkpoint of ours; its text is one sentence."""


@dataclass(frozen=True)
class Checkpoint:
    """A trained network, what its logits mean, and the record of its training (recipe, data, scores).

    sha256: of the file that it was loaded from, in hex digits; "" of one that was not.
    """

    network: Module
    calibration: Calibration = field(default_factory=Calibration)
    about: dict = field(default_factory=dict)
    sha256: str = ""


def save(checkpoint: Checkpoint, path: str | Path) -> None:
    """Write the checkpoint: tensors and plain values only. A file already there is replaced in one step.

    Keys: format, version, network (name, arguments), state_dict, labels, input_size, calibration, about.
    """
    network = checkpoint.network
    contents = {
        "format": FORMAT,
        "version": VERSION,
        "network": {"name": network.name, "arguments": network.arguments},
        "state_dict": {key: value.detach().cpu().clone() for key, value in network.state_dict().items()},
        "labels": list(network.labels),
        "input_size": network.input_size,
        "calibration": asdict(checkpoint.calibration),
        "about": checkpoint.about,
    }
    write(contents, path)


def write(contents: dict, path: str | Path) -> None:
    """`torch.save` in one step: whoever reads `path` finds the old file or the new one, never half of one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    torch.save(contents, partial)
    partial.replace(path)


def load(path: str | Path) -> Checkpoint:
    """The checkpoint in that file, its network on the CPU and in eval mode. Nothing in the file is executed.

    Raises CheckpointError, one sentence, when the file is missing, damaged or not ours.
    """
    data = _bytes(path)
    contents = _unpickled(data, path)
    if not isinstance(contents, dict) or contents.get("format") != FORMAT:
        raise CheckpointError(f"{path} is not a checkpoint of this project.")
    if contents.get("version") != VERSION:
        raise CheckpointError(
            f"{path} has checkpoint version {contents.get('version')}; this program reads version {VERSION}."
        )
    try:
        network = build(contents["network"]["name"], **contents["network"]["arguments"])
        network.load_state_dict(contents["state_dict"])
        if list(network.labels) != contents["labels"] or network.input_size != contents["input_size"]:
            raise ValueError("labels or input size are not the network's")
        calibration = Calibration(**contents["calibration"])
        about = dict(contents["about"])
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        raise CheckpointError(f"{path} is damaged: its parts do not fit together.") from error
    return Checkpoint(network.eval(), calibration, about, hashlib.sha256(data).hexdigest())


def read(path: str | Path) -> object:
    """What `write` wrote, tensors on the CPU, by the loader that knows tensors and plain values and runs no code.

    Raises CheckpointError, one sentence, when there is no such file or it holds anything else.
    """
    return _unpickled(_bytes(path), path)


def _bytes(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError as error:
        raise CheckpointError(f"There is no checkpoint at {path}.") from error
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}.") from error


def _unpickled(data: bytes, path: str | Path) -> object:
    try:
        return torch.load(BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged or foreign file makes the unpickler raise nearly anything
        raise CheckpointError(f"{path} is damaged or not a checkpoint of this project.") from error
