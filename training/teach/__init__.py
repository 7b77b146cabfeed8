"""Teach a network that is there other classes, from few photos of each, in seconds: see `training.teach.teaching`.

Needs the run-time packages alone, so that the page can teach, too.
"""


class TeachError(ValueError):
    """Photos that nothing can be learned from, or a network that cannot be taught; its text is one sentence."""
