"""Photos to rows, a batch after the other, on all cores.

Each thread decodes a batch, one photo at a time, and sends it through the network on its own core. Decoding and network
both let go of the interpreter's lock, so that nothing has to be started, or handed from process to process.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from threading import Event

import torch

from model.bulk.catalogue import Photo
from model.decoding import PhotoError
from model.predictor import Prediction, Predictor

BATCH = 32  # photos; cut by their place in the list, so that a photo's batch is the same one each time


@dataclass(frozen=True)
class Row:
    """What is said of a photo: a prediction, or the sentence why there is none."""

    photo: Photo
    prediction: Prediction | None = None
    error: str = ""


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def answers(predictor: Predictor, photos: Iterable[Photo], jobs: int) -> Iterator[list[Row]]:
    """The rows of each batch, in the photos' order. jobs: batches that are worked on at once, a core each.

    One more waits, so that no core does; were there others, a run that is killed would lose them too. Whoever stops
    asking waits for no more than the photos that are being decoded then.
    """
    stopped, ahead, photos = Event(), deque(), iter(photos)
    torch.set_num_threads(1)  # before the threads begin, for they take it over
    with ThreadPoolExecutor(jobs) as pool:
        try:
            while batch := list(islice(photos, BATCH)):
                ahead.append(pool.submit(answered, predictor, batch, stopped))
                if len(ahead) > jobs:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            stopped.set()
            pool.shutdown(cancel_futures=True)


def answered(predictor: Predictor, photos: Sequence[Photo], stopped: Event) -> list[Row]:
    """The rows of one batch; none once it is stopped. photos: what has a name, an error and an `open` like a Photo."""
    seen, errors = [], {}
    for place, photo in enumerate(photos):
        if stopped.is_set():
            return []
        if photo.error:
            errors[place] = photo.error
            continue
        try:
            seen.append(predictor.see(photo.open()))
        except PhotoError as error:
            errors[place] = str(error)
    predictions = iter(predictor.predict_tensor(torch.stack(seen)) if seen else [])
    return [
        Row(photo, error=errors[place]) if place in errors else Row(photo, next(predictions))
        for place, photo in enumerate(photos)
    ]
