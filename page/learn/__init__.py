"""Watch it learn: a network that starts from random weights, on the page, a moment after each question of its visitor.

Nothing is imported here: the process that learns is of this room, and has no use for Gradio.
"""
