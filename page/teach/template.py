"""The tab's place, in HTML: what its scripts fill."""

import json
from html import escape

from model.labels import LONGEST_LABEL
from model.limits import MAX_BYTES
from page import words
from page.teach.lessons import MOST_CLASSES, MOST_OF_CLASS
from page.words import button
from training.teach.photos import FEWEST

PARTS = ("pupil", "cards", "classes", "report", "asked", "lesson")  # each uses those before it
SCRIPTS = tuple(f"teach/{name}.js" for name in PARTS)
PHOTOS = 'accept="image/*,.heic,.heif" tabindex="-1"'
COMMAND = "python app.py --model my.pt"


def template(keep: bool) -> str:
    """The tab. keep: whether it can be asked to keep the classes that are known already."""
    numbers = {"classes": MOST_CLASSES, "photos": MOST_OF_CLASS, "least": FEWEST, "bytes": MAX_BYTES}
    given = " ".join(f'data-{name}="{value}"' for name, value in numbers.items())
    sure = escape(json.dumps([*words.SURE, (0, words.NOT_SURE)]))
    keeping = f'<label class="keep"><input type="checkbox"> {words.element("span", "teach.keep")}</label>' * keep
    return f"""
<template class="blank">{_card()}</template>
<div class="teach workspace" data-teach="empty" {given} data-fairly="{words.FAIRLY}" data-sure="{sure}">
  <div class="top">
    {words.element("p", "teach.hint")}
    <p class="buttons">{button("load", "teach.load")}</p>
  </div>
  <div class="cards"></div>
  <p class="buttons">{button("add", "teach.add")}</p>
  <details class="none">
    {words.element("summary", "teach.none")}
    {words.element("p", "teach.none.why")}
  </details>
  {keeping}
  <div class="start">
    <p class="buttons">{button("learn", "teach.learn", " chief")}</p>
    <p class="missing"></p>
  </div>
  <div class="running">
    <progress class="bar" max="1" value="0" {words.called("teach.bar")}></progress>
    <span class="so_far"></span>{button("stop", "many.stop")}
  </div>
  <p class="trouble" role="alert"></p>
  {_report()}
  {_asking()}
  {_taking_away()}
  {words.element("p", "teach.privacy", 'class="privacy"')}
  <input type="file" class="files" multiple {PHOTOS} {words.called("teach.choose")}>
  <input type="file" class="single" {PHOTOS} {words.called("photo.choose")}>
  <input type="file" class="zip_file" accept=".zip" tabindex="-1" {words.called("teach.load")}>
</div>"""


def _card() -> str:
    """A class's, which the scripts copy."""
    name = f'<input class="name" maxlength="{LONGEST_LABEL}" autocomplete="off">'
    return f"""
<div class="card" role="group">
  <p class="head">
    <label>{words.element("span", "teach.name")} {name}</label>
    <button type="button" class="remove">×</button>
  </p>
  <ul class="photos"></ul>
  <p class="buttons"><button type="button" class="more"></button></p>
  <p class="count"></p>
  <p class="buttons">{button("take", "photo.take")}{button("choose", "teach.choose")}</p>
  {words.element("p", "teach.drop", 'class="or"')}
  <p class="refused" role="alert"></p>
</div>"""


def _report() -> str:
    return f"""<section class="report">
    {words.element("h2", "teach.learned", 'tabindex="-1"')}
    <div class="figures" role="status"></div>
    {words.element("p", "teach.old", 'class="changed"')}
    <ul class="remarks"></ul>
    <div class="confused">{words.element("h3", "teach.confused")}<ul></ul></div>
    <div class="doubted">{words.element("h3", "teach.doubted")}<ul></ul></div>
  </section>"""


def _asking() -> str:
    return f"""<section class="asking">
    {words.element("h2", "teach.another")}
    <div class="place">
      <p class="buttons">
        {button("take", "photo.take")}{button("choose", "photo.choose", " chief")}{button("paste", "photo.paste")}
      </p>
      {words.element("p", "photo.drop", 'class="or"')}
    </div>
    <p class="problem" role="alert"></p>
    <div class="asked">
      <img {words.called("photo.yours", "alt")}>
      <div class="answer" role="status"><h3></h3><p class="sure"></p></div>
      <div class="classes"><table>{words.element("caption", "answer.all")}<tbody></tbody></table></div>
    </div>
  </section>"""


def _taking_away() -> str:
    return f"""<section class="away">
    {words.element("h2", "teach.away")}
    <p class="buttons">{button("checkpoint", "teach.checkpoint")}{button("zip", "teach.zip")}</p>
    <div class="serve">
      {words.element("p", "teach.serve")}
      <p class="line"><code>{COMMAND}</code>{button("copy", "teach.copy")}<span role="status"></span></p>
    </div>
  </section>"""
