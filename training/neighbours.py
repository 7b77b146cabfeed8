"""`python -m training neighbours`: what the page shows under "It looked like these", and how often that is right."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from model import pictures
from model.checkpoint import CheckpointError
from model.labels import LABELS
from model.neighbours import SHIPPED, SHOWN, TRUSTED, Neighbours, features, save, towards
from model.predictor import DEFAULT, Predictor
from model.predictor import SHIPPED as CHECKPOINTS
from model.resnet import ResNet
from training.data.mnist import as_printed, fashion_mnist
from training.data.photos import LabelledPhoto, find_photos, of_split, shares
from training.evaluate import see

SUMMARY = "Make the file of training pictures that a photo network finds like a photo, and measure how often rightly."
OF_A_CLASS = 200
AT_ONCE = 100


def add_options(command: argparse.ArgumentParser) -> None:
    """What can be told to it."""
    shipped = CHECKPOINTS[DEFAULT]
    command.add_argument("checkpoint", type=Path, nargs="?", default=shipped, help="default: the shipped one")
    command.add_argument("--photos", type=Path, required=True, metavar="DIR", help="labelled ones, to measure it on")
    command.add_argument("--output", type=Path, default=SHIPPED, metavar="FILE", help="default: the tree's own")


def run(options: argparse.Namespace) -> dict:
    """Write the first 200 pictures of each class as the network has them; → what was written and measured.

    Measured is the share of the five nearest that have the right class: on Fashion-MNIST's 10,000 test pictures, and on
    each kind of the validation photos in scope. Raises CheckpointError or DataError, one sentence each.
    """
    predictor = Predictor(options.checkpoint)
    network = predictor.network
    if type(network) is not ResNet or network.labels != LABELS:
        raise CheckpointError(f"{options.checkpoint} is no photo network of Fashion-MNIST's classes.")
    places = pictures.first_of_each(OF_A_CLASS)
    found = _features(network, as_printed(pictures.read()[0][places], network.input_size))
    mean = found.mean(dim=0)
    made = Neighbours(predictor.checkpoint.sha256, mean, places, towards(found, mean), {})
    test = fashion_mnist(options.data_dir, train=False, size=network.input_size)
    inside = [photo for photo in of_split(find_photos(options.photos), "validation") if photo.accepted]
    photos, x, _ = see(predictor, inside)
    hits = _hits(made, _features(network, test.x), torch.eye(len(LABELS))[test.y])
    right = {
        "Fashion-MNIST": hits.mean().item(),
        **_by_kind(photos, _hits(made, _features(network, x), shares(photos))),
    }
    save(Neighbours(made.checkpoint, mean, places, made.directions, right), options.output)
    size = options.output.stat().st_size
    for name, share in right.items():
        print(f"{name or 'photos':<16}{share:.3f} of the {SHOWN} nearest have the right class")
    print(
        f"Wrote {options.output}, {size / 1e6:.1f} MB: {len(places):,} pictures. The page shows none below {TRUSTED}."
    )
    return {"neighbours": str(options.output), "model": predictor.model, "bytes": size, "right": right}


def _features(network: ResNet, x: Tensor) -> Tensor:
    """(N, V, S, S) → (N, F)."""
    batches = tqdm(x.split(AT_ONCE), unit="batch", disable=None)
    return torch.cat([features(network, batch) for batch in batches])


def _hits(neighbours: Neighbours, found: Tensor, targets: Tensor) -> Tensor:
    """(N,): of each the share of its nearest whose class is one of its targets, (N, C) with these above 0."""
    labels = pictures.read()[1][neighbours.places]
    rows = torch.cat([neighbours.nearest(some)[1] for some in found.split(AT_ONCE)])
    return (targets.gather(1, labels[rows]) > 0).float().mean(dim=1)


def _by_kind(photos: Sequence[LabelledPhoto], hits: Tensor) -> dict[str, float]:
    kinds = [photo.kind for photo in photos]
    return {kind: hits[[other == kind for other in kinds]].mean().item() for kind in sorted(set(kinds))}
