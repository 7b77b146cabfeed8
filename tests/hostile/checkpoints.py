"""Checkpoints made to hurt: each is refused in one sentence, before it takes time or memory."""

import io
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from model import archive, checkpoint
from model.calibration import Calibration
from model.networks import Classifier, DeepClassifier, ResNet


def contents(network: torch.nn.Module, /, **changes) -> dict:
    """What `save` would write of this network, with its sum unless that is among the changes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.pt"
        checkpoint.save(checkpoint.Checkpoint(network, Calibration(knows_none=network.knows_none)), path)
        said = {**archive.read(path), **changes}
    return said if "sum" in changes else {**said, "sum": checkpoint.sum_of(said)}


def saved(value: object) -> bytes:
    """As `torch.save` writes it."""
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


def tiny() -> ResNet:
    """A photo network of every part."""
    return ResNet(widths=(4, 6), blocks=(1, 1), input_size=16)


def _asking_for(network: torch.nn.Module, **arguments) -> bytes:
    asked = {"name": network.name, "arguments": {**network.arguments, **arguments}}
    return saved(contents(network, network=asked))


def _calibrated(**values) -> bytes:
    network = tiny()
    return saved(contents(network, calibration={**asdict(Calibration(knows_none=True)), **values}))


def _labelled(*labels: object) -> bytes:
    """The network is asked for by the same names, so that nothing but the names can be the reason."""
    network = Classifier()
    asked = {"name": network.name, "arguments": {**network.arguments, "labels": list(labels)}}
    return saved(contents(network, network=asked, labels=list(labels)))


def _weighing(value: float) -> bytes:
    network = tiny()
    with torch.no_grad():
        network.state_dict()["head.2.weight"][0, 0] = value
    return saved(contents(network))


def _of_one_number() -> bytes:
    """Two gigabytes of weights, all of them the one number that the file holds."""
    network = DeepClassifier(784, 10)
    size = 600_000
    wide = {"name": "deep", "arguments": {"layers": [784, size, 10], "std": 1.0, "labels": list(network.labels)}}
    one = torch.ones(1)
    weights = {
        "layers.1.weight": one.expand(784, size),
        "layers.1.bias": one.expand(size),
        "layers.3.weight": one.expand(size, 10),
        "layers.3.bias": one.expand(10),
    }
    return saved(contents(network, network=wide, state_dict=weights, sum="0" * 64))


def _flipped() -> bytes:
    """One bit of one weight; the zip's own checksum, which no reader of weights looks at, is left as it was."""
    network = tiny()
    data = bytearray(saved(contents(network)))
    weight = network.state_dict()["head.2.weight"].numpy().tobytes()
    data[data.index(weight) + 2] ^= 1
    return bytes(data)


def _doubling() -> list:
    """A list that holds the same list twice, and that one another twice …: 2⁶⁰ values in 60 lists."""
    value: list = ["."]
    for _ in range(60):
        value = [value, value]
    return value


def _compressed() -> bytes:
    """A gigabyte of zeros in a megabyte of file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("model/data.pkl", pickle.dumps({}, protocol=2))
        file.writestr("model/version", "3")
        with file.open("model/data/0", "w") as record:
            for _ in range(1024):
                record.write(bytes(2**20))
    return buffer.getvalue()


def _reserving() -> bytes:
    """A pickle that asks the loader for ten billion bytes: `bytearray` is among the names that the loader lets pass."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("model/data.pkl", b"\x80\x02cbuiltins\nbytearray\n\x8a\x05\x00\xe4\x0b\x54\x02\x85R.")
        file.writestr("model/version", "3")
    return buffer.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "100,000 blocks": lambda: _asking_for(tiny(), blocks=[1, 100_000]),
    "blocks less than none": lambda: _asking_for(tiny(), blocks=[-100_000, 100_002]),
    "100,000 layers": lambda: _asking_for(DeepClassifier(784, 10), layers=[784, *[1] * 100_000, 10]),
    "a width of 10⁹": lambda: _asking_for(tiny(), widths=[4, 10**9]),
    "a width of 2⁶²": lambda: _asking_for(tiny(), widths=[4, 2**62]),
    "a stem that moves nowhere": lambda: _asking_for(tiny(), stem_stride=0),
    "pictures of 10⁶ px": lambda: saved(
        contents(tiny(), network={"name": "resnet", "arguments": {"input_size": 10**6}}, input_size=10**6)
    ),
    "a weight that is no number": lambda: _weighing(float("nan")),
    "an infinite weight": lambda: _weighing(float("inf")),
    "weights of another kind": lambda: saved(
        contents(tiny(), state_dict={key: value.double() for key, value in tiny().state_dict().items()})
    ),
    "weights of one number": _of_one_number,
    "a bit flipped": _flipped,
    "temperature 0": lambda: _calibrated(temperature=0.0),
    "temperature -1": lambda: _calibrated(temperature=-1.0),
    "temperature nan": lambda: _calibrated(temperature=float("nan")),
    "temperature x": lambda: _calibrated(temperature="x"),
    "no temperature": lambda: _calibrated(temperature=None),
    "threshold nan": lambda: _calibrated(threshold=float("nan")),
    "threshold x": lambda: _calibrated(threshold="x"),
    "another network's calibration": lambda: _calibrated(knows_none=False),
    "classes of one name": lambda: _labelled(*["Coat"] * 10),
    "a class of markup": lambda: _labelled("<img src=x onerror=alert(1)>", *"bcdefghij"),
    "a class without a name": lambda: _labelled("", *"bcdefghij"),
    "a class of a thousand letters": lambda: _labelled("a" * 1000, *"bcdefghij"),
    "a class that is a number": lambda: _labelled(1, *"bcdefghij"),
    "a class of two lines": lambda: _labelled("a\nb", *"bcdefghij"),
    "notes that double": lambda: saved(contents(tiny(), about={"scores": _doubling()})),
    "a name that doubles": lambda: saved(contents(tiny(), sum="", network={"name": _doubling(), "arguments": {}})),
    "a gigabyte compressed": _compressed,
    "ten gigabytes asked for": _reserving,
}
