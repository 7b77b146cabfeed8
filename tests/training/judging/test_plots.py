"""The pictures show what they are given; how they look is for the eye."""

import pytest
import torch
from PIL import Image

from training.judging import plots
from training.judging.evaluation import evaluation
from training.judging.plots import answers, figure

GREEN = (20, 160, 60)


def pixels(path, colour, tolerance=8) -> int:
    with Image.open(path) as picture:
        rgb = torch.frombuffer(bytearray(picture.convert("RGB").tobytes()), dtype=torch.uint8).view(-1, 3).int()
    return int(((rgb - torch.tensor(colour)).abs() <= tolerance).all(dim=1).sum())


def rgb(name: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(name[1:]))


def test_a_sheet_shows_photos_in_colour_and_what_is_wrong_in_red(tmp_path):
    photo = Image.new("RGB", (60, 90), GREEN)
    plots.sheet([plots.Cell(photo, "Coat 80.0%", right=True)] * 7, tmp_path / "right.png")
    plots.sheet([plots.Cell(photo, "Coat 80.0%\nis Bag", right=False)] * 7, tmp_path / "wrong.png")
    right, wrong = tmp_path / "right.png", tmp_path / "wrong.png"
    assert pixels(right, GREEN) > 7 * 5000 and pixels(wrong, GREEN) > 7 * 5000
    assert pixels(right, rgb(figure.WRONG)) == 0 < pixels(wrong, rgb(figure.WRONG))


def test_a_long_caption_stays_over_its_own_picture():
    caption = "Ankle-Boot 99.9%\nis Sandal or Sneaker or Ankle-Boot"
    lines = answers._wrapped(caption).splitlines()
    assert " ".join(lines) == caption.replace("\n", " ") and lines[0] == "Ankle-Boot 99.9%"
    assert max(map(len, lines)) <= answers.CAPTION


def test_samples_are_grey_pictures_with_wrong_answers_in_red(tmp_path):
    x, probabilities = torch.ones(3, 1, 8, 8), torch.tensor([[0.9, 0.1]] * 3)
    plots.samples(x, torch.tensor([0, 0, 0]), probabilities, ("a", "b"), tmp_path / "right.png")
    plots.samples(x, torch.tensor([0, 1, 0]), probabilities, ("a", "b"), tmp_path / "wrong.png")
    assert pixels(tmp_path / "right.png", (128, 128, 128)) > 10_000, "1 in [0, 2] is middle grey"
    assert pixels(tmp_path / "right.png", rgb(figure.WRONG)) == 0 < pixels(tmp_path / "wrong.png", rgb(figure.WRONG))


def test_reliability_draws_a_bar_as_high_as_the_accuracy(tmp_path):
    probabilities = torch.tensor([[0.9, 0.1]] * 4)
    plots.reliability(probabilities, torch.tensor([0, 0, 0, 0]), tmp_path / "all.png")
    plots.reliability(probabilities, torch.tensor([0, 1, 1, 1]), tmp_path / "quarter.png")
    high, low = (pixels(tmp_path / f"{name}.png", rgb(figure.ACCENT)) for name in ("all", "quarter"))
    assert 3 < high / low < 5


@pytest.mark.parametrize("outside", [torch.tensor([-1.0, 0.0, 0.5]), torch.empty(0)])
@pytest.mark.parametrize("threshold", [0.2, float("-inf")])
def test_scores_are_drawn_with_and_without_samples_of_no_class(tmp_path, outside, threshold):
    plots.score_histogram(torch.tensor([1.0, 2.0, 2.5]), outside, threshold, tmp_path / "scores.png")
    red = pixels(tmp_path / "scores.png", (220, 131, 131), tolerance=25)  # WRONG at 55 % over white
    assert (red > 1000) == bool(len(outside))
    assert (pixels(tmp_path / "scores.png", rgb(figure.INK)) > 0) == (threshold == 0.2), "the threshold's line"


def test_coverage_and_confusion_are_drawn_into_a_folder_that_was_not_there(tmp_path):
    logits, targets = torch.randn(40, 3), torch.randint(0, 3, (40,))
    plots.coverage(torch.rand(40), torch.rand(40) < 0.5, tmp_path / "new" / "coverage.png")
    plots.confusion_matrix(evaluation(logits, targets, ("a", "b", "c")), tmp_path / "new" / "confusion.png")
    assert pixels(tmp_path / "new" / "coverage.png", rgb(figure.ACCENT)) > 300
    assert pixels(tmp_path / "new" / "confusion.png", (255, 255, 255)) > 1000
