"""The learning rate as a pure function of the step."""

import math


def constant(step: int, steps: int, peak: float) -> float:
    """`peak` at every step."""
    return peak


def one_cycle(step: int, steps: int, peak: float, warmup: float = 0.1) -> float:
    """Linear from near 0 up to `peak` over the first `warmup` share of `steps`, then half a cosine down to near 0.

    step: 0 … steps - 1. After Smith and Topin, 2018 (arXiv 1708.07120), with the cosine of Loshchilov and Hutter,
    2017 (arXiv 1608.03983, equation 5), in place of the second line.
    """
    rising = max(1, round(warmup * steps))
    if step < rising:
        return peak * (step + 1) / rising
    return peak * (1 + math.cos(math.pi * (step + 1 - rising) / (steps + 1 - rising))) / 2


SCHEDULES = {"constant": constant, "one_cycle": one_cycle}
