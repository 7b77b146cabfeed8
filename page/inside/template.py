"""The tab's place, in HTML: a step below the other, which its scripts fill."""

from html import escape

from page import picker, words
from page.one import EXAMPLES
from page.served import Served
from page.words import button

PARTS = ("numbers", "pictures", "steps", "neuron", "point", "answer", "loss", "inside")  # each uses those before it
CHANGES = ("inside.change.layer", "inside.change.weight", "inside.change.now", "inside.change.gradient")  # columns
SCRIPTS = tuple(f"inside/{name}.js" for name in PARTS)


def template(served: Served) -> str:
    """The tab: a photo's place, and what becomes of it."""
    examples = "".join(picker.example(path) for path in EXAMPLES if words.class_of(path.stem) in served.labels)
    shown = f"{words.element('p', 'photo.examples')}<ul>{examples}</ul>" if examples else ""
    steps = [
        _step("inside.photo.title", '<div class="outlined"><img alt=""><i></i></div>'),
        _step("inside.small.title", '<img class="pixels" alt="">'),
        _step("inside.grey.title", '<div class="views"></div>'),
        _step("inside.inverted.title", f"{_chart('pixel', 'inside.pixel.choose')}{_said('pixel_said')}"),
        _step("inside.mirror.title", '<div class="views"></div>'),
        _step("inside.layers.title", '<ul id="layers"></ul>'),
        _step("inside.neuron.title", _neuron()),
        _step("inside.point.title", _point()),
        _step("inside.logits.title", f'<div id="logits" class="classes">{_table("inside.logits")}</div>'),
        _step("inside.probabilities.title", _probabilities()),
        _step("inside.sure.title", '<table class="sum"><tbody></tbody></table><p class="verdict"></p>'),
        _step("alike.label", '<div class="pictures"></div>', "nearest"),
        _step("inside.loss.title", _loss()),
    ]
    return f"""
<div class="inside workspace" data-inside="empty" data-network="{escape(served.default)}">
  <div>{words.element("h2", "inside.title")}{words.element("p", "inside.text")}</div>
  <div id="photo-inside">
    <div class="place">
      <p class="buttons">
        {button("take", "photo.take")}{button("choose", "photo.choose", " chief")}{button("paste", "photo.paste")}
      </p>
      {words.element("p", "photo.drop", 'class="or"')}
      <input type="file" accept="image/*,.heic,.heif" tabindex="-1" {words.called("photo.choose")}>
    </div>
    <div class="examples">{shown}</div>
  </div>
  <fieldset id="network-inside">{_networks(served)}</fieldset>
  <p class="trouble" role="alert"></p>
  <p class="awaited" role="status"></p>
  <ol class="steps">{"".join(steps)}</ol>
</div>"""


def _networks(served: Served) -> str:
    """Nothing where there is no choice."""
    if len(served.predictors) == 1:
        return ""

    def radio(name: str) -> str:
        checked = " checked" * (name == served.default)
        chosen = f'<input type="radio" name="network-inside" value="{escape(name)}"{checked}>'
        return f"<label>{chosen} {words.network_name(name)}</label>"

    return words.element("legend", "choice.label") + "".join(map(radio, served.predictors))


def _step(key: str, inside: str, name: str = "") -> str:
    """key: its title's, which says its name where it is not given."""
    return f"""
<li class="step {name or key.split(".")[1]}">
  {words.element("h3", key)}
  <p class="why"></p>
  {inside}
</li>"""


def _neuron() -> str:
    return f"""
<div class="choosing">
  <label>{words.element("span", "inside.layer")} <select class="layer"></select></label>
  <label>{words.element("span", "inside.neuron")} <input class="number" type="number" min="1" step="1"></label>
</div>
<div class="charts">
  <figure>{_chart("values", "inside.values.choose")}{_caption("inside.values")}</figure>
</div>
{_said("value_said")}
<div class="charts product">
  <figure>{_chart("given", "inside.given.choose")}{_caption("inside.given")}</figure>
  <b>×</b>
  <figure>{_chart("weights", "inside.given.choose")}{_caption("inside.weights")}</figure>
  <b>=</b>
  <figure>{_chart("products", "inside.given.choose")}{_caption("inside.products")}</figure>
</div>
{_said("product_said")}
<p class="buttons"><button type="button" class="follow"></button></p>
<table class="sum">{words.element("caption", "inside.adds_up")}<tbody></tbody></table>
{words.element("p", "inside.colours", 'class="aside"')}"""


def _point() -> str:
    return f"""
<div class="choosing">
  <label>{words.element("span", "inside.layer")} <select class="layer"></select></label>
  <label>{words.element("span", "inside.channel")} <input class="number" type="number" min="1" step="1"></label>
</div>
<div class="charts">
  <figure>{_chart("maps", "inside.maps.choose")}{_caption("inside.maps")}</figure>
  <figure>{_chart("map", "inside.map.choose")}{_caption("inside.map")}</figure>
</div>
{_said("point_said")}
<ul class="channels"></ul>
<table class="sum">{words.element("caption", "inside.adds_up")}<tbody></tbody></table>"""


def _probabilities() -> str:
    return f"""
<div class="choosing">
  <label class="wide">
    {words.element("span", "inside.temperature")} <input class="temperature" type="range" min="-3" max="4" step="0.01">
    <output></output>
  </label>
  <button type="button" class="fitted"></button>
</div>
<div class="classes">{_table("answer.all")}</div>
<p class="formula"></p>"""


def _loss() -> str:
    return f"""
<div class="choosing"><label>{words.element("span", "inside.right")} <select class="right"></select></label></div>
<p class="formula" role="status"></p>
<div class="classes signed">{_table("inside.pulls")}</div>
<div class="charts">
  <figure><canvas class="unit_weights"></canvas>{words.element("figcaption", "inside.unit", number=1)}</figure>
  <figure><canvas class="unit_gradient"></canvas>{_caption("inside.gradient")}</figure>
</div>
{words.element("p", "inside.colours", 'class="aside"')}
<div class="wide_table" tabindex="0" role="group" {words.called("inside.changes")}>
  <table class="changes">
    {words.element("caption", "inside.changes")}
    <thead><tr>{"".join(words.element("th", key, 'scope="col"') for key in CHANGES)}</tr></thead>
    <tbody></tbody>
  </table>
</div>"""


def _chart(name: str, key: str) -> str:
    """Numbers as a picture, of which one can be chosen."""
    return f'<button type="button" class="chart {name}" {words.called(key)}><canvas></canvas><i></i></button>'


def _caption(key: str) -> str:
    return words.element("figcaption", key)


def _table(key: str) -> str:
    return f"<table>{words.element('caption', key)}<tbody></tbody></table>"


def _said(name: str) -> str:
    return f'<p class="{name}" role="status"></p>'
