"""What the page says: names that a person uses, and how sure the network is, in words and per cent."""

import re
from html import escape

from model.predictor import Prediction

NAMES = {
    "T-shirt/Top": "a T-shirt or top",
    "Trouser/Jeans": "trousers or jeans",
    "Pullover": "a pullover",
    "Dress": "a dress",
    "Coat": "a coat or jacket",
    "Sandal": "a sandal",
    "Shirt": "a shirt",
    "Sneaker": "a sneaker",
    "Bag": "a bag",
    "Ankle-Boot": "an ankle boot",
}
NETWORKS = {"resnet": "Photo network", "mlp": "The tutorial's network (784-256-64-10)"}
FAIRLY = 0.8  # sure: below it the page says what would help
SURE = ((0.95, "I am almost certain"), (FAIRLY, "I am fairly sure"), (0.5, "I think so, but am not sure"))
NOT_SURE = "I am guessing"
PRIVACY = "Made small on your device, without its place and date, before it is sent here; deleted after ten minutes."
NO_ANSWER = "No answer came. The connection may be gone, or I was asleep and am waking up."
SHARE, COPIED = "Share the answer", "The link is copied."
SHARED = "Shared with you, not checked:"
UNKNOWN_HELP = "If it is one of them: come closer, show one garment alone, on a plain ground."
UNSURE_HELP = "It may help to come closer, to lay it flat and whole, and to have a plain ground."
NOT_RECOGNISED = "This does not look like one of my ten kinds of garment."


def named(label: str) -> str:
    """The class as a person says it; a class that is not one of the ten stays as it is."""
    return NAMES.get(label, label)


def example(stem: str) -> str:
    """An example, by its file's name: "ankle-boot" → "An ankle boot"."""
    return _capital(named(next((label for label in NAMES if label.split("/")[0].lower() == stem), stem)))


def network(name: str) -> str:
    """What a network is called on the page: those that are shipped by what they are, others by their own name."""
    return NETWORKS.get(name, name)


def per_cent(share: float) -> str:
    """0.8765 → "87.7 %"."""
    return f"{share * 100:.1f} %"


def how_sure(prediction: Prediction) -> str:
    """One sentence: how sure, and what else it could be where that is likely too."""
    (_, first), (second, other) = _ranked(prediction)[:2]
    words = next((words for least, words in SURE if first >= least), NOT_SURE)
    doubt = f", or {named(second)} ({per_cent(other)})" if other >= 0.15 else ""
    return f"{words}: {per_cent(first)}{doubt}."


def headline(prediction: Prediction) -> str:
    """The answer in a few words, a capital first."""
    name = named(prediction.label)
    return _capital(name) if prediction.recognised else f"{NOT_RECOGNISED} The nearest is {name}."


def seen(views: int, side: int) -> str:
    """The picture that the network sees, for who does not see it."""
    filters = "; beside it through a red and through a blue filter" if views > 1 else ""
    return f"The photo in {side} by {side} grey pixels, inverted{filters}"


def advice(prediction: Prediction) -> str:
    """What would help where the network does not know the photo or is not sure of it; "" where it is."""
    if not prediction.recognised:
        return UNKNOWN_HELP
    return "" if max(prediction.probabilities.values()) >= FAIRLY else UNSURE_HELP


def answer(prediction: Prediction) -> str:
    """HTML: the answer, how sure, and what would help where it is not."""
    said = advice(prediction)
    helping = f'<p class="help">{escape(said)}</p>' if said else ""
    return (
        f'<div class="answer"><h2>{escape(headline(prediction))}</h2>'
        f'<p class="sure">{escape(how_sure(prediction))}</p>{helping}</div>'
    )


def all_classes(prediction: Prediction) -> str:
    """HTML: the classes with their probabilities, the likeliest first."""
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td class="bar"><span style="width: {share:.2%}"></span></td>'
        f"<td>{per_cent(share)}</td></tr>"
        for label, share in _ranked(prediction)
    )
    known = "known" if prediction.recognised else "unknown"
    return (
        f'<div class="classes {known}"><table><caption>How likely each of the ten is</caption>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def problem(sentence: str) -> str:
    """HTML: what is wrong with the photo and what to do."""
    return f'<div class="answer problem"><p>{escape(sentence)}</p></div>'


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]


def in_markdown(text: str) -> str:
    """The text as it reads, in Markdown: none of its characters means anything there."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def _ranked(prediction: Prediction) -> list[tuple[str, float]]:
    return sorted(prediction.probabilities.items(), key=lambda item: -item[1])
