"""Why: a heat map over the photo, warm where the answer depends on what is there."""

from collections.abc import Callable
from functools import cache

import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.nn import Module

from model.calibration import Calibration
from model.networks import evaluating, logits
from model.photo import seen_box
from model.resnet import ResNet

STEPS = 7  # windows to a side: one step is a seventh of the picture, a window two steps wide
DOUBTFUL = 8  # windows
FAINT = 1e-3  # nats: below this a fall is float32's rounding, as on an empty sheet of paper
OVERLAY_SIDE = 480  # px, the overlay's long side
OPACITY = 0.8  # of the hottest pixels, so that the photo shows through


def heat_map(network: Module, x: Tensor, class_index: int, calibration: Calibration) -> Tensor:
    """How much the answer depends on each pixel, by covering parts of the picture (Zeiler and Fergus, 2014, 4.2).

    x: (V, S, S) in [0, 2], covered in all views at once → (S, S) in [0, 1], its maximum 1; all zeros where nothing
    covered makes the class less likely. A pixel's heat is how far the log odds of the class fall, averaged over the
    four windows that cover it, each weighted by how near its centre is; rises count as 0. The odds and not the
    probability, which hardly moves while the network is sure.

    A network that looks at several views glances at the covered pictures, at half of what it looks at for an answer,
    and looks again at those DOUBTFUL ones on which its views agree least.
    """
    size = x.shape[-1]
    near, masks = _windows(size), _masks(size)
    # The picture's mean grey hides a garment on paper, which is darker, and the gap between trouser legs, which is
    # paper: paper's white would leave the gap. It is no strange tone on a busy photo either.
    mean = x.mean(dim=(1, 2), keepdim=True)
    pictures = torch.cat([x[None], torch.lerp(x, mean, masks)])  # (1 + P · P, V, S, S), the whole one first

    def falls(logits: Tensor) -> Tensor:
        """Of the log odds, from the whole picture to each covered one: (1 + P · P, C) → (P · P,)."""
        probability = calibration.probabilities(logits.double())[:, class_index]
        odds = probability.clip(1e-300, 1 - 1e-15).logit()  # clipped where float64 would round to 0 or 1
        return (odds[0] - odds[1:]).float()

    if len(x) > 1 and isinstance(network, ResNet):
        fall = _at_a_glance(network, pictures, falls)
    else:
        fall = falls(logits(network, pictures))
    heat = (near.T @ fall.view(len(near), len(near)) @ near).clip(min=0)
    return heat / heat.max() if heat.max() > FAINT else torch.zeros_like(heat)


def _at_a_glance(network: ResNet, pictures: Tensor, falls: Callable[[Tensor], Tensor]) -> Tensor:
    """The falls, (P · P,), from a glance at all the pictures and a second look at some."""
    with evaluating(network):
        glance = network.glance(pictures)  # (1 + P · P, V, C)
    # The first view, in the eye's grey, counts twice: it is most like the mean of all.
    own = falls(torch.cat([glance[:, :1], glance], dim=1).mean(dim=1))
    apart = torch.stack([falls(view) for view in glance.unbind(dim=1)]).std(dim=0)
    doubtful = apart.topk(DOUBTFUL).indices
    own[doubtful] = falls(logits(network, torch.cat([pictures[:1], pictures[1:][doubtful]])))
    return own


def overlay(photo: Image.Image, heat: Tensor) -> Image.Image:
    """The heat drawn over the photo: RGB of any size and (S, S) in [0, 1] → RGB, long side at most OVERLAY_SIDE.

    The photo turns to light grey, so that all colour is heat; and the colours darken from yellow to red, so that who
    does not tell these apart still reads them.
    """
    small = photo.copy()
    small.thumbnail((OVERLAY_SIDE, OVERLAY_SIDE))
    grey = small.convert("L").point(lambda value: 112 + value * 0.56)
    level = _onto_photo(heat, small.size)
    colours = ImageOps.colorize(level, black="#ffeda0", mid="#fd8d3c", white="#a50026")
    return Image.composite(colours, grey.convert("RGB"), level.point(lambda value: min(255, value * 2) * OPACITY))


@cache
def _masks(size: int) -> Tensor:
    """(P · P, 1, size, size): 1 where a window covers the picture, 0 elsewhere."""
    covered = (_windows(size) > 0).float()
    return torch.einsum("ph,qw->pqhw", covered, covered).view(-1, 1, size, size)


@cache
def _windows(size: int) -> Tensor:
    """(P, size): how near pixel i is to the centre of window p, 1 at the centre and 0 outside of the window.

    Windows overlap by half and hang over both ends, so each pixel lies in two and its values sum to 1.
    """
    step = -(-size // STEPS)
    centres = torch.arange(-(-size // step) + 1) * step - 0.5
    return (1 - (torch.arange(size) - centres[:, None]).abs() / step).clip(min=0)


def _onto_photo(heat: Tensor, size: tuple[int, int]) -> Image.Image:
    """The heat in mode L where it lies on a photo of that size, 0 where the network sees nothing of it."""
    side = heat.shape[-1]
    level = Image.frombytes("L", (side, side), bytes((heat * 255).round().byte().flatten().tolist()))
    left, top, right, bottom = (round(edge) for edge in seen_box(*size))
    whole = Image.new("L", size)
    whole.paste(level.resize((right - left, bottom - top), Image.Resampling.BICUBIC), (left, top))
    return whole
