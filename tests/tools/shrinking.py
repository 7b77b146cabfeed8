"""Whether a photo that the browser has made small is answered as the whole one: python -m tests.tools.shrinking PHOTOS

Sends photos of that folder from a page in a real browser, and prints how many keep their label, the mean difference of
their probabilities, and their bytes.
"""

import argparse
import base64
import random
from pathlib import Path
from statistics import mean

from model.photo import open_photo
from model.predictor import Predictor
from tests.tools.browser import opened

SEND = """async ([name, data]) => {
    const blob = await (await fetch(`data:image/jpeg;base64,${data}`)).blob();
    const form = new FormData();
    form.append("files", new File([blob], name, {type: "image/jpeg"}));
    return (await (await fetch("/gradio_api/upload", {method: "POST", body: form})).json())[0];
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    found = sorted(options.photos.rglob("*.jpg"))
    chosen = random.Random(options.seed).sample(found, min(options.count, len(found)))
    predictor = Predictor()
    same, differences, of_whole, of_small = 0, [], 0, 0
    with opened() as open_page:
        page = open_page()
        for number, path in enumerate(chosen):
            data = path.read_bytes()
            sent = Path(page.evaluate(SEND, [f"{number}.jpg", base64.b64encode(data).decode()])).read_bytes()
            whole, small = predictor.predict(open_photo(path)), predictor.predict(open_photo(sent))
            same += whole.label == small.label
            differences += [abs(share - small.probabilities[label]) for label, share in whole.probabilities.items()]
            of_whole, of_small = of_whole + len(data), of_small + len(sent)
    print(
        f"{same} of {len(chosen)} photos keep their label; their probabilities differ by {mean(differences):.4f} in "
        f"the mean; {of_whole / 1e6:.1f} MB became {of_small / 1e6:.1f} MB."
    )


if __name__ == "__main__":
    main()
