"""What a visitor may set of a network and of how it learns, and what is wrong with what they did set."""

import math
from dataclasses import dataclass, field

MOST_LAYERS = 3  # hidden ones
WIDTH = (1, 256)
DROPOUT = (0, 0.8)
RATE = (0.0001, 10)  # up to where the loss is lost, which is worth seeing, too
MOMENTUM = (0, 0.99)
BATCH = (8, 512)


class LearnError(ValueError):
    """What nothing can be learned with, or not now; its text is one sentence.

    template, values: the sentence before the values were put into it, so that it can be said in another language.
    """

    def __init__(self, template: str, **values: object):
        super().__init__(template.format(**values))
        self.template, self.values = template, values


@dataclass(frozen=True)
class Settings:
    """Sizes of the hidden layers, and how these learn. The defaults learn fast; PUBLISHED as the published network did.

    lr: the learning rate. batch: pictures in a step.
    """

    layers: list[int] = field(default_factory=lambda: [256, 64])
    dropout: float = 0.2
    lr: float = 0.01
    momentum: float = 0.9
    batch: int = 64


QUICK, PUBLISHED = Settings(), Settings(lr=0.005, momentum=0.0, batch=32)


def checked(given: object) -> Settings:
    """The settings of an object with all of their names. Raises LearnError, one sentence, for whatever else is sent."""
    given = given if isinstance(given, dict) else {}
    layers = given.get("layers")
    if not isinstance(layers, list) or len(layers) > MOST_LAYERS:
        raise LearnError("A network has at most {most} hidden layers here.", most=MOST_LAYERS)
    if not all(_is_whole(width, *WIDTH) for width in layers):
        low, high = WIDTH
        raise LearnError("A hidden layer has {low} to {high} units, a whole number.", low=low, high=high)
    if not _is_number(given.get("dropout"), *DROPOUT):
        low, high = DROPOUT
        raise LearnError("Dropout is a number from {low} to {high}.", low=low, high=high)
    if not _is_number(given.get("lr"), *RATE):
        low, high = RATE
        raise LearnError("The learning rate is a number from {low} to {high}.", low=low, high=high)
    if not _is_number(given.get("momentum"), *MOMENTUM):
        low, high = MOMENTUM
        raise LearnError("Momentum is a number from {low} to {high}.", low=low, high=high)
    if not _is_whole(given.get("batch"), *BATCH):
        low, high = BATCH
        raise LearnError("A batch has {low} to {high} pictures, a whole number.", low=low, high=high)
    return Settings(**{name: given[name] for name in Settings.__dataclass_fields__})


def _is_number(value: object, low: float, high: float) -> bool:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return is_one and low <= value <= high and math.isfinite(value)


def _is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and _is_number(value, low, high)
