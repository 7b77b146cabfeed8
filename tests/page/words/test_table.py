"""The tables of words: nothing is missing in one, nothing is left over, and what is said elsewhere is found in them."""

import ast
import re
from functools import cache
from itertools import chain

import pytest
import torch

from model import limits
from model import zips as packed
from model.decoding import PhotoError
from model.labels import LABELS, NONE_OF_THESE
from model.networks import build
from model.steps import steps
from page import words
from page.many import zips
from page.teach import teaching
from tests.support import ROOT
from training.teach import photos

TEXTS = [path for folder in ("page", "model", "training/teach") for path in sorted((ROOT / folder).rglob("*.*"))]
SOURCES = [path for path in TEXTS if path.suffix in (".py", ".js")]
ENGLISH = words.table("en")
OTHERS = [language for language in words.languages() if language != "en"]
# What is the same in English and in another language: signs, and words of the trade.
SAME = {"list.comma", "number.point", "answer.sure", "inside.column.logit", "inside.column.softmax", "photo.label"}
SAME |= {"class.short.Pullover"}
RAISED = {"PhotoError", "FeedbackError", "TeachError", "LearnError", "Remark"}


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(.*?)\}", text))


def test_there_are_these_languages():
    assert words.languages() == ("en", "de", "es", "fr", "ja", "zh")


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_word_and_no_other_and_in_its_order(language):
    assert list(words.table(language)) == list(ENGLISH)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_the_placeholders_of_the_english_one(language):
    for key, text in words.table(language).items():
        assert placeholders(text) == placeholders(ENGLISH[key]), key


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_left_in_english(language):
    same = {key for key, text in words.table(language).items() if text == ENGLISH[key]}
    assert same <= SAME


@pytest.mark.parametrize("language", words.languages())
def test_every_text_is_whole(language):
    for key, text in words.table(language).items():
        if key in ("list.comma", "number.point"):
            continue
        assert text and text == text.strip() and not re.search(r"\s\s|\n", text), key
        assert text.endswith((".", "。")) == ENGLISH[key].endswith("."), key


def test_no_two_keys_have_one_english_text():
    """By its text a sentence that is said elsewhere is found."""
    texts = [text for key, text in ENGLISH.items() if key.startswith(("error.", "inside.step."))]
    assert len(set(texts)) == len(texts)


@cache
def sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def raised() -> set[str]:
    """The templates of what a visitor of the page may be told; `commands` are named to those alone who type them."""
    found = set()
    for path in SOURCES:
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in RAISED:
                found.add(_text(node.args[0]))
    return {text for text in found if text and "`" not in text}


def _text(node: ast.expr) -> str | None:
    """A sentence, or the name of one; None for what another process has said, which raised it by its sentence."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return next(
            getattr(room, node.id) for room in (limits, packed, zips, photos, teaching) if hasattr(room, node.id)
        )
    assert ast.unparse(node) == "said['template']", f"{ast.unparse(node)} cannot be said in another language"
    return None


def test_every_error_is_found_by_its_sentence_and_no_other_is_kept():
    kept = {text for key, text in ENGLISH.items() if key.startswith("error.")}
    assert raised() == kept


def test_an_error_is_said_with_its_values():
    error = PhotoError(ENGLISH["error.photo.shape"], width=3, height=4, least=16, oblong=20)
    assert words.error(error) == str(error)
    assert str(error).startswith("This photo has 3 × 4 pixels: send one of at least 16 each way, and at most 20 times")
    assert words.error(error, "de").startswith("Dieses Foto hat 3 × 4 Pixel: ")
    assert words.error(PhotoError("Nobody has {this}.", this="translated"), "de") == "Nobody has translated."


@pytest.mark.parametrize("network", ["mlp", "resnet"])
def test_every_step_that_is_no_layer_has_its_words(network):
    network = build(network)
    x = torch.rand(1, network.input_size, network.input_size)
    names = {step.name for step in steps(network, x)}
    said = {name for name in names if not name[0].isupper()}  # a layer's name is its class's
    assert said and said <= set(ENGLISH.values())


def by_pattern() -> set[str]:
    """Keys that are put together where they are asked for."""
    classes = [*LABELS, NONE_OF_THESE]
    return set(
        chain(
            (f"class.{label}" for label in LABELS),
            (f"class.short.{label}" for label in classes),
            (f"network.{name}" for name in ("resnet", "mlp")),
            (f"inside.figure.{name}" for name in ("confusion-matrix", "reliability", "coverage", "scores")),
            (f"inside.record.{column}" for column in ("on", "right", "ece")),
            (key for key in ENGLISH if key.startswith(("error.", "inside.step."))),  # by their texts: see above
        )
    )


def test_every_word_is_said_somewhere_and_every_word_that_is_said_is_there():
    prefixes = {key.split(".")[0] for key in ENGLISH}
    asked = set(re.findall(rf"""["'`]((?:{"|".join(prefixes)})\.[\w.]+)["'`]""", sources()))
    assert asked - {"say.js", "share.js", "many.js"} <= set(ENGLISH), "a word is missing"
    assert set(ENGLISH) - asked - by_pattern() == set(), "a word is left over"


def test_french_signs_stand_behind_a_space_that_does_not_break():
    for key, text in words.table("fr").items():
        assert not re.search(r" [;:?!»%]|« |\w[;?!%]|'", text), key


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "87.7 %"),
        ("de", "87,7\u00a0%"),
        ("es", "87,7\u00a0%"),
        ("fr", "87,7\u202f%"),
        ("zh", "87.7%"),
        ("ja", "87.7%"),
    ],
)
def test_per_cent_is_written_as_in_the_language(language, written):
    assert words.per_cent(0.877, language) == written


@pytest.mark.parametrize("language", ["xx", "", None, 3, ["de"], {"de": 1}, "de-DE", "../en", "DE"])
def test_whatever_a_request_brings_for_a_language_is_english(language):
    assert words.known(language) == "en" and words.say("tab.one", language) == "One photo"


def test_a_word_that_is_not_there_is_no_silent_one():
    with pytest.raises(KeyError):
        words.say("no.such")
    with pytest.raises(KeyError):
        words.label("no.such")
    with pytest.raises(KeyError):
        words.say("answer.unknown")


def test_gradio_gets_every_table():
    assert words.i18n().translations_dict == {language: words.table(language) for language in words.languages()}
