"""What the tests of teaching share."""

import pytest
import torch

from model.calibration import Calibration
from model.checkpoint import Checkpoint
from model.networks import build


@pytest.fixture(scope="session")
def forgetful() -> Checkpoint:
    """A photo network that was trained on nothing, and remembers nothing."""
    torch.manual_seed(0)
    network = build("resnet", widths=(8, 16), blocks=(1, 1), input_size=32, labels=("Left", "Right")).eval()
    return Checkpoint(network, Calibration(1.0, 0.0, knows_none=True))
