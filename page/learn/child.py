"""The process that learns, `python -m page.learn.child`: questions and answers in lines, until the input ends.

Apart from the one that serves, and of less urgency, because Python's steps would hold up the answers of that.
"""

import base64
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress

import torch

from model.pictures import SIDE
from page.learn.run import Run, seen
from page.learn.settings import Settings

NICE = 10  # it gets a tenth of a core that others want, too


class Runs:
    """The runs of all visitors, by whose they are."""

    def __init__(self):
        self.runs: dict[str, Run] = {}

    def answer(self, of: str, do: str, **what: object) -> dict:
        """do: "begin" with settings and seed, "go_on" with single, "look" with photo, "end"; → how that run is then.

        Of a run that there is not: {gone}.
        """
        if do == "begin":
            self.runs[of] = Run(Settings(**what["settings"]), what["seed"])
        elif do == "end":
            self.runs.pop(of, None)
        if not (run := self.runs.get(of)):
            return {"gone": True}
        if do == "go_on":
            run.go_on(what["single"])
        elif do == "look":  # (28, 28) uint8 in base64, a light garment on black
            grey = torch.frombuffer(bytearray(base64.b64decode(what["photo"])), dtype=torch.uint8)
            run.photo = seen(grey.view(1, SIDE, SIDE))
        return run.state()


def answers(questions: Iterable[str]) -> Iterator[str]:
    """A line for each."""
    runs = Runs()
    for question in questions:
        yield json.dumps(runs.answer(**json.loads(question)), allow_nan=False)


def main() -> None:
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(NICE)
    with suppress(BrokenPipeError):  # who asked is gone
        for answer in answers(sys.stdin):
            print(answer, flush=True)


if __name__ == "__main__":
    main()
