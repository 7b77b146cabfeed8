"""What cross-validation tells: how often it will be right, between which bounds, and how sure it may be."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from model.calibration import Calibration

FOLDS = 5
CERTAINTY = 1.645  # standard deviations on either side: 90 of 100 such intervals hold what they are of
USUALLY, BEFORE = 0.75, 15  # what is right of some photos before any was seen, and how many they are
OTHERS, APART = 0.03, 0.03  # how much less is right of other people's photos, and how far that differs
OWN_PACE = 1.0  # of the logarithm of the temperature, either way of what is usual: few answers say little of it
RECOGNISED = 0.95  # of what is shown of the classes is to be recognised


def folds(y: Tensor, repeats: int, generator: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """Stratified folds, anew for each repeat: (the places learned from, the places held out). y: (N,) class indices."""
    for _ in range(repeats):
        turn = torch.empty(len(y), dtype=torch.long)
        for label in y.unique():
            places = (y == label).nonzero().flatten()
            shuffled = places[torch.randperm(len(places), generator=generator)]
            start = int(torch.randint(FOLDS, (), generator=generator))  # else the first fold has all that is left over
            turn[shuffled] = (torch.arange(len(places)) + start) % FOLDS
        for fold in range(FOLDS):
            held_out = turn == fold
            if held_out.any():
                yield (~held_out).nonzero().flatten(), held_out.nonzero().flatten()


def interval(share: float, samples: int) -> tuple[float, float]:
    """Between which shares it will be right on photos that others take, nine times in ten, were `share` right of these.

    The score test's interval (Wilson, 1927), of these photos and of BEFORE more, of which USUALLY is right; then lower
    by OTHERS and wider by APART: the photos at hand are much alike, being of few people, and other people's are not.
    Set by hand from a few draws of training photos, when figures on validation had been seen: it holds less often
    than it says, see the README. samples > 0.
    """
    count = samples + BEFORE
    share = (share * samples + USUALLY * BEFORE) / count
    z = CERTAINTY**2 / count
    middle = (share + z / 2) / (1 + z)
    reach = math.sqrt(z * share * (1 - share) + z * z / 4) / (1 + z)
    reach = math.hypot(reach, CERTAINTY * APART)
    return max(0.0, middle - OTHERS - reach), min(1.0, middle - OTHERS + reach)


def calibrated(logits: Tensor, y: Tensor, weight: Tensor, usual: float, threshold: float | None) -> Calibration:
    """What to make of logits, (N, K + 1), by held-out ones of classes y, (N,), each counting `weight`, (N,).

    The temperature has the least cross-entropy of these and of a prior around the `usual` one, which counts as much as
    a standard deviation of OWN_PACE says: of five photos a class, the answers alone would give it any value.
    threshold: a score's, given; or None, for the one that RECOGNISED of them reach.
    """
    tried = torch.linspace(math.log(usual) - 2, math.log(usual) + 2, 81).exp()
    z = logits[:, :-1]
    cost = torch.stack([-(z / t).log_softmax(dim=1).gather(1, y.unsqueeze(1)).squeeze(1) @ weight for t in tried])
    cost += ((tried / usual).log() / OWN_PACE).square() / 2
    temperature = tried[cost.argmin()].item()
    calibration = Calibration(temperature, knows_none=True)
    if threshold is None:
        threshold = calibration.score(logits).quantile(1 - RECOGNISED).item()
    return Calibration(temperature, threshold, knows_none=True)
