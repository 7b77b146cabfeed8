"""What a network's logits mean: calibrated probabilities, and whether the photo shows one of the classes at all."""

import math
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Calibration:
    """Two numbers fitted on validation. temperature > 0 divides the logits; a score ≥ threshold is recognised.

    knows_none: the logits have a last column more than there are classes, for "none of these".
    Raises ValueError unless the temperature is a finite number above 0 and the threshold a finite one or -∞.
    """

    temperature: float = 1.0
    threshold: float = float("-inf")
    knows_none: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.temperature, float | int) or not 0 < self.temperature < math.inf:
            raise ValueError("A temperature is a finite number above 0.")
        if not isinstance(self.threshold, float | int) or not self.threshold < math.inf:
            raise ValueError("A threshold is a finite number or -inf.")

    def probabilities(self, logits: Tensor) -> Tensor:
        """(N, C) logits → (N, classes), rows summing to 1: softmax(logits / temperature) (Guo et al., 2017, 4.2).

        They answer "which of the classes, if it is one": the logit for "none of these" plays no part.
        """
        return (self._of_classes(logits) / self.temperature).softmax(dim=1)

    def score(self, logits: Tensor) -> Tensor:
        """(N, C) → (N,): higher means surer that the photo shows one of the classes.

        The free energy, temperature · log Σ exp(logits / temperature) over the classes (Liu et al., 2020, section 3):
        unlike the highest probability it does not forget how large the logits were. Where the network has learned
        "none of these" from examples, that logit is taken off, which leaves log odds.
        """
        energy = self.temperature * (self._of_classes(logits) / self.temperature).logsumexp(dim=1)
        return energy - logits[:, -1] if self.knows_none else energy

    def recognised(self, logits: Tensor) -> Tensor:
        """(N, C) → (N,) bool: does the photo show one of the classes?"""
        return self.score(logits) >= self.threshold

    def _of_classes(self, logits: Tensor) -> Tensor:
        return logits[:, :-1] if self.knows_none else logits
