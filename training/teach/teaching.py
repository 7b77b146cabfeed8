"""Teaching: photos with class names in, a checkpoint and its figures out."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import Parameter

from model.checkpoint import Checkpoint
from model.networks import build
from model.resnet import ResNet, depths, widened
from training.teach import TeachError
from training.teach.folds import calibrated, folds
from training.teach.head import Head, Rows, fit_head, fit_joining, unlike
from training.teach.photos import Example, Named, classes, looked_at, without_twins
from training.teach.report import figures_of
from training.teach.seeing import VIEWS, Eye

SERVED = 2.0  # what is served counts as much as that many of these
# Chosen with the ten of the phone's validation photos in view, so that what is measured of them flatters a little.
KNOWN = 8.0  # where classes are kept, each counts as much as that many of the taught ones
STRANGERS = 2.0  # and what is none of them as much as that many
DOUBT = 0.8  # of their logits: of photos that it learned from a network is surer than it is of others
USUAL = 1.0  # temperature, of a head of its own
MANY = 60  # photos from which on two rounds of folds will do
ROUNDS = 4

Progress = Callable[[str, int, int], None]  # what is being done, how much of it is done, of how much


def silent(what: str, done: int, of: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True)
class Taught:
    """What was learned. figures: of it, as plain types: see `figures_of`.

    remarks: a sentence for each photo and class that did not count.
    """

    checkpoint: Checkpoint
    figures: dict
    remarks: list[str]


def teach(base: Checkpoint, examples: Iterable[Example], keep: bool = False, seed: int = 0, **terms: Any) -> Taught:
    """Teach a photo network the classes of these examples; → a checkpoint of its own, its figures and remarks.

    seed: draws how photos are varied; torch's generator is afterwards as it was. keep and terms: as `learn` has them.
    Raises TeachError, one sentence, as `learn` does.
    """
    check(base, keep)
    eye = Eye(base)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        photos = list(looked_at(examples, eye))
    return learn(eye, base, photos, keep, seed=seed, **terms)


def learn(
    eye: Eye,
    base: Checkpoint,
    photos: Iterable[Named],
    keep: bool = False,
    seconds: float | None = None,
    seed: int = 0,
    progress: Progress = silent,
    remarks: list[str] | None = None,
) -> Taught:
    """The same from photos that the base's `eye` has looked at.

    keep: the base's classes stay, and the new ones join them. seconds: of this thread's processor time, that it may
    take. seed: that they were varied by. progress: called as it goes. remarks: a list that gets these as they come.
    Raises TeachError, one sentence, where nothing can be learned, the base cannot be taught, or the seconds are over.
    """
    check(base, keep)
    started = time.thread_time()

    def step(what: str, done: int, of: int) -> None:
        progress(what, done, of)
        if seconds and time.thread_time() - started > seconds:
            raise TeachError("These photos take longer than {seconds} seconds: send fewer.", seconds=f"{seconds:.0f}")

    said = [] if remarks is None else remarks
    kept = base.network.labels if keep else ()
    photos, labels = classes(without_twins(photos, said), kept, said)
    lesson = Lesson(eye, base, photos, labels, len(kept))
    held_out = lesson.held_out(step)
    network = lesson.network(lesson.fit(torch.arange(len(photos))))
    calibration = lesson.calibration(held_out, lesson.y < len(labels))
    figures = figures_of(held_out, lesson.y, labels, calibration, photos)
    about = {
        "taught": {"from": base.sha256[:8], "photos": figures["photos"], "kept": list(kept), "seed": seed},
        "data": {"name": f"{sum(figures['photos'].values())} photos of {', '.join(figures['photos'])}"},
        "scores": {"cross-validation": {key: figures[key] for key in ("accuracy", "interval", "confidence")}},
        "base": base.about,
    }
    return Taught(Checkpoint(network.eval(), calibration, about), figures, said)


def check(base: Checkpoint, keep: bool = False) -> None:
    """Raises TeachError, one sentence, where that network cannot be taught, or cannot keep its classes."""
    network = base.network
    if type(network) is not ResNet:
        why = "was taught already" if network.name == "taught" else "is no photo network"
        raise TeachError("This network {why}: begin with one that `fit --photos` made, and all photos.", why=why)
    if keep and base.memory is None:
        raise TeachError("This checkpoint does not remember its classes, which keeping them takes: see `remember`.")


class Lesson:
    """The photos as they are learned from. y: (N,), their classes' indices, as many as there are for none of them."""

    def __init__(self, eye: Eye, base: Checkpoint, photos: list[Named], labels: tuple[str, ...], kept: int):
        self.eye, self.base, self.labels, self.kept = eye, base, labels, kept
        self.y = torch.tensor([labels.index(photo.label) if photo.label else len(labels) for photo in photos])
        shown = set(self.y.tolist()) - {len(labels)}
        self.columns = sorted(shown | set(range(kept, len(labels))))
        x = torch.stack([photo.sight.x for photo in photos]).float()  # (N, 1 + VIEWS, R)
        own = torch.stack([photo.sight.logits for photo in photos]).float()
        self.x, self.offset = x[:, 0], self._offset(own[:, 0])
        weight = torch.cat([torch.tensor([SERVED]), torch.ones(VIEWS)]) / (SERVED + VIEWS)
        self.rows = Rows(
            x.flatten(0, 1),
            self._offset(own.flatten(0, 1)),
            self.y.repeat_interleave(1 + VIEWS),
            weight.repeat(len(photos)),
        )
        self._remember()

    def _offset(self, own: Tensor) -> Tensor:
        columns = len(self.labels) + 1
        return widened(own, columns) if self.kept else torch.zeros(len(own), columns)

    def _remember(self) -> None:
        """known: photos of kept classes; strangers: those that are of none, nor like what is taught now."""
        memory, none = self.base.memory, len(self.labels)
        self.known, self.strangers = None, self.rows[:0]
        if memory is None:
            return
        x, own, targets = (
            memory.embeddings.float(),
            self._offset(memory.logits.float() * (DOUBT if self.kept else 1)),
            memory.targets.long(),
        )
        base_labels = self.base.network.labels
        inside = targets < len(base_labels)
        photos_of = len(self.rows) / (1 + VIEWS) / max(1, len(self.columns))
        if self.kept:
            weight = KNOWN * photos_of * len(base_labels) / inside.sum()
            self.known = Rows(x, own, targets, torch.full((len(x),), weight.item()))[inside]
            outside = ~inside
        else:
            outside = torch.tensor(
                [t >= len(base_labels) or base_labels[t] not in self.labels for t in targets.tolist()]
            )
        classed = self.y < none
        outside &= unlike(x, self.x[classed], self.y[classed])
        weight = torch.full((len(x),), STRANGERS * photos_of / max(1, int(outside.sum())))
        self.strangers = Rows(x, own, torch.full_like(targets, none), weight)[outside]

    def fit(self, places: Tensor) -> Head:
        """The head of the photos at these places."""
        rows = (places.unsqueeze(1) * (1 + VIEWS) + torch.arange(1 + VIEWS)).flatten()
        if self.kept:
            return fit_joining(self.rows[rows], self.known, self.strangers, self.columns)
        return fit_head(self.rows[rows], self.strangers)

    def held_out(self, step: Progress) -> Tensor:
        """(rounds, N, K + 1): what a head that has not learned from a photo says of it, once a round of folds."""
        rounds = ROUNDS if len(self.y) < MANY else ROUNDS // 2
        parts = list(folds(self.y, rounds, torch.Generator().manual_seed(0)))
        found = torch.zeros(rounds, len(self.y), len(self.labels) + 1)
        seen = torch.zeros(len(self.y), dtype=torch.long)
        for number, (learned, held) in enumerate(parts, start=1):
            head = self.fit(learned)
            found[seen[held], held] = head.logits(self.x[held], self.offset[held])
            seen[held] += 1
            step("checking", number, len(parts))
        return found

    def calibration(self, held_out: Tensor, inside: Tensor):
        """Temperature and threshold, by held-out answers to the photos of classes; the base's own threshold is kept."""
        base = self.base.calibration
        rounds = len(held_out)
        logits, y = held_out[:, inside].flatten(0, 1), self.y[inside].repeat(rounds)
        weight = torch.full((len(y),), 1 / rounds)
        usual, threshold = (base.temperature, base.threshold) if self.kept else (USUAL, None)
        return calibrated(logits, y, weight, usual, threshold)

    def network(self, head: Head):
        """The base's layers under the head that was learned."""
        eye, base = self.eye, self.base.network
        arguments = {key: value for key, value in base.arguments.items() if key != "labels"}
        rank = eye.projection.shape[1]
        arguments |= {"rank": rank, "kept": self.kept, "labels": self.labels, "outlines": eye.outlines is not None}
        with torch.random.fork_rng(devices=[]):  # weights are drawn, to be replaced
            network = build("taught", **arguments)
        with torch.no_grad():
            for own, taken in zip((network.features, network.pooled), depths(base), strict=True):
                own.load_state_dict(taken.state_dict(), assign=True)  # shared with the base, whoever else was taught
            network.head.embedding.weight = Parameter(eye.projection)
            network.head.embedding.bias.copy_(-eye.mean @ eye.projection)
            network.head.output.weight.copy_(head.coef)
            network.head.output.bias.copy_(head.intercept)
            if self.kept:
                network.head.kept.load_state_dict(base.head[2].state_dict())
        return network
