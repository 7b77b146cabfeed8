"""Networks: layers composed, and the table of names by which a checkpoint finds its network again."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import Module

from model.labels import LABELS
from model.layers import Dropout, Flatten, Linear, ReLU, Sequential


class Classifier(Module):
    """The published network: Flatten → 784-256 → ReLU → Dropout → 256-64 → ReLU → Dropout → 64-10 logits.

    x: (N, 1, 28, 28) in [0, 2] → logits (N, 10). 218,058 parameters.
    """

    name = "mlp"
    input_size = 28

    def __init__(self, std: float = 0.1, dropout: float = 0.2, labels: Sequence[str] = LABELS):
        super().__init__()
        self.labels = tuple(labels)
        self.arguments = {"std": std, "dropout": dropout, "labels": list(labels)}
        self.layers = Sequential(
            Flatten(),
            Linear(self.input_size**2, 256, std),
            ReLU(),
            Dropout(dropout),
            Linear(256, 64, std),
            ReLU(),
            Dropout(dropout),
            Linear(64, len(self.labels), std),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)

    def predictions(self, x: Tensor) -> dict[str, float]:
        """Label → probability for one picture: (28, 28), (1, 28, 28) or a batch of one, (1, 1, 28, 28).

        Raises ValueError for a batch of several: softmax(logits, dim=1) answers those, a row for each picture.
        """
        pictures = x.reshape(-1, 1, self.input_size, self.input_size)
        if len(pictures) != 1:
            raise ValueError(f"predictions() reads one picture and got a batch of {len(pictures)}.")
        return dict(zip(self.labels, logits(self, pictures)[0].softmax(dim=0).tolist(), strict=True))


@torch.no_grad()
def logits(network: Module, x: Tensor) -> Tensor:
    """The network's output in eval mode and without gradient, the network's own mode left as it was."""
    was_training = network.training
    network.eval()
    try:
        return network(x)
    finally:
        network.train(was_training)


NETWORKS: dict[str, type[Module]] = {network.name: network for network in (Classifier,)}


def build(name: str, **arguments) -> Module:
    """The network of that name, freshly drawn. Raises ValueError for an unknown name."""
    if name not in NETWORKS:
        raise ValueError(f"There is no network {name!r}; there are: {', '.join(NETWORKS)}.")
    return NETWORKS[name](**arguments)
