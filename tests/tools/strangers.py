"""Pictures of what is no garment, to measure how well they are told apart: `python -m tests.tools.strangers FOLDER`.

    stamps   photos and drawings of animals, plants, food, people, tools … of Debian's package tuxpaint-stamps-default,
             those on white that the package has cut out, and again each on paper of some colour
    scenes   a hundred parts of the two photos that come with scikit-learn
    pages    printed text, as a page and as a screen
    noise    of single pixels, and of coarser grain

None of these is what the network learns "none of these" from. Then:
`python -m training evaluate --photos PHOTOS --strangers FOLDER`.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from sklearn.datasets import load_sample_images

STAMPS = Path("/usr/share/tuxpaint/stamps")
NOT_THESE = {"clothes", "people", "symbols"}  # garments, people in garments, and flat signs
SIDE = 320  # px


def stamps() -> Iterator[Image.Image]:
    """Each stamp on white, then on a paper of some colour."""
    for path in sorted(STAMPS.rglob("*.png")):
        if NOT_THESE & set(path.relative_to(STAMPS).parts):
            continue
        stamp = Image.open(path).convert("RGBA")
        stamp.thumbnail((SIDE, SIDE))
        for colour in ("white", tuple(random.randrange(256) for _ in range(3))):
            paper = Image.new("RGBA", (SIDE, SIDE), colour)
            paper.alpha_composite(stamp, ((SIDE - stamp.width) // 2, (SIDE - stamp.height) // 2))
            yield paper.convert("RGB")


def scenes(count: int = 100) -> Iterator[Image.Image]:
    """Parts of a temple and of a flower, from a fifth of the photo's height to all of it."""
    photos = [Image.fromarray(pixels) for pixels in load_sample_images().images]
    for number in range(count):
        photo = photos[number % len(photos)]
        side = random.randint(photo.height // 5, photo.height)
        left, top = random.randint(0, photo.width - side), random.randint(0, photo.height - side)
        yield photo.crop((left, top, left + side, top + side)).resize((SIDE, SIDE))


def pages(count: int = 50) -> Iterator[Image.Image]:
    """Words of random letters, dark on light and light on dark."""
    for number in range(count):
        paper, ink = ("#f4f1e8", "#222222") if number % 2 else ("#14202b", "#d8e6d0")
        page = Image.new("RGB", (SIDE, SIDE), paper)
        size = random.randint(10, 40)
        draw, font = ImageDraw.Draw(page), ImageFont.load_default(size)
        for top in range(8, SIDE, round(size * 1.4)):
            words = ("".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(2, 9))) for _ in range(20))
            draw.text((random.randint(4, 30), top), " ".join(words), fill=ink, font=font)
        yield page


def noise(count: int = 50) -> Iterator[Image.Image]:
    """Grey and coloured, from single pixels to patches of a tenth of the picture."""
    for number in range(count):
        side = random.choice((10, 20, 40, 80, SIDE))
        layers = [Image.effect_noise((side, side), random.uniform(30, 120)) for _ in range(3)]
        small = Image.merge("RGB", layers) if number % 2 else layers[0].convert("RGB")
        yield small.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def main() -> None:
    """Write all of them below the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    random.seed(0)
    for kind in (stamps, scenes, pages, noise):
        (folder / kind.__name__).mkdir(parents=True, exist_ok=True)
        count = 0
        for count, picture in enumerate(kind(), start=1):
            picture.save(folder / kind.__name__ / f"{count:04}.png")
        print(f"{kind.__name__}: {count}")
    if not STAMPS.exists():
        print("There are no stamps: apt-get install tuxpaint-stamps-default brings them.")


if __name__ == "__main__":
    main()
