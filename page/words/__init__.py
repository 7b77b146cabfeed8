"""What the page says in each language: names that a person uses, and how sure the network is, in words and per cent."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from model.labels import LABELS
from model.predictor import Prediction
from page.words.table import ENGLISH, has, i18n, key_of, known, label, languages, say, table, translated

__all__ = ["ENGLISH", "i18n", "key_of", "known", "label", "languages", "say", "table", "translated"]

FAIRLY = 0.8  # sure: below it the page says what would help
SURE = ((0.95, "answer.sure.almost"), (FAIRLY, "answer.sure.fairly"), (0.5, "answer.sure.think"))
NOT_SURE = "answer.sure.guess"


def named(label: str, language: str = ENGLISH) -> str:
    """The class as a person says it, with its article; a class that has no words stays as it is."""
    return say(f"class.{label}", language) if has(f"class.{label}") else label


def example(stem: str, language: str = ENGLISH) -> str:
    """An example, by its file's name: "ankle-boot" → "An ankle boot"."""
    return capital(named(class_of(stem), language))


def short(label: str, language: str = ENGLISH) -> str:
    """The class, or `model.labels.NONE_OF_THESE`, for a table; a class that has no words stays as it is."""
    return say(f"class.short.{label}", language) if has(f"class.short.{label}") else label


def network(name: str, language: str = ENGLISH) -> str:
    """What a network is called on the page: those that are shipped by what they are, others by their own name."""
    return say(f"network.{name}", language) if has(f"network.{name}") else name


def error(error: Exception, language: str = ENGLISH) -> str:
    """The one sentence of an error for the person who met it."""
    return translated(getattr(error, "template", str(error)), language, **getattr(error, "values", {}))


def refusal(error: Exception) -> dict:
    """The same for a script of the page, which says it: {error, the sentence's key; values, what to put into it}."""
    return {"error": key_of(error.template), "values": error.values}


def per_cent(share: float, language: str = ENGLISH) -> str:
    """0.877 → "87.7 %"; a half is rounded up, as a browser does."""
    number = str(Decimal(share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return say("number.per_cent", language, number=number.replace(".", say("number.point", language)))


def how_sure(prediction: Prediction, language: str = ENGLISH) -> str:
    """One sentence: how sure, and what else it could be where that is likely too."""
    (_, first), (second, other) = _ranked(prediction)[:2]
    sure = say(next((key for least, key in SURE if first >= least), NOT_SURE), language)
    share = per_cent(first, language)
    if other < 0.15:
        return say("answer.sure", language, sure=sure, share=share)
    doubt = {"other": named(second, language), "its_share": per_cent(other, language)}
    return say("answer.sure.or", language, sure=sure, share=share, **doubt)


def headline(prediction: Prediction, language: str = ENGLISH) -> str:
    """The answer in a few words, a capital first."""
    name = named(prediction.label, language)
    return capital(name) if prediction.recognised else say("answer.unknown", language, name=name)


def seen(views: int, side: int, language: str = ENGLISH) -> str:
    """The picture that the network sees, for who does not see it."""
    return say("seen.more" if views > 1 else "seen.one", language, side=side)


def advice(prediction: Prediction, language: str = ENGLISH) -> str:
    """What would help where the network does not know the photo or is not sure of it; "" where it is."""
    if not prediction.recognised:
        return say("answer.help.unknown", language)
    return "" if max(prediction.probabilities.values()) >= FAIRLY else say("answer.help.unsure", language)


def answer(prediction: Prediction, language: str = ENGLISH) -> str:
    """HTML: the answer, how sure, and what would help where it is not."""
    said = advice(prediction, language)
    helping = f'<p class="help">{escape(said)}</p>' if said else ""
    return (
        f'<div class="answer"><h2>{escape(headline(prediction, language))}</h2>'
        f'<p class="sure">{escape(how_sure(prediction, language))}</p>{helping}</div>'
    )


def all_classes(prediction: Prediction, language: str = ENGLISH) -> str:
    """HTML: the classes with their probabilities, the likeliest first."""
    rows = "".join(
        f'<tr><th scope="row">{escape(short(label, language))}</th>'
        f'<td class="bar"><span style="width: {share:.2%}"></span></td><td>{per_cent(share, language)}</td></tr>'
        for label, share in _ranked(prediction)
    )
    known = "known" if prediction.recognised else "unknown"
    return (
        f'<div class="classes {known}"><table><caption>{escape(say("answer.all", language))}</caption>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def problem(sentence: str) -> str:
    """HTML: what is wrong with the photo and what to do."""
    return f'<div class="answer problem"><p>{escape(sentence)}</p></div>'


def element(tag: str, key: str, attributes: str = "", **values: object) -> str:
    """HTML: an element that says this key, here in English; say.js says it in the page's language, now and later.

    values: for its placeholders; a list is one of classes.
    """
    named = {name: ", ".join(map(short, value)) for name, value in values.items() if isinstance(value, list)}
    filled = f' data-say-values="{escape(json.dumps(values))}"' if values else ""
    return f'<{tag} data-say="{key}"{filled} {attributes}>{escape(say(key, **{**values, **named}))}</{tag}>'


def button(name: str, key: str, look: str = "") -> str:
    """HTML: a button that says this key, as `element`. name: its class; look: more of these, each after a space."""
    return element("button", key, f'type="button" class="{name}{look}"')


def network_option(name: str, attributes: str) -> str:
    """HTML: an option of a select, by what that network is called; its value is the network's own name."""
    attributes = f'value="{escape(name)}" {attributes}'
    known = has(f"network.{name}")
    return (
        element("option", f"network.{name}", attributes) if known else f"<option {attributes}>{escape(name)}</option>"
    )


def network_name(name: str) -> str:
    """HTML: a span with what that network is called, as in `network_option`."""
    return element("span", f"network.{name}") if has(f"network.{name}") else f"<span>{escape(name)}</span>"


def called(key: str, attribute: str = "aria-label") -> str:
    """The attributes of an element that is called so by who does not see it: as `element`. attribute: alt of an img."""
    return f'data-say-label="{key}" {attribute}="{escape(say(key))}"'


def pictured(stem: str) -> str:
    """The attributes of an example's img, by its file's name: as `called`, with a capital first."""
    return f'data-say-label="class.{class_of(stem)}" data-say-capital alt="{escape(example(stem))}"'


def capital(name: str) -> str:
    """With a capital first, in the languages that have them."""
    return name[:1].upper() + name[1:]


def in_markdown(text: str) -> str:
    """The text as it reads, in Markdown: none of its characters means anything there."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def class_of(stem: str) -> str:
    """The class that an example shows, by its file's name; the name itself where it is of none of the ten."""
    return next((label for label in LABELS if label.split("/")[0].lower() == stem), stem)


def _ranked(prediction: Prediction) -> list[tuple[str, float]]:
    return sorted(prediction.probabilities.items(), key=lambda item: -item[1])
