"""How good a taught network is: `python -m tests.tools.teach_accuracy PHOTOS`, PHOTOS with a labels.csv of all kinds.

Hats, shorts and skirts of the phone, watches, shorts and underwear of the catalogue, of which the shipped network knew
that they are none of the ten, and no more. Taught from `train`, asked on `validation`, whose photos other people took.
Beside it a plain logistic head on the network's last pooled features, on the same draws. `--inner` asks about photos of
`train` instead, taken by others than those drawn from: choices are made on these. The shipped network has learned all
of `train`, as none of the ten; `--unmet` teaches from `validation` and asks about photos of other people there,
so that it has met neither, as in use.
"""

import argparse
import csv
import json
import random
import time
from collections import defaultdict
from pathlib import Path

import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from model import checkpoint
from model.checkpoint import Checkpoint
from model.networks import logits
from model.photo import open_photo, transform
from model.predictor import DEFAULT, SHIPPED
from training.data.photos import LabelledPhoto, find_photos
from training.teach.photos import Example
from training.teach.seeing import Eye, look
from training.teach.teaching import Taught, teach

UNDERWEAR = {"Briefs", "Trunk", "Bra", "Innerwear Vests", "Boxers", "Camisoles", "Shapewear"}
TASKS = {
    "phone": {"hat": "hat", "shorts": "shorts", "skirt": "skirt"},
    "catalogue": {"Watches": "watch", "Shorts": "shorts", **dict.fromkeys(UNDERWEAR, "underwear")},
}
COUNTS = (5, 10, 50)
OTHERS = 0.35  # of those who took photos, whom --inner asks about
Labelled = tuple[LabelledPhoto, str]


class Task:
    """One kind's photos and what they are taught as."""

    def __init__(
        self, photos: list[LabelledPhoto], kind: str, senders: dict[Path, str], inner: bool, unmet: bool = False
    ):
        names = TASKS[kind]
        every = [(p, names[p.source]) for p in photos if p.kind == kind and not p.accepted and p.source in names]
        self.kind, self.senders, self.inner = kind, senders, inner or unmet
        self.train = [pair for pair in every if pair[0].split == ("validation" if unmet else "train")]
        self.asked = [pair for pair in every if pair[0].split == "validation"]

    def draw(self, count: int, seed: int) -> tuple[list[Labelled], list[Labelled]]:
        """(as many of each class to be taught, those to be asked about)."""
        chance = random.Random(f"{self.kind}{seed}")
        train, asked = list(self.train), self.asked
        if self.inner:
            people = sorted({self._of(pair) for pair in train})
            chance.shuffle(people)
            others = set(people[: int(len(people) * OTHERS)])
            asked = [pair for pair in train if self._of(pair) in others]
            train = [pair for pair in train if self._of(pair) not in others]
        by_class = defaultdict(list)
        for pair in train:
            by_class[pair[1]].append(pair)
        drawn = [chance.sample(pairs, min(count, len(pairs))) for _, pairs in sorted(by_class.items())]
        return [pair for pairs in drawn for pair in pairs], asked

    def _of(self, pair: Labelled) -> str:
        return self.senders.get(pair[0].path) or pair[0].path.stem[:-2]


class Asked:
    """What the network sees of photos, each opened once."""

    def __init__(self, base: Checkpoint):
        self.base, self.seen = base, {}

    def x(self, photos: list[LabelledPhoto]) -> Tensor:
        network = self.base.network
        for photo in photos:
            if photo.path not in self.seen:
                self.seen[photo.path] = transform(open_photo(photo.path), network.input_size, network.views)
        return torch.stack([self.seen[photo.path] for photo in photos])

    def logits(self, network: torch.nn.Module, photos: list[LabelledPhoto]) -> Tensor:
        return torch.cat([logits(network, x) for x in self.x(photos).split(32)])


def taught_of(base: Checkpoint, drawn: list[Labelled], keep: bool = False) -> tuple[Taught, float]:
    """(what is learned of these photos, the seconds that it took, opening them included)."""
    started = time.perf_counter()
    examples = (Example(str(photo.path), label, open_photo(photo.path)) for photo, label in drawn)
    return teach(base, examples, keep), time.perf_counter() - started


def plain(base: Checkpoint, drawn: list[Labelled], asked: list[Labelled]) -> float:
    """The share right of a logistic head on the means of the last channels."""
    eye = Eye(base)
    before, after = base.network.arguments["widths"][-2:]

    def features(pairs: list[Labelled]) -> Tensor:
        seen = [look(open_photo(photo.path), base.network) for photo, _ in pairs]
        pooled = torch.cat(list(eye.served(seen))).mean(dim=1)
        return pooled[:, before : before + after]

    head = LogisticRegression(max_iter=1000).fit(features(drawn), [label for _, label in drawn])
    return float(head.score(features(asked), [label for _, label in asked]))


def judged(taught: Taught, z: Tensor, truth: list[str]) -> dict:
    """accuracy, confidence and recognised of these answers; inside: whether the estimate's interval holds the first."""
    calibration, labels = taught.checkpoint.calibration, taught.checkpoint.network.labels
    confidence, called = calibration.probabilities(z).max(dim=1)
    right = [labels[place] == label for place, label in zip(called.tolist(), truth, strict=True)]
    accuracy = sum(right) / len(right)
    low, high = taught.figures["interval"]
    return {
        "right": accuracy,
        "confidence": confidence.mean().item(),
        "recognised": calibration.recognised(z).float().mean().item(),
        "estimate": taught.figures["accuracy"],
        "reach": (high - low) / 2,
        "inside": low <= accuracy <= high,
    }


def spread(values: list[float]) -> str:
    tensor = torch.tensor(values, dtype=torch.double)
    return f"{tensor.mean():.3f} ± {tensor.std():.3f}" if len(values) > 1 else f"{tensor.mean():.3f}"


def of_task(base: Checkpoint, task: Task, count: int, draws: int, eyes: Asked, strangers: list[LabelledPhoto]) -> dict:
    """Print a line and give its figures, draw by draw."""
    rows = []
    for seed in range(draws):
        drawn, asked = task.draw(count, seed)
        taught, seconds = taught_of(base, drawn)
        network = taught.checkpoint.network
        row = judged(taught, eyes.logits(network, [photo for photo, _ in asked]), [label for _, label in asked])
        recognised = taught.checkpoint.calibration.recognised(eyes.logits(network, strangers)).float().mean().item()
        rows.append({**row, "plain": plain(base, drawn, asked), "seconds": seconds, "strangers": recognised})
    found = {name: [row[name] for row in rows] for name in rows[0]}
    print(
        f"{task.kind:<9} {count:3d}  right {spread(found['right'])}  plain {spread(found['plain'])}  estimate "
        f"{spread(found['estimate'])} ± {max(found['reach']):.3f} at most, holds it {sum(found['inside'])} of {draws}  "
        f"sure {spread(found['confidence'])}  recognised {spread(found['recognised'])}, things that are no clothes "
        f"{spread(found['strangers'])}  {spread(found['seconds'])} s",
        flush=True,
    )
    return found


def kept(base: Checkpoint, task: Task, count: int, draws: int, eyes: Asked, photos: list[LabelledPhoto]) -> dict:
    """Print what keeping the ten does to them: the share right of the phone's validation photos, before and after."""
    ten = [p for p in photos if p.kind == "phone" and p.split == "validation" and p.accepted]
    things = [p for p in photos if p.kind == "thing" and p.split == "validation"]
    own = list(base.network.labels)
    accepted = torch.tensor([[label in p.accepted for label in own] for p in ten])

    def right(checkpoint: Checkpoint) -> tuple[float, float, float]:
        z = eyes.logits(checkpoint.network, ten)
        called = z[:, :-1].argmax(dim=1)
        hit = torch.cat([accepted, torch.zeros(len(ten), z.shape[1])], dim=1).gather(1, called.unsqueeze(1)) > 0
        recognised = checkpoint.calibration.recognised
        strangers = recognised(eyes.logits(checkpoint.network, things)).float().mean().item()
        return hit.float().mean().item(), recognised(z).float().mean().item(), strangers

    before, rows = right(base), []
    for seed in range(draws):
        drawn, asked = task.draw(count, seed)
        taught, _ = taught_of(base, drawn, keep=True)
        z = eyes.logits(taught.checkpoint.network, [photo for photo, _ in asked])
        of_new = judged(taught, z, [label for _, label in asked])
        rows.append((*right(taught.checkpoint), of_new["right"], of_new["recognised"], of_new["confidence"]))
    columns = list(zip(*rows, strict=True))
    print(
        f"keep      {count:3d}  the ten {before[0]:.3f}, then {spread(columns[0])}; recognised {before[1]:.3f}, then "
        f"{spread(columns[1])}; things that are no clothes {before[2]:.3f}, then {spread(columns[2])}; the new right "
        f"{spread(columns[3])}, recognised {spread(columns[4])}, sure {spread(columns[5])}",
        flush=True,
    )
    return {"before": before, "after": rows}


def main() -> None:
    """Print the figures, and write them where --json says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--model", type=Path, default=SHIPPED[DEFAULT])
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--counts", type=int, nargs="+", default=list(COUNTS))
    parser.add_argument("--only", choices=(*TASKS, "keep"), nargs="+", default=[*TASKS, "keep"])
    among = parser.add_mutually_exclusive_group()
    among.add_argument("--inner", action="store_true")
    among.add_argument("--unmet", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    base, photos = checkpoint.load(options.model), find_photos(options.photos)
    senders = senders_of(options.photos)
    eyes, found = Asked(base), {}
    things = [p for p in photos if p.kind == "thing" and p.split == "validation"]
    for name in options.only:
        task = Task(photos, "phone" if name == "keep" else name, senders, options.inner, options.unmet)
        for count in options.counts:
            if name == "keep":
                found[f"keep {count}"] = kept(base, task, count, options.draws, eyes, photos)
            else:
                found[f"{name} {count}"] = of_task(base, task, count, options.draws, eyes, things)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


def senders_of(folder: Path) -> dict[Path, str]:
    """Who took each photo, as far as the table says."""
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as lines:
        return {folder / row["file"]: row.get("sender", "") for row in csv.DictReader(lines)}


if __name__ == "__main__":
    main()
