"""What Gradio costs by itself: python -m tests.benchmarks.empty_app PORT [--torch]

An app as the tutorials make them, a picture in and a label out, whose function does nothing: the same call at
/predict, the same answer for every photo. --torch: import torch first, as an app with a network does.
"""

import argparse
import os

from model.labels import LABELS

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # as for ours: no start waits for a host of Gradio's

ANSWER = dict.fromkeys(LABELS, 1 / len(LABELS))


def predict(photo: object) -> dict[str, float]:
    """The same ten probabilities for every photo, which Gradio has read as an array."""
    return ANSWER


def main() -> None:
    """Serve until it is ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("--torch", action="store_true")
    options = parser.parse_args()
    if options.torch:
        import torch  # noqa: F401
    import gradio as gr

    demo = gr.Interface(predict, gr.Image(), gr.Label(num_top_classes=len(LABELS)), api_name="predict")
    demo.launch(server_port=options.port)


if __name__ == "__main__":
    main()
