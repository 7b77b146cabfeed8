"""How long a photo waits for its answer, and for the reason: `python -m tests.tools.latency [PHOTO]`.

From the file's bytes to the prediction, decoding included, and from there to the finished heat map: medians and the
slowest tenth, on as many threads as torch takes by itself. Without PHOTO: a 12-megapixel JPEG drawn on the spot, with
the grain that makes a phone's photo slow to decode.
"""

import argparse
import io
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

import torch
from PIL import Image

from model.photo import open_photo
from model.predictor import SHIPPED, Predictor
from tests.support import ROOT

TWELVE_MEGAPIXELS = (4032, 3024)


def drawn_photo() -> bytes:
    """An example enlarged to 12 megapixels with grain, as a JPEG of quality 90: about 5 MB, as phones make them."""
    with Image.open(ROOT / "examples" / "coat.jpg") as example:
        large = example.convert("RGB").resize(TWELVE_MEGAPIXELS, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(TWELVE_MEGAPIXELS, 24).convert("RGB")
    buffer = io.BytesIO()
    Image.blend(large, grain, 0.2).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def milliseconds(step: Callable, rounds: int) -> str:
    """The step's median and 90th percentile over some rounds, after one to warm up."""
    step()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        step()
        times.append((time.perf_counter() - started) * 1000)
    return f"{median(times):6.1f} ms, nine in ten within {quantiles(times, n=10)[-1]:6.1f} ms"


def _steps(predictor: Predictor, data: bytes) -> dict[str, Callable]:
    photo = open_photo(data)
    return {"answer": lambda: predictor.predict(open_photo(data)), "reason": lambda: predictor.explain(photo)}


def main() -> None:
    """Time each shipped network and print a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    data = options.photo.read_bytes() if options.photo else drawn_photo()
    with Image.open(io.BytesIO(data)) as photo:
        size = f"{photo.width} x {photo.height}"
    print(f"{size}, {len(data) / 1e6:.1f} MB, {torch.get_num_threads()} threads, {options.rounds} rounds")
    for name, path in SHIPPED.items():
        steps = _steps(Predictor(path), data)
        print(f"{name:<8} answer {milliseconds(steps['answer'], options.rounds)}")
        print(f"{'':<8} reason {milliseconds(steps['reason'], options.rounds)}")


if __name__ == "__main__":
    main()
