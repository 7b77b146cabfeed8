"""What a photo network remembers for those who teach it more: made of the photos that it learned from."""

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from model import checkpoint
from model.checkpoint import Checkpoint, CheckpointError
from model.memory import Memory
from model.photo import PhotoError, open_photo
from model.predictor import DEFAULT, SHIPPED
from model.resnet import ResNet
from training.data.photos import LabelledPhoto, find_photos, of_split
from training.teach.seeing import RANK, Eye, look

SUMMARY = "Give a photo network the memory that `teach --keep` needs."
OF_A_CLASS = 48  # photos of each class, from all kinds alike
OF_NONE = 160  # of none of them
SHRINKAGE = 0.05  # of the scatter within the classes, towards the same in every direction
FEWEST = 10  # photos of a class and kind whose scatter says something
AT_ONCE = 16
LARGEST = 10_000  # of a projection


def add_options(command: argparse.ArgumentParser) -> None:
    """What can be told to it."""
    command.add_argument("checkpoint", type=Path, nargs="?", default=SHIPPED[DEFAULT], help="default: the shipped one")
    command.add_argument("--photos", type=Path, required=True, metavar="DIR", help="those that it learned from")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: the checkpoint's own file")


def run(options: argparse.Namespace) -> dict:
    """Do it; → what was done. Raises as `remember`."""
    return remember(options.checkpoint, options.photos, options.output)


def remember(path: Path, folder: Path, output: Path | None = None) -> dict:
    """Give the checkpoint at `path` a memory of the photos in `folder` that it learned from; → what was done.

    Weights, classes, calibration and record stay as they are. output: where it goes, by default the same file.
    Raises CheckpointError or DataError, one sentence each.
    """
    base = checkpoint.load(path)
    if type(base.network) is not ResNet:
        raise CheckpointError(f"{path} is no photo network: it has nothing to remember.")
    photos = of_split(find_photos(folder, base.network.labels), "train")
    output = output or path
    checkpoint.save(replace(base, memory=memory_of(base, photos)), output)
    size = output.stat().st_size
    print(f"Wrote {output}, {size / 1e6:.1f} MB, with what it remembers of {len(photos):,} photos.")
    return {"checkpoint": str(output), "photos": len(photos), "bytes": size}


def memory_of(base: Checkpoint, photos: Sequence[LabelledPhoto]) -> Memory | None:
    """The memory of the photos that a ResNet learned from, those left out that cannot be read; None where all are."""
    eye, labels = Eye(base, anew=True), base.network.labels
    pooled, readable, logits = [], [], []
    with tqdm(total=len(photos), unit="photo", desc="remembering", disable=None) as bar:
        for start in range(0, len(photos), AT_ONCE):
            seen = []
            for photo in photos[start : start + AT_ONCE]:
                try:
                    seen.append(look(open_photo(photo.path), base.network))
                    readable.append(photo)
                except PhotoError:  # who trains has been told of it
                    continue
            for features in eye.served(seen):
                pooled.append(features)
                logits.append(eye.logits(pooled[-1]).mean(dim=1))
            bar.update(min(AT_ONCE, len(photos) - start))
    if not readable:
        return None
    pooled, logits = torch.cat(pooled), torch.cat(logits)
    groups = [_group(photo) for photo in readable]
    eye.mean, eye.projection = embedding(pooled.mean(dim=1), groups)
    targets = torch.tensor([labels.index(p.accepted[0]) if p.accepted else len(labels) for p in readable])
    chosen = torch.tensor(_chosen(readable))
    return Memory(
        eye.mean.half(),
        eye.projection.half(),
        torch.cat([eye.embed(some).mean(dim=1) for some in pooled[chosen].split(256)]).half(),
        logits[chosen].half(),
        targets[chosen].byte(),
    )


def embedding(pooled: Tensor, groups: Sequence[object], rank: int = RANK) -> tuple[Tensor, Tensor]:
    """(mean (F,), projection (F, R)): the directions that vary most between photos for what they vary within a group.

    pooled: (N, F); groups: what each photo shows and of which kind it is, None for no class. Fisher's discriminant
    (Rao, 1948) of all photos: the projected features vary by 1 within a group, whatever direction, so that a
    difference that photos of one class have among them counts for little. R is `rank`, or F where that is less.
    """
    mean, spread = pooled.mean(dim=0), pooled.std(dim=0) + 1e-6
    x = ((pooled - mean) / spread).double()
    of_group = defaultdict(list)
    for place, group in enumerate(groups):
        if group is not None:
            of_group[group].append(place)
    large = [places for places in of_group.values() if len(places) >= FEWEST] or [list(range(len(x)))]
    within = torch.cat([x[places] - x[places].mean(dim=0) for places in large])
    scatter = within.T @ within / len(within)
    even = scatter.diagonal().mean() * torch.eye(len(scatter), dtype=torch.double)
    values, directions = torch.linalg.eigh((1 - SHRINKAGE) * scatter + SHRINKAGE * even)
    white = directions * values.clip(min=1e-9).rsqrt()
    _, between = torch.linalg.eigh((x @ white).T.cov())
    projection = (white @ between[:, -rank:]) / spread.unsqueeze(1)
    # Embeddings are brought to length 1, so the whole may be scaled: features that hardly vary outgrow float16.
    return mean, (projection / max(1.0, projection.abs().max().item() / LARGEST)).float()


def _group(photo: LabelledPhoto) -> object:
    return (photo.kind, photo.accepted) if photo.accepted else None


def _chosen(photos: Sequence[LabelledPhoto], seed: int = 0) -> list[int]:
    """The places of those that are remembered: of each class some, of each kind in turn; of two classes, none."""
    by_class: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, photo in enumerate(photos):
        if len(photo.accepted) <= 1:
            by_class[photo.accepted][photo.kind].append(place)
    draw, found = random.Random(seed), []
    for accepted, kinds in sorted(by_class.items()):
        for places in kinds.values():
            draw.shuffle(places)
        found += _in_turn(kinds, OF_A_CLASS if accepted else OF_NONE)
    return sorted(found)


def _in_turn(kinds: dict[str, list[int]], most: int) -> list[int]:
    queues, found = [list(places) for _, places in sorted(kinds.items())], []
    while any(queues) and len(found) < most:
        for queue in queues:
            if queue and len(found) < most:
                found.append(queue.pop())
    return found
