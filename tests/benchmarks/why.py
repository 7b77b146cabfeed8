"""Why: the heat map over a photo, against its 65 covered pictures in one batch through the network as learned."""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import Module

from model.explain import heat_map
from model.photo import open_photo
from model.predictor import Predictor
from tests.benchmarks.measuring import Line, in_turn
from tests.support import EXAMPLES

ROUNDS = 10
PICTURES = 65  # the whole one, and 8 × 8 windows covered


class Whole(Module):
    """A network of which `heat_map` does not know that it can glance."""

    def __init__(self, network: Module):
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x)


def measure(data_dir: Path) -> Iterator[Line]:
    """The time, and how alike the maps are, over the examples."""
    predictor = Predictor()
    network, calibration = predictor.network.eval(), predictor.checkpoint.calibration
    seen = [predictor.see(open_photo(path)) for path in sorted(EXAMPLES.glob("*.jpg"))]
    pictures = torch.rand(PICTURES, *seen[0].shape) * 2
    views = pictures.flatten(0, 1).unsqueeze(1).contiguous(memory_format=torch.channels_last)

    @torch.no_grad()
    def in_one_batch() -> list[Tensor]:
        return [network.head(network.features(side)) for side in (views, views.flip(dims=[-1]))]

    def maps(of: Module) -> list[Tensor]:
        labels = [prediction.label for prediction in predictor.predict_tensor(torch.stack(seen))]
        classes = map(predictor.labels.index, labels)
        return [heat_map(of, x, index, calibration) for x, index in zip(seen, classes, strict=True)]

    steps = {
        "ours": lambda: heat_map(predictor.coarse, seen[0], 0, calibration),
        "one batch": in_one_batch,
        "whole": lambda: heat_map(Whole(predictor.coarse), seen[0], 0, calibration),
        "in float32": lambda: heat_map(predictor.quick, seen[0], 0, calibration),
    }
    taken = in_turn(steps, ROUNDS)
    yield Line("why, of one photo", "its 65 covered pictures, one batch", taken["ours"], taken["one batch"], goal=0.3)
    yield Line("why, of one photo", "the same, all pictures looked at whole", taken["ours"], taken["whole"])
    yield Line("why, of one photo", "the same, in float32", taken["ours"], taken["in float32"])
    alike = [rank_correlation(*pair) for pair in zip(maps(predictor.coarse), maps(Whole(network)), strict=True)]
    yield Line("rank correlation of the maps", "1", sum(alike) / len(alike), 1.0, "", goal=0.98, at_least=True)


def rank_correlation(first: Tensor, second: Tensor) -> float:
    """Spearman's, of two maps; equal values share the mean of their ranks."""
    return torch.corrcoef(torch.stack([_ranks(first), _ranks(second)]))[0, 1].item()


def _ranks(values: Tensor) -> Tensor:
    _, places, counts = values.flatten().unique(return_inverse=True, return_counts=True)
    return (counts.cumsum(0) - (counts - 1) / 2).double()[places]
