"""Teaching: photos with class names in, a checkpoint and its figures out."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from model.checkpoint import Checkpoint
from model.networks import build
from model.resnet import ResNet, depths, widened
from training.teach import TeachError
from training.teach.folds import calibrated, folds
from training.teach.head import Head, Rows, fit_head, fit_joining, unlike
from training.teach.photos import Example, Named, classes, gathered
from training.teach.report import figures_of
from training.teach.seeing import Eye

VIEWS = 6  # of each photo, beside what is served of it
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


def teach(
    base: Checkpoint,
    examples: Iterable[Example],
    keep: bool = False,
    seconds: float | None = None,
    seed: int = 0,
    progress: Progress = silent,
    remarks: list[str] | None = None,
) -> Taught:
    """Teach a photo network the classes of these examples; → a checkpoint of its own, its figures and remarks.

    keep: its classes stay, and the new ones join them. seconds: after which it is to be done, reading the examples
    included. seed: draws views and folds; torch's generator is afterwards as
    it was. progress: called as it goes. remarks: a list that gets them as they come. Raises TeachError, one sentence,
    where nothing can be learned, the base cannot be taught, or the seconds are over before a head is learned.
    """
    _check(base, keep)
    deadline = time.monotonic() + seconds if seconds else None

    def step(what: str, done: int, of: int) -> None:
        progress(what, done, of)
        if deadline and time.monotonic() > deadline:
            raise TeachError(f"These photos take longer than {seconds:.0f} seconds: send fewer.")

    said = [] if remarks is None else remarks
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        kept = base.network.labels if keep else ()
        photos, labels = classes(gathered(examples, base.network, said), kept, said)
        eye = Eye(base)
        lesson = Lesson(eye, base, photos, labels, len(kept))
        lesson.see(step)
        held_out = lesson.held_out(step)
        network = lesson.network(lesson.fit(torch.arange(len(photos))))
    inside = lesson.y < len(labels)
    calibration = lesson.calibration(held_out, inside)
    figures = figures_of(held_out, lesson.y, labels, calibration, photos)
    about = {
        "taught": {"from": base.sha256[:8], "photos": figures["photos"], "kept": list(kept), "seed": seed},
        "data": {"name": f"{sum(figures['photos'].values())} photos of {', '.join(figures['photos'])}"},
        "scores": {"cross-validation": {key: figures[key] for key in ("accuracy", "interval", "confidence")}},
        "base": base.about,
    }
    return Taught(Checkpoint(network.eval(), calibration, about), figures, said)


def _check(base: Checkpoint, keep: bool) -> None:
    network = base.network
    if type(network) is not ResNet:
        why = "was taught already" if network.name == "taught" else "is no photo network"
        raise TeachError(f"This network {why}: begin with one that `fit --photos` made, and all photos.")
    if keep and base.memory is None:
        raise TeachError("This checkpoint does not remember its classes, which keeping them takes: see `remember`.")


class Lesson:
    """The photos as they are learned from. y: (N,), their classes' indices, as many as there are for none of them."""

    def __init__(self, eye: Eye, base: Checkpoint, photos: list[Named], labels: tuple[str, ...], kept: int):
        self.eye, self.base, self.photos, self.labels, self.kept = eye, base, photos, labels, kept
        self.y = torch.tensor([labels.index(photo.label) if photo.label else len(labels) for photo in photos])
        shown = set(self.y.tolist()) - {len(labels)}
        self.columns = sorted(shown | set(range(kept, len(labels))))

    def see(self, step: Progress) -> None:
        """Features of all photos, as served and as varied."""
        eye, seen, count = self.eye, [photo.seen for photo in self.photos], len(self.photos)
        served, varied, done = [], [], 0
        for deep in eye.served(seen):
            served.append(eye.pool(deep))
            done += len(deep)
            step("looking", done, 2 * count)
        for deep in eye.varied(seen, VIEWS):
            varied.append(eye.pool(deep))
            done += len(deep)
            step("looking", done, 2 * count)
        served, varied = torch.cat(served), torch.cat(varied)
        if self.base.memory is None:
            eye.of_photos(served.mean(dim=1))
        own = eye.logits(served).mean(dim=1)
        self.x, self.offset = eye.embed(served).mean(dim=1), self._offset(own)
        weight = torch.cat([torch.tensor([SERVED]), torch.ones(VIEWS)]) / (SERVED + VIEWS)
        offsets = torch.cat([own.unsqueeze(1), eye.logits(varied)], dim=1).flatten(0, 1)
        self.rows = Rows(
            torch.cat([self.x.unsqueeze(1), eye.embed(varied)], dim=1).flatten(0, 1),
            self._offset(offsets),
            self.y.repeat_interleave(1 + VIEWS),
            weight.repeat(count),
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
        network = build("taught", **arguments, rank=rank, kept=self.kept, labels=self.labels)
        with torch.no_grad():
            for own, taken in zip((network.features, network.pooled), depths(base), strict=True):
                own.load_state_dict(taken.state_dict())
            network.head.embedding.weight.copy_(eye.projection)
            network.head.embedding.bias.copy_(-eye.mean @ eye.projection)
            network.head.output.weight.copy_(head.coef)
            network.head.output.bias.copy_(head.intercept)
            if self.kept:
                network.head.kept.load_state_dict(base.head[2].state_dict())
        return network
