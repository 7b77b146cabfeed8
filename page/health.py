"""Whether the server really answers: its queue is alive, and a picture was classified within the last minute."""

import os
import time
from pathlib import Path
from threading import Lock

import gradio as gr
import torch
from fastapi.responses import JSONResponse

from model.predictor import Predictor

EVERY = 60  # seconds: how old the last classified picture may be


class Health:
    """`GET /healthz`: 200 and {"status": "ok", …}, or 503 and what is wrong; it costs a picture a minute at most."""

    def __init__(self, page: gr.Blocks, predictor: Predictor):
        self.page = page
        self.predictor = predictor
        self.classified = -float("inf")  # when a picture last was, on the monotonic clock
        self.one_at_a_time = Lock()

    def __call__(self) -> JSONResponse:
        wrong = "The queue has stopped." if self.page._queue.stopped else self._classify()
        said = {"status": wrong or "ok", "model": self.predictor.model, "memory_mb": _memory()}
        return JSONResponse(said, 503 if wrong else 200)

    def _classify(self) -> str:
        """What is wrong with the answer to a blank picture, or ""; within the minute the last answer counts."""
        with self.one_at_a_time:
            if time.monotonic() - self.classified < EVERY:
                return ""
            try:
                side = self.predictor.network.input_size
                [answer] = self.predictor.predict_tensor(torch.zeros(1, 1, side, side))
                if abs(sum(answer.probabilities.values()) - 1) > 1e-3:
                    return "The probabilities of a blank picture do not sum to 1."
            except Exception as error:  # whatever it is, the server does not answer
                return f"A blank picture cannot be classified: {type(error).__name__}."
            self.classified = time.monotonic()
            return ""


def _memory() -> int | None:
    """Resident megabytes; None where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") // 10**6
