"""What the tests of teaching, and those of runs, share."""

from contextlib import contextmanager

import pytest
import torch

from model.calibration import Calibration
from model.checkpoint import Checkpoint
from model.networks import build
from training.learning.learner import Learner


@pytest.fixture(scope="session")
def forgetful() -> Checkpoint:
    """A photo network that was trained on nothing, and remembers nothing."""
    torch.manual_seed(0)
    network = build("resnet", widths=(8, 16), blocks=(1, 1), input_size=32, labels=("Left", "Right")).eval()
    return Checkpoint(network, Calibration(1.0, 0.0, knows_none=True))


@pytest.fixture
def stopped_after_four(monkeypatch):
    """A context in which every run is asked to stop after its fourth batch, as by Ctrl-C."""
    train_batch = Learner.train_batch

    def stop_after_four(self, x, y):
        loss = train_batch(self, x, y)
        if self.step == 4:
            self.stop()
        return loss

    @contextmanager
    def stopping():
        with monkeypatch.context() as patch:
            patch.setattr(Learner, "train_batch", stop_after_four)
            yield

    return stopping
