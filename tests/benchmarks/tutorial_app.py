"""The tutorial's own app: python -m tests.benchmarks.tutorial_app PORT

Gradio reads the photo whole, torchvision resizes, greys, normalizes and inverts it, and a network of `torch.nn`, of the
published network's sizes, answers. Nobody trained it: what it says plays no part in what it takes.
"""

import sys

import gradio as gr
import torch
from torch import nn
from torchvision import transforms

from model.labels import LABELS

SIDE = 28

network = nn.Sequential(
    nn.Flatten(), nn.Linear(SIDE**2, 256), nn.ReLU(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, len(LABELS))
).eval()
transform = transforms.Compose(
    [
        transforms.Resize((SIDE, SIDE)),
        transforms.Grayscale(),
        transforms.ToTensor(),
        transforms.Normalize((0.5,), (0.5,)),
        transforms.Lambda(lambda x: 1 - x),
    ]
)


def predict(photo):
    """The ten probabilities."""
    with torch.no_grad():
        return dict(zip(LABELS, network(transform(photo).unsqueeze(0)).softmax(dim=1)[0].tolist(), strict=True))


if __name__ == "__main__":
    demo = gr.Interface(predict, gr.Image(type="pil"), gr.Label(num_top_classes=len(LABELS)), api_name="predict")
    demo.launch(server_port=int(sys.argv[1]))
