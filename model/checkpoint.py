"""The `.pt` file: a checkpoint that describes itself, so that the network is rebuilt from the file alone."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import Module

from model import archive
from model.archive import CheckpointError
from model.calibration import Calibration
from model.labels import check_labels
from model.memory import Memory
from model.networks import build, logits

FORMAT = "garment-classifier"
VERSION = 3  # 1 and 2, still read, have no memory, and 1 has no sum
MOST_SIDE = 1024  # px, of the pictures that a network takes
MOST_VALUES = 10_000  # beside the weights, however they are nested


@dataclass(frozen=True)
class Checkpoint:
    """A trained network, what its logits mean, and the record of its training (recipe, data, scores).

    memory: what it remembers of what it learned from, for who teaches it more; None where it does not. sha256: of the
    file that it was loaded from, in hex digits; "" of one that was not.
    """

    network: Module
    calibration: Calibration = field(default_factory=Calibration)
    about: dict = field(default_factory=dict)
    memory: Memory | None = None
    sha256: str = ""


def save(checkpoint: Checkpoint, path: str | Path) -> None:
    """Write the checkpoint: tensors and plain values only. A file already there is replaced in one step."""
    archive.write(_contents(checkpoint), path)


def packed(checkpoint: Checkpoint) -> memoryview:
    """The bytes of the file that `save` writes."""
    return archive.packed(_contents(checkpoint))


def _contents(checkpoint: Checkpoint) -> dict:
    """Keys: format, version, network (name, arguments), state_dict, labels, input_size, calibration, about, memory.

    memory: name → tensor, empty for none. And sum.
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
        "memory": checkpoint.memory.tensors() if checkpoint.memory else {},
    }
    return {**contents, "sum": sum_of(contents)}


def sum_of(contents: dict) -> str:
    """The SHA-256, in hex digits, of all that the answers depend on, and of what it remembers.

    These are weights, network, labels and calibration, and the memory, if it has one.
    """
    answers = {key: contents[key] for key in ("network", "labels", "input_size", "calibration")}
    found = hashlib.sha256(json.dumps(answers, sort_keys=True).encode())
    for key, value in (*sorted(contents["state_dict"].items()), *sorted(contents.get("memory", {}).items())):
        found.update(f"{key} {value.dtype} {tuple(value.shape)}".encode())
        found.update(value.contiguous().numpy())
    return found.hexdigest()


def load(path: str | Path) -> Checkpoint:
    """The checkpoint in that file, its network on the CPU and in eval mode. Nothing in the file is executed.

    Raises CheckpointError, one sentence, when the file is missing, damaged or not ours, or holds what no training
    leaves behind, such as weights that are not finite.
    """
    data = archive.read_bytes(path)
    contents = archive.unpack(data, path)
    form = contents.get("format") if isinstance(contents, dict) else None
    if not isinstance(form, str) or form != FORMAT:  # a tensor compares with nothing as a whole
        raise CheckpointError(f"{path} is not a checkpoint of this project.")
    version = contents.get("version")
    if not isinstance(version, int) or not 1 <= version <= VERSION:
        raise CheckpointError(f"{path} has another checkpoint version than 1 to {VERSION}, which this program reads.")
    try:
        _check_plain({key: value for key, value in contents.items() if key not in ("state_dict", "memory")})
        network = _network(contents)
        calibration = Calibration(**contents["calibration"])
        if calibration.knows_none != network.knows_none:
            raise ValueError("its calibration is another network's")
        about = dict(contents["about"])
        memory = _memory(contents.get("memory", {}), network)
        whole = version == 1 or contents["sum"] == sum_of(contents)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, RuntimeError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} is damaged: its parts do not fit together.") from error
    if not whole:
        raise CheckpointError(f"{path} is damaged: it holds something else than what was written.")
    return Checkpoint(network.eval(), calibration, about, memory, hashlib.sha256(data).hexdigest())


def _network(contents: dict) -> Module:
    """The network with its weights. Raises nearly anything where they are not each other's.

    First planned, on the meta device, where nothing is allocated: what the arguments ask for may be far larger than
    the file. A pass of no pictures then shows whether the layers fit each other; on the meta device it would load
    torch's compiler.
    """
    name, arguments, state = contents["network"]["name"], contents["network"]["arguments"], contents["state_dict"]
    labels, side = contents["labels"], contents["input_size"]
    check_labels(labels)
    if not isinstance(side, int) or not 0 < side <= MOST_SIDE:
        raise ValueError(f"pictures of {side} px")
    if len(arguments.get("layers", ())) + sum(map(abs, arguments.get("blocks", ()))) > len(state):
        raise ValueError("more layers than weights")
    with torch.device("meta"):
        planned = build(name, **arguments)
    if list(planned.labels) != labels or planned.input_size != side:
        raise ValueError("labels or input size are not the network's")
    _check_weights(state, planned.state_dict())
    network = build(name, **arguments)
    network.load_state_dict(state)
    outputs = logits(network, torch.empty(0, 1, side, side)).shape[1]
    if outputs != len(labels) + network.knows_none:
        raise ValueError(f"{outputs} outputs for {len(labels)} classes")
    return network


def _memory(tensors: dict[str, Tensor], network: Module) -> Memory | None:
    """Raises TypeError or ValueError where it is another network's."""
    if not tensors:
        return None
    memory = Memory(**tensors)
    if memory.logits.shape[1] != len(network.labels) + network.knows_none:
        raise ValueError("its memory is another network's")
    return memory


def _check_weights(state: dict[str, Tensor], planned: dict[str, Tensor]) -> None:
    """Raises ValueError unless the weights are the planned ones, each in full in the file, and finite."""
    if state.keys() != planned.keys():
        raise ValueError("other weights than the network's")
    for key, value in state.items():
        if value.shape != planned[key].shape or value.dtype != planned[key].dtype or value.layout != torch.strided:
            raise ValueError(f"{key} is not the network's")
        if value.untyped_storage().nbytes() < value.numel() * value.itemsize:  # one number, seen as many
            raise ValueError(f"{key} is not in the file")
        if not value.isfinite().all():
            raise ValueError(f"{key} is not finite")


def _check_plain(value: object) -> None:
    """Raises ValueError unless it is made of numbers, texts, lists and dicts, and of no more than `MOST_VALUES`.

    A list may hold another one many times, and that one a third: few bytes of a file, and more than memory can print.
    """
    ahead, count = [value], 0
    while ahead:
        value = ahead.pop()
        count += 1
        if isinstance(value, dict):
            ahead += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            ahead += value
        elif value is not None and not isinstance(value, str | int | float):
            raise ValueError(f"a {type(value).__name__}")
        if count + len(ahead) > MOST_VALUES:
            raise ValueError("too many values")
