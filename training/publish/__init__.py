"""To the Hugging Face Hub: the Space that serves the page, and the model with its card."""


class PublishError(RuntimeError):
    """Something that keeps files from the Hub; its text is one sentence."""
