"""What the tests of learning share."""

import pytest

from training.data.mnist import fashion_mnist
from training.data.samples import split


@pytest.fixture(scope="session")
def samples(data_dir):
    """(training, validation), 450 and 150 pictures."""
    return split(fashion_mnist(data_dir), 0.25)
