"""How good a network is, by its logits alone: figures, what they are worth, and their pictures."""
