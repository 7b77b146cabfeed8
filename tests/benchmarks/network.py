"""The photo network, as it answers, against its convolutions alone, which are all that cannot be left out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import Module

from model.layers import Conv2d
from model.predictor import Predictor
from tests.benchmarks.measuring import Line, in_turn

ROUNDS = 30


def convolutions(network: Module, x: Tensor) -> Callable[[], None]:
    """What runs the convolutions that the network runs for x, each on what it is given, and nothing else."""
    given: list[tuple[Conv2d, Tensor]] = []
    layers = [layer for layer in network.modules() if isinstance(layer, Conv2d)]
    hooks = [layer.register_forward_hook(lambda layer, x, _: given.append((layer, x[0].clone()))) for layer in layers]
    with torch.inference_mode():
        network(x)
    for hook in hooks:
        hook.remove()

    def run() -> None:
        with torch.inference_mode():
            for layer, x in given:
                layer(x)

    return run


def measure(data_dir: Path) -> Iterator[Line]:
    """One photo, and 32, on all threads; then what one thread, and the network as it was learned, take."""
    predictor, threads = Predictor(), torch.get_num_threads()
    side, views = predictor.network.input_size, predictor.network.views
    for count, name in ((1, "one photo"), (32, "32 photos")):
        x = torch.rand(count, views, side, side) * 2
        steps = {
            "ours": lambda x=x: _answer(predictor.quick, x),
            "convolutions": convolutions(predictor.quick, x),
            "as learned": lambda x=x: _answer(predictor.network.eval(), x),
        }
        taken = in_turn(steps, ROUNDS, warm_up=3)
        name += " through the network"
        yield Line(name, "its convolutions alone", taken["ours"], taken["convolutions"], goal=1.2)
        yield Line(name, "as it was learned, not folded", taken["ours"], taken["as learned"])
    x = torch.rand(1, views, side, side) * 2
    of_threads = {
        number: lambda number=number: (torch.set_num_threads(number), _answer(predictor.quick, x))
        for number in (1, threads)
    }
    taken = in_turn(of_threads, ROUNDS, warm_up=3)
    yield Line("one photo, one thread", f"{threads} threads", taken[1], taken[threads])


def _answer(network: Module, x: Tensor) -> Tensor:
    with torch.inference_mode():
        return network(x)
