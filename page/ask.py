"""Asking the networks: the functions behind both the page and the API."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import gradio as gr
import torch
from gradio.components import Component
from PIL import Image

from model.decoding import PhotoError, Turn
from model.predictor import Prediction, Predictor
from page import words
from page.served import Served
from page.turns import TURNS
from page.uploads import Upload, name_of, read
from page.zero import bound

MOST = 200  # photos at once
BATCH = 32  # of them through the network at once
AT_ONCE = 16  # requests of an endpoint: more than `page.turns` lets wait for costly photos, so that others have theirs
THUMBNAIL = 240  # px, the longer side

Source = tuple[str, Callable[[Turn], Image.Image]]  # a file's name and what opens the photo, or raises PhotoError


@dataclass(frozen=True)
class Answer:
    """What is said of one photo of many: its file's name, and a prediction, or why there is none.

    thumbnail: the photo, small, as a person sees it; None where it cannot be read.
    """

    file: str
    prediction: Prediction | None = None
    thumbnail: Image.Image | None = None
    error: PhotoError | None = None


def _predict_all(predictor: Predictor, x: torch.Tensor) -> list[Prediction]:
    return predictor.predict_tensor(x)


class Ask:
    """What can be asked of the networks that are served. All raise gr.Error, one sentence, for an unknown network."""

    def __init__(self, served: Served):
        self.served = served
        self._predict_all = bound(_predict_all, served.on_zero_gpu)

    def prediction(self, photo: Upload, network: str) -> Prediction:
        """Raises gr.Error, one sentence, for a photo that cannot be read, too."""
        predictor = self.served.named(network)
        try:
            return predictor.predict(read(photo))
        except PhotoError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def predict(self, photo: Upload, network: str) -> dict[str, float]:
        """Classify one photo of a garment: each of the classes with its probability, together 1."""
        return self.prediction(photo, network).probabilities

    def inspect(self, photo: Upload, network: str) -> dict:
        """Classify one photo of a garment and say more: label, probabilities, recognised, score, model.

        recognised tells whether the photo shows one of the classes at all; the higher score, the surer that is.
        """
        return asdict(self.prediction(photo, network))

    def inspect_many(self, photos: list[Upload] | None, network: str) -> list[dict]:
        """Classify up to 200 photos: for each file its name and what `inspect` says, or error, one sentence.

        One file that cannot be read does not keep the others from their answers.
        """
        return [
            {
                "file": found.file,
                **(asdict(found.prediction) if found.prediction else {}),
                "error": str(found.error or ""),
            }
            for found in self.answers(photos, network)
        ]

    def answers(self, photos: list[Upload] | None, network: str) -> Iterator[Answer]:
        """What is said of each photo, in their order, a batch at a time. Raises gr.Error for none and for too many."""
        if not isinstance(photos, list) or not photos:
            raise gr.Error(f"There are no photos: choose between 1 and {MOST}.", print_exception=False)
        if len(photos) > MOST:
            raise gr.Error(f"These are {len(photos)} photos; send at most {MOST} at once.", print_exception=False)
        yield from self.of_sources([(name_of(photo), partial(read, photo)) for photo in photos], network)

    def of_sources(self, sources: Sequence[Source], network: str) -> Iterator[Answer]:
        """What is said of each, in their order, a batch at a time; they are opened one after the other."""
        predictor, turn = self.served.named(network), TURNS.of_one_request()
        for start in range(0, len(sources), BATCH):
            yield from self._batch(predictor, sources[start : start + BATCH], turn)

    def offer(self, question: Callable, button: gr.Button, asked: Sequence[Component], answer: Component) -> None:
        """Make one of these methods an endpoint of the API, under its name; what is said of it names the networks."""
        names = ", ".join(f'"{name}" ({words.network(name)})' for name in self.served.predictors)
        described = (
            f"{inspect.getdoc(question)}\n\nnetwork: which one answers, of {names}; the first unless told otherwise."
        )
        endpoint = {"api_name": question.__name__, "api_description": described, "concurrency_limit": AT_ONCE}
        button.click(question, asked, answer, preprocess=False, **endpoint)

    def _batch(self, predictor: Predictor, sources: Sequence[Source], turn: Turn) -> list[Answer]:
        found: list[Answer] = []
        seen = []
        for name, opens in sources:
            try:
                photo = opens(turn)
            except PhotoError as error:
                found.append(Answer(name, error=error))
                continue
            seen.append(predictor.see(photo))
            photo.thumbnail((THUMBNAIL, THUMBNAIL))  # and the photo itself is let go: 32 of them could be large
            found.append(Answer(name, thumbnail=photo))
        predictions = iter(self._predict_all(predictor, torch.stack(seen)) if seen else [])
        return [answer if answer.error else replace(answer, prediction=next(predictions)) for answer in found]
