"""The yardstick: the published network and recipe in the framework's own layers, loss and optimizer.

Nothing that is served comes from here; `reproduce` and the tests hold our own parts against it.
"""

import torch
from torch import nn

from model.labels import LABELS
from training.data.samples import Batches, Samples
from training.recipes import Recipe


def network(std: float, dropout: float) -> nn.Sequential:
    """784-256-64-10 of `torch.nn`, weights drawn from N(0, std²), biases zero; (N, 1, 28, 28) → (N, 10)."""
    layers = nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 256),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(256, 64),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(64, len(LABELS)),
    )
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=std)
            nn.init.zeros_(layer.bias)
    return layers


def train(recipe: Recipe, training: Samples, seed: int) -> nn.Sequential:
    """The network after the recipe's epochs of `torch.optim.SGD`, in eval mode; the learning rate is constant."""
    torch.manual_seed(seed)
    layers = network(recipe.std, recipe.dropout)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(layers.parameters(), recipe.lr)
    for _ in range(recipe.epochs):
        for x, y in Batches(training, recipe.batch_size, shuffle=True):
            optimizer.zero_grad()
            criterion(layers(x), y).backward()
            optimizer.step()
    return layers.eval()
