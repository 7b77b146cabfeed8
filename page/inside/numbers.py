"""What is told of a photo on its way through a network, as JSON: most of it at once, the rest when it is asked for."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import asdict

import gradio as gr
import torch
from PIL import Image
from torch import Tensor

from model.decoding import PhotoError
from model.inspection import Inspection, loss_and_gradients, named
from model.labels import NONE_OF_THESE
from model.photo import greys, seen, seen_share
from model.predictor import Predictor
from model.steps import mosaic, steps_and_answers
from page import alike, words
from page.ask import THUMBNAIL
from page.data_url import data_url
from page.served import Served
from page.uploads import Upload, read

OF_MANY = 3  # channels that a point's sum is told for one by one: those that weigh most in it


def asked(served: Served, question: Callable[..., dict]) -> Callable[..., dict]:
    """One of the questions below as an endpoint answers it: of an upload and a network's name, and of whole numbers.

    What is wrong with the photo is in its answer, as {error, values}. Raises gr.Error, one sentence, for what the page
    never sends.
    """

    def answer(photo: Upload, network: str, *places: int) -> dict:
        predictor = served.named(network)
        try:
            if not all(type(place) is int for place in places):
                raise IndexError
            return question(predictor, read(photo), *places)
        except PhotoError as error:
            return words.refusal(error)
        except IndexError as error:
            raise gr.Error("There is no such place in this network.", print_exception=False) from error

    return answer


def way(predictor: Predictor, photo: Image.Image) -> dict:
    """The whole way of a photo: pictures as data: URLs, logits of each picture looked at, and what calibrates them."""
    network, calibration, x = predictor.network, predictor.checkpoint.calibration, predictor.see(photo)
    small = seen(photo, network.input_size)
    (found, z), inspection = steps_and_answers(network, x), Inspection(network, x)
    score = calibration.score(z.mean(dim=0, keepdim=True)).item()
    linears = [{"name": named(one.layer), **_numbers(inspection.values(one))} for one in inspection.linears]
    for place, one in enumerate(inspection.linears[1:], start=1):
        before = inspection.values(inspection.linears[place - 1])
        linears[place]["follows"] = torch.equal(before, one.given[0])
    return {
        "photo": data_url(_thumbnail(photo), "JPEG"),
        "width": photo.width,
        "height": photo.height,
        "share": seen_share(*photo.size),
        "small": data_url(small),
        "side": network.input_size,
        "greys": [_in_base64(bytes(grey.flatten().tolist())) for grey in greys(small, network.views)],
        "mirrors": network.mirrors,
        "moves": network.moves,
        "layers": [{"name": words.key_of(step.name), **_pictured(step.output)} for step in found],
        "linears": linears,
        "convolutions": [
            {"name": named(one.layer), "shape": list(one.output.shape[1:])} for one in inspection.convolutions
        ],
        "names": [*predictor.labels, NONE_OF_THESE][: z.shape[1]],
        "answers": z.tolist(),
        "temperature": calibration.temperature,
        "threshold": calibration.threshold if calibration.threshold > float("-inf") else None,
        "knows_none": calibration.knows_none,
        "score": score,
        "alike": alike.listed(predictor, photo),
    }


def neuron(predictor: Predictor, photo: Image.Image, layer: int, index: int) -> dict:
    """All that a neuron's value comes from."""
    found = Inspection(predictor.network, predictor.see(photo)).neuron(layer, index)
    return {**asdict(found), "given": _numbers(found.given), "weights": _numbers(found.weights)}


def point(predictor: Predictor, photo: Image.Image, layer: int, channel: int, row: int, column: int) -> dict:
    """All that a point of a map comes from: the channels that weigh most in it one by one, the others together."""
    inspection = Inspection(predictor.network, predictor.see(photo))
    found = inspection.patch(layer, channel, row, column)
    one = inspection.convolutions[layer]
    sums = (found.patch.double() * found.kernel.double()).sum(dim=(1, 2))
    most = sums.abs().topk(min(OF_MANY, len(sums))).indices.tolist()
    maps = inspection.values(one)
    channels = [
        {
            "channel": place,
            "patch": _numbers(found.patch[place]),
            "kernel": _numbers(found.kernel[place]),
            "sum": sums[place].item(),
            "picture": data_url(mosaic(one.given[0, place : place + 1])),
        }
        for place in most
    ]
    return {
        "channels": channels,
        "others": {"count": len(sums) - len(most), "sum": (sums.sum() - sums[most].sum()).item()},
        "size": found.kernel.shape[-1],
        "top": found.top,
        "left": found.left,
        "given": list(one.given.shape[2:]),
        "bias": found.bias,
        "sum": found.sum,
        "parts": [asdict(part) for part in found.parts],
        "map": _numbers(maps[channel]),
        "maps": data_url(mosaic(maps, most=len(maps))),
    }


def loss(predictor: Predictor, photo: Image.Image, label: int) -> dict:
    """What would be lost were that the right answer, and what would change."""
    found = loss_and_gradients(predictor.network, predictor.see(photo), label)
    return {
        "loss": found.loss,
        "logits": found.logits.tolist(),
        "changes": [asdict(change) for change in found.changes],
        "unit": found.unit,
        "weights": _numbers(found.weights),
        "gradient": _numbers(found.gradient),
    }


def _pictured(output: Tensor) -> dict:
    return {"shape": list(output.shape), "picture": data_url(mosaic(output))}


def _numbers(values: Tensor) -> dict:
    """Of any shape, as the page's scripts read them: 32 bits each, the first byte the lowest."""
    return {"shape": list(values.shape), "floats": _in_base64(values.contiguous().numpy().astype("<f4").tobytes())}


def _thumbnail(photo: Image.Image) -> Image.Image:
    small = photo.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return small


def _in_base64(data: bytes) -> str:
    return b64encode(data).decode()
