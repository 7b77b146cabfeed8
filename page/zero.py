"""ZeroGPU: such a Space stops an app that binds no function to its GPU, so there, and only there, one is bound."""

from collections.abc import Callable


def bound(function: Callable, on_zero_gpu: bool) -> Callable:
    """The function as it is, or bound to the GPU where the app runs on ZeroGPU.

    Photos in numbers go through what is bound. One photo never does: it is answered on the processor before a GPU
    would have been found for it.
    """
    if not on_zero_gpu:
        return function
    import spaces  # which a Space's builder installs, and nobody else has

    return spaces.GPU(function)
