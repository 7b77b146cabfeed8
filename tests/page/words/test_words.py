"""What the page says of a prediction."""

import pytest

from model.labels import LABELS
from model.predictor import Prediction
from page import words
from tests.support import EXAMPLES


def prediction(*shares, recognised=True):
    probabilities = dict(zip(LABELS, (*shares, *[0.0] * (10 - len(shares))), strict=True))
    return Prediction(max(probabilities, key=probabilities.get), probabilities, recognised, 1.0, "resnet-00000000")


def test_every_class_has_a_name_that_a_person_uses():
    assert not [label for label in LABELS if words.named(label) == label]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((0.97,), "I am almost certain: 97.0 %."),
        ((0.85, 0.10), "I am fairly sure: 85.0 %."),
        ((0.6, 0.3), "I think so, but am not sure: 60.0 %, or trousers or jeans (30.0 %)."),
        ((0.3, 0.2), "I am guessing: 30.0 %, or trousers or jeans (20.0 %)."),
    ],
)
def test_how_sure_is_said_in_words_and_per_cent(shares, sentence):
    assert words.how_sure(prediction(*shares)) == sentence


def test_what_is_none_of_the_ten_is_said_first():
    assert words.headline(prediction(0.9)) == "A T-shirt or top"
    assert words.headline(prediction(0.9, recognised=False)).startswith("This does not look like any kind that I know")


def test_where_it_is_not_sure_it_says_what_would_help():
    assert words.advice(prediction(0.85, 0.1)) == "" and 'class="help"' not in words.answer(prediction(0.85, 0.1))
    assert "plain ground" in words.advice(prediction(0.6, 0.3))
    assert "come closer" in words.answer(prediction(0.9, recognised=False))


def test_an_example_is_named_as_a_person_says_it():
    names = {words.example(path.stem) for path in EXAMPLES.glob("*.jpg")}
    assert {name.lower() for name in names} == {words.named(label).lower() for label in LABELS}


def test_the_table_has_every_class_the_likeliest_first():
    html = words.all_classes(prediction(0.1, 0.2, 0.7))
    assert html.count("<tr>") == 10
    assert html.index("Pullover") < html.index("Trouser/Jeans") < html.index("T-shirt/Top")
    assert html.index("70.0 %") < html.index("20.0 %")


def test_a_name_with_markup_in_it_stays_text():
    assert "<b>" not in words.problem("<b>bold</b>") and "&lt;b&gt;" in words.problem("<b>bold</b>")


def test_a_text_means_nothing_in_markdown():
    assert words.in_markdown("a *b* [c](d) <i>") == r"a \*b\* \[c\]\(d\) \<i\>"
    assert words.in_markdown("T-shirt/Top, 95 %") == r"T\-shirt\/Top\, 95 \%"
