"""A `.pt` file safely: written in one step; read without running code and within the memory of the file itself."""

import pickletools
import zipfile
from io import BytesIO
from pathlib import Path

import torch

MAX_BYTES = 256_000_000
MAX_PICKLE = 4_000_000  # bytes of it that are not tensors; a run's state has 25,000
# What a pickle of tensors and plain values names. On torch's own, longer list is a `bytearray`, of any length.
NAMED = {"collections OrderedDict", "torch._utils _rebuild_tensor_v2"} | {
    f"torch {kind}Storage" for kind in ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Byte", "Bool")
}


class CheckpointError(RuntimeError):
    """A file that is not a checkpoint of ours; its text is one sentence."""


def write(contents: dict, path: str | Path) -> None:
    """`torch.save` in one step: whoever reads `path` finds the old file or the new one, never half of one.

    Raises OSError where it cannot be written; then the old one is still there.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    data = packed(contents)  # torch's own writer says of a full disk that its position is not the expected one
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def packed(contents: dict) -> memoryview:
    """The bytes of such a file."""
    buffer = BytesIO()
    torch.save(contents, buffer)
    return buffer.getbuffer()


def read(path: str | Path) -> object:
    """What `write` wrote, tensors on the CPU.

    Raises CheckpointError, one sentence, when there is no such file or it holds anything else.
    """
    return unpack(read_bytes(path), path)


def read_bytes(path: str | Path) -> bytes:
    """The file's bytes. Raises CheckpointError, one sentence, when it cannot be read or has more than `MAX_BYTES`."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CheckpointError(
                f"{path} has {path.stat().st_size / 10**6:.0f} MB; a checkpoint has at most {MAX_BYTES // 10**6}."
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CheckpointError(f"There is no checkpoint at {path}.") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise CheckpointError(f"{path} cannot be read: {getattr(error, 'strerror', error)}.") from error


def unpack(data: bytes, path: str | Path) -> object:
    """What is in these bytes, read from `path`: tensors on the CPU and plain values.

    Raises CheckpointError, one sentence, for anything else, and for what would take more memory than the file.
    """
    try:
        _check(data)
        return torch.load(BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged or foreign file makes the unpickler raise nearly anything
        raise CheckpointError(f"{path} is damaged or not a checkpoint of this project.") from error


def _check(data: bytes) -> None:
    """Before anything is unpickled. Raises ValueError for a file that `torch.save` does not write."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        records = archive.infolist()
        if any(record.compress_type != zipfile.ZIP_STORED for record in records):
            raise ValueError("compressed, it could become larger than the file")
        if sum(record.file_size for record in records) > len(data):
            raise ValueError("records lie over one another")
        pickles = [record for record in records if record.filename.endswith("data.pkl")]
        if len(pickles) != 1 or pickles[0].file_size > MAX_PICKLE:
            raise ValueError("not one pickle of a checkpoint's size")
        for opcode, argument, _ in pickletools.genops(archive.read(pickles[0])):
            if opcode.name == "GLOBAL" and argument not in NAMED:
                raise ValueError(f"names {argument}")
