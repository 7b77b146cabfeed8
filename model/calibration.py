"""What a network's logits mean: calibrated probabilities, and whether the photo shows one of the classes at all."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Calibration:
    """Two numbers fitted on validation. temperature > 0 divides the logits; a score ≥ threshold is recognised."""

    temperature: float = 1.0
    threshold: float = float("-inf")

    def probabilities(self, logits: Tensor) -> Tensor:
        """(N, C) logits → (N, C), rows summing to 1: softmax(logits / temperature) (Guo et al., 2017, section 4.2)."""
        return (logits / self.temperature).softmax(dim=1)

    def score(self, logits: Tensor) -> Tensor:
        """(N, C) → (N,): the free energy, temperature · log Σ exp(logits / temperature) (Liu et al., 2020, section 3).

        Higher means surer that the photo shows one of the classes. Unlike the highest probability it does not forget
        how large the logits were.
        """
        return self.temperature * (logits / self.temperature).logsumexp(dim=1)

    def recognised(self, logits: Tensor) -> Tensor:
        """(N, C) → (N,) bool: does the photo show one of the classes?"""
        return self.score(logits) >= self.threshold
