"""A Learner that is done in a second, for the tests of how it learns."""

import torch

from model.networks import Classifier
from training.data.samples import Batches
from training.learning.config import LearnerConfig
from training.learning.learner import Learner


def learner(samples, shuffle=True, **options) -> Learner:
    torch.manual_seed(7)
    training, validation = samples
    config = LearnerConfig(**{"model": Classifier(), "epochs": 3, "lr": 0.01, **options})
    return Learner(config, (Batches(training, 32, shuffle), Batches(validation, 100)))


def weights(learner: Learner) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in learner.model.parameters()])
