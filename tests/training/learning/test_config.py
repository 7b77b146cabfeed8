"""What a Learner is told: the precision that its network computes in."""

import pytest
import torch

from model.layers import BatchNorm2d, Conv2d, GlobalAveragePool2d, Linear, ReLU, Sequential
from training.learning.config import LearnerConfig
from training.learning.learner import Learner


def learner(precision: str) -> Learner:
    torch.manual_seed(3)
    network = Sequential(Conv2d(1, 8, 3, 2, padding=1), BatchNorm2d(8), ReLU(), GlobalAveragePool2d(), Linear(8, 10))
    batches = [(torch.rand(32, 1, 28, 28), torch.randint(10, (32,))) for _ in range(4)]
    return Learner(LearnerConfig(model=network, epochs=3, lr=0.1, precision=precision), (batches, batches))


def test_bfloat16_is_what_it_computes_in_and_not_what_it_keeps():
    seen = []
    half, whole = learner("bfloat16"), learner("float32")
    half.trained[0].register_forward_hook(lambda layer, given, y: seen.append(y.dtype) if layer.training else None)
    for mine, theirs in zip(half.fit(), whole.fit(), strict=True):
        assert mine.train_loss != theirs.train_loss == pytest.approx(mine.train_loss, rel=0.05)
    assert set(seen) == {torch.bfloat16}
    assert {value.dtype for value in half.model.state_dict().values()} == {torch.float32}
    assert half.outputs()[0].dtype == torch.float32
