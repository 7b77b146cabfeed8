"""`python -m training evaluate`: a checkpoint's figures on Fashion-MNIST."""

from dataclasses import asdict
from pathlib import Path

import torch

from model import checkpoint
from model.networks import logits
from training.data import VALIDATION_SHARE, fashion_mnist, split
from training.metrics import evaluation, expected_calibration_error


def evaluate(path: Path, data_dir: Path = Path("data"), on: str = "test") -> dict:
    """Print the per-class table of the checkpoint at `path`; → the figures.

    on: "test", the official 10,000 pictures, or "validation", the ones that `fit` holds out of the 60,000.
    Raises CheckpointError or DataError, one sentence each.
    """
    loaded = checkpoint.load(path)
    if on == "test":
        samples = fashion_mnist(data_dir, train=False)
    else:
        _, samples = split(fashion_mnist(data_dir), VALIDATION_SHARE)
    z = torch.cat([logits(loaded.network, x) for x in samples.x.split(1000)])
    result = evaluation(z, samples.y, loaded.network.labels)
    error = expected_calibration_error(loaded.calibration.probabilities(z), samples.y)
    recognised = loaded.calibration.recognised(z).float().mean().item()
    print(result.table())
    print(f"expected calibration error {error:.4f}, recognised {recognised:.4f}")
    return {"checkpoint": str(path), "on": on, **asdict(result), "ece": error, "recognised": recognised}
