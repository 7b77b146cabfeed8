"""To the Hugging Face Hub: the Space that serves the page, and the model with its card."""
