"""Eleven files to read in an evening, in their order, as the README has them: `python -m tests.tools.reading_order`."""

from tests.support import ROOT

FILES = {
    "model/layers.py": "what a network is made of: each layer an init that draws its weights and an equation",
    "model/gradients.py": "two derivatives by hand, where autograd's own are slow",
    "model/networks.py": "layers composed: the published network, and how one is asked",
    "training/learning/loss.py": "how wrong an answer is, from logits, without overflow",
    "training/learning/optimizer.py": "a step against the gradient, with momentum if you like",
    "training/learning/learner.py": "fit, epoch, batch: where all of these meet",
    "model/photo.py": "a photo to the one pixel space that training and serving share",
    "model/residual.py": "convolutions in residual blocks",
    "model/resnet.py": "a network of these, for photos, seen in several greys and from both sides",
    "model/calibration.py": "what logits mean: how sure, and whether it is one of the classes at all",
    "model/predictor.py": "a photo in, an answer out: what the page asks",
}


def table() -> str:
    """A row a file, with its lines counted now, and one for all of them."""
    counts = {file: len((ROOT / file).read_text(encoding="utf-8").splitlines()) for file in FILES}
    rows = [
        f"| {place} | [{file}]({file}) | {counts[file]} | {about} |"
        for place, (file, about) in enumerate(FILES.items(), start=1)
    ]
    head = ["| | file | lines | what you find there |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, f"| | | {sum(counts.values()):,} | |"])


if __name__ == "__main__":
    print(table())
