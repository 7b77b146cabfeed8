"""The systems of the published tutorials, one room a source: their figures, and ours in their place."""
