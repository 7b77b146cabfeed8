"""ZeroGPU: such a Space stops an app that binds no function to its GPU, so there, and only there, one is bound."""

import os
from collections.abc import Callable


def bound(function: Callable) -> Callable:
    """The function as it is, or bound to the GPU where the app runs on ZeroGPU.

    Photos in numbers go through what is bound. One photo never does: it is answered on the processor before a GPU
    would have been found for it.
    """
    if os.environ.get("SPACES_ZERO_GPU", "").lower() not in ("1", "true"):
        return function
    import spaces  # which a Space's builder installs, and nobody else has

    return spaces.GPU(function)
