"""Asking the networks: the functions behind both the page and the API."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

import gradio as gr
import torch
from PIL import Image

from model.photo import PhotoError
from model.predictor import DEFAULT, SHIPPED, Prediction, Predictor
from page.source import default_source
from page.uploads import Upload, name_of, read
from page.zero import bound

MOST = 200  # photos at once
BATCH = 32  # of them through the network at once
THUMBNAIL = 240  # px, the longer side

source = default_source()
predictors = {name: Predictor(path) for name, path in SHIPPED.items()} | {DEFAULT: source.predictor}
labels = predictors[DEFAULT].labels


@dataclass(frozen=True)
class Answer:
    """What is said of one photo of many: its file's name, and a prediction, or one sentence why there is none.

    thumbnail: the photo, small, as a person sees it; None where it cannot be read.
    """

    file: str
    prediction: Prediction | None = None
    thumbnail: Image.Image | None = None
    error: str = ""


def predictor_named(network: str) -> Predictor:
    """Raises gr.Error, one sentence, where there is no such network."""
    if network not in list(predictors):  # a list, because a program may send what has no hash
        raise gr.Error(f"There is no network {network!r}; there are: {', '.join(predictors)}.", print_exception=False)
    return predictors[network]


def prediction_or_error(photo: Upload, network: str) -> Prediction:
    """Raises gr.Error, one sentence, for a photo that cannot be read and for an unknown network."""
    predictor = predictor_named(network)
    try:
        return predictor.predict(read(photo))
    except PhotoError as error:
        raise gr.Error(str(error), print_exception=False) from error


def predict(photo: Upload, network: str = DEFAULT) -> dict[str, float]:
    """Classify one photo of a garment: each of the ten classes with its probability, together 1.

    network: "resnet", made for photos, or "mlp", the tutorial's.
    """
    return prediction_or_error(photo, network).probabilities


def inspect(photo: Upload, network: str = DEFAULT) -> dict:
    """Classify one photo of a garment and say more: label, probabilities, recognised, score, model.

    recognised tells whether the photo shows one of the ten classes at all; the higher score, the surer that is.
    network: "resnet", made for photos, or "mlp", the tutorial's.
    """
    return asdict(prediction_or_error(photo, network))


def inspect_many(photos: list[Upload] | None, network: str = DEFAULT) -> list[dict]:
    """Classify up to 200 photos: for each file its name and what `inspect` says, or error, one sentence.

    One file that cannot be read does not keep the others from their answers.
    network: "resnet", made for photos, or "mlp", the tutorial's.
    """
    return [
        {"file": found.file, **(asdict(found.prediction) if found.prediction else {}), "error": found.error}
        for found in answers(photos, network)
    ]


def answers(photos: list[Upload] | None, network: str) -> Iterator[Answer]:
    """What is said of each photo, in their order, a batch at a time. Raises gr.Error for none and for too many."""
    if not isinstance(photos, list) or not photos:
        raise gr.Error(f"There are no photos: choose between 1 and {MOST}.", print_exception=False)
    if len(photos) > MOST:
        raise gr.Error(f"These are {len(photos)} photos; send at most {MOST} at once.", print_exception=False)
    predictor = predictor_named(network)
    for start in range(0, len(photos), BATCH):
        yield from _batch(predictor, photos[start : start + BATCH])


@bound
def _predict_all(predictor: Predictor, x: torch.Tensor) -> list[Prediction]:
    return predictor.predict_tensor(x)


def _batch(predictor: Predictor, uploads: list[Upload]) -> list[Answer]:
    found: list[Answer] = []
    seen = []
    for upload in uploads:
        try:
            photo = read(upload)
        except PhotoError as error:
            found.append(Answer(name_of(upload), error=str(error)))
            continue
        seen.append(predictor.see(photo))
        photo.thumbnail((THUMBNAIL, THUMBNAIL))  # and the photo itself is let go: 32 of them could be large
        found.append(Answer(name_of(upload), thumbnail=photo))
    predictions = iter(_predict_all(predictor, torch.stack(seen)) if seen else [])
    return [answer if answer.error else replace(answer, prediction=next(predictions)) for answer in found]
