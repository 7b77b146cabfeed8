"""The tables of words, a file a language beside this one: key → text with {placeholders}, and what is said by them."""

import json
import re
from functools import cache
from pathlib import Path

import gradio as gr
from gradio.i18n import I18nData

ENGLISH = "en"  # what programs get, and who speaks no language that has a table
ROOM = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{(\w+)\}")  # say.js fills the same ones


@cache
def languages() -> tuple[str, ...]:
    """Their codes, English first."""
    return tuple(sorted((path.stem for path in ROOM.glob("*.json")), key=lambda code: (code != ENGLISH, code)))


@cache
def table(language: str) -> dict[str, str]:
    """The words of a language that there is."""
    return json.loads((ROOM / f"{language}.json").read_text(encoding="utf-8"))


def known(language: object) -> str:
    """That language, or English for one that has no table, and for whatever a request may bring in its place."""
    return language if isinstance(language, str) and language in languages() else ENGLISH


def say(key: str, language: object = ENGLISH, **values: object) -> str:
    """The text of that key. Raises KeyError where there is no such key, or a value is missing."""
    return PLACEHOLDER.sub(lambda found: str(values[found[1]]), table(known(language))[key])


def has(key: str) -> bool:
    """Whether there is such a key."""
    return key in table(ENGLISH)


def translated(text: str, language: object = ENGLISH, **values: object) -> str:
    """What is said elsewhere in English, such as an error's template, in that language; or as it is, without a key."""
    key = _keys().get(text)
    return say(key, language, **values) if key else PLACEHOLDER.sub(lambda found: str(values[found[1]]), text)


def key_of(text: str) -> str:
    """The key of what is said elsewhere in English, as in `translated`; the text itself where it has none."""
    return _keys().get(text, text)


@cache
def _keys() -> dict[str, str]:
    """English text → key."""
    return {text: key for key, text in table(ENGLISH).items()}


def label(key: str) -> I18nData:
    """For a component of Gradio's, which shows the text in the language of its page."""
    table(ENGLISH)[key]  # else a key that there is not would be seen on the page
    return I18nData(key)


def i18n() -> gr.I18n:
    """All tables, as Gradio takes them. It gives them to the page, where say.js finds them too."""
    return gr.I18n(**{language: table(language) for language in languages()})
