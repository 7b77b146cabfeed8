"""The section's place, in HTML: what its scripts fill."""

import json
from dataclasses import asdict
from html import escape

from PIL import Image
from torch import Tensor

from model import pictures
from model.labels import LABELS
from page import words
from page.data_url import data_url
from page.learn.settings import BATCH, DROPOUT, MOMENTUM, MOST_LAYERS, PUBLISHED, QUICK, RATE, WIDTH
from page.learn.shown import twelve
from page.words import button

PARTS = ("drawn", "own", "run")  # each uses those before it
SCRIPTS = tuple(f"learn/{name}.js" for name in PARTS)
NUMBERS = (
    ("dropout", "learn.dropout", DROPOUT),
    ("lr", "learn.lr", RATE),
    ("momentum", "learn.momentum", MOMENTUM),
    ("batch", "learn.batch", BATCH),
)


def template() -> str:
    """The section."""
    labels, out = pictures.read()[1], int(pictures.held_out().sum())
    quick, published = (escape(json.dumps(asdict(settings))) for settings in (QUICK, PUBLISHED))
    return f"""
<div class="learn workspace" data-learn="fresh" data-quick="{quick}" data-published="{published}"
  data-labels="{escape(json.dumps(LABELS))}">
  {words.element("h2", "learn.title")}
  {words.element("p", "learn.text", learned=len(labels) - out, held=out)}
  <p class="buttons">
    {button("start", "learn.start", " chief")}{button("step", "learn.step")}{button("reset", "learn.reset")}
  </p>
  <p class="so_far" role="status"></p>
  <p class="trouble" role="alert"></p>
  {_settings()}
  <div class="panels">
    {_curve("loss", "learn.loss", "2.5", _key("learned", "learn.on.learned") + _key("others", "learn.on.others"))}
    {_curve("accuracy", "learn.accuracy", "100", _key("others", "learn.on.others"))}
    {_twelve()}
    {_confusion()}
    <section class="weights">
      {words.element("h3", "learn.weights")}
      {words.element("p", "learn.weights.text")}
      <label><input type="checkbox" checked> {words.element("span", "learn.weights.gained")}</label>
      <canvas role="img" {words.called("learn.weights")}></canvas>
    </section>
    {_own()}
  </div>
</div>"""


def _settings() -> str:
    widths = "".join(
        _number("layers", WIDTH, words.element("span", "learn.layer", number=number))
        for number in range(1, MOST_LAYERS + 1)
    )
    numbers = "".join(_number(name, bounds, words.element("span", key)) for name, key, bounds in NUMBERS)
    return f"""<details class="settings">
    {words.element("summary", "learn.settings")}
    <p class="buttons">{button("quick", "learn.quick")}{button("published", "learn.published")}</p>
    <div class="numbers">{widths}{numbers}</div>
    {words.element("p", "learn.later", 'class="later"')}
  </details>"""


def _number(name: str, bounds: tuple[float, float], label: str) -> str:
    low, high = bounds
    return f'<label>{label}<input type="number" name="{name}" min="{low}" max="{high}" step="any"></label>'


def _curve(name: str, key: str, top: str, keys: str) -> str:
    return f"""<section class="curve {name}">
      {words.element("h3", key)}
      <p class="keys">{keys}</p>
      <div class="plot">
        <span>{top}</span>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" {words.called(key)}>
          <path class="grid" d="M0 20H100M0 40H100M0 60H100M0 80H100"/>
        </svg>
        <span>0</span><span class="end"></span>
      </div>
    </section>"""


def _key(name: str, key: str) -> str:
    return f'<span class="{name}"><i></i>{words.element("span", key)}</span>'


def _twelve() -> str:
    found, labels = _held_out()
    items = "".join(
        f'<li><img src="{_picture(found[place])}" alt="" width="56" height="56">'
        f"{words.element('b', f'class.short.{LABELS[labels[place]]}')}<span></span></li>"
        for place in twelve(labels).tolist()
    )
    heading = words.element("h3", "learn.twelve")
    return f'<section class="twelve">{heading}{words.element("p", "learn.twelve.text")}<ul>{items}</ul></section>'


def _confusion() -> str:
    found, labels = _held_out()
    of = [f'<img src="{_picture(found[labels == label][0])}"' for label in range(len(LABELS))]
    heads = [f"{img} {words.called(f'class.short.{name}', 'alt')}>" for img, name in zip(of, LABELS, strict=True)]
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    rows = "".join(f'<tr><th scope="row">{head}</th>{"<td></td>" * len(LABELS)}</tr>' for head in heads)
    return f"""<section class="confusion">
      {words.element("h3", "learn.confusion")}
      <table>{words.element("caption", "learn.confusion.text")}
        <thead><tr><td></td>{top}</tr></thead><tbody>{rows}</tbody></table>
    </section>"""


def _own() -> str:
    return f"""<section class="own">
      {words.element("h3", "learn.own")}
      {words.element("p", "learn.own.text")}
      <p class="buttons">
        {button("take", "photo.take")}{button("choose", "photo.choose")}{button("paste", "photo.paste")}
      </p>
      <p class="problem" role="alert"></p>
      <div class="asked">
        <img {words.called("photo.yours", "alt")}>
        <p class="best"></p>
        <div class="classes"><table>{words.element("caption", "answer.all")}<tbody></tbody></table></div>
      </div>
      <input type="file" accept="image/*,.heic,.heif" tabindex="-1" {words.called("photo.choose")}>
    </section>"""


def _held_out() -> tuple[Tensor, Tensor]:
    found, labels = pictures.read()
    out = pictures.held_out()
    return found[out], labels[out]


def _picture(grey: Tensor) -> str:
    """A data: URL of (28, 28) uint8."""
    return data_url(Image.fromarray(grey.numpy()))
