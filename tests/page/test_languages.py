"""The page in the language of its visitor: what stands there, what answers, and what a switch says anew."""

import re
from functools import cache

import pytest
from gradio_client import Client

from page import words
from page.blocks import build
from page.one import answer
from page.served import Said, Served, shipped
from tests.support import EXAMPLES

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.teach.visit import packed, photos

LOCALES = {"en": "en-GB", "de": "de-DE", "es": "es-MX", "fr": "fr", "ja": "ja-JP", "zh": "zh-CN"}
NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "ja": "日本語", "zh": "简体中文"}
# All that a visitor sees or is told: texts, and what those are called that have none. The model card is in English.
STANDING = """() => {
    const seen = (element) => element.checkVisibility() && !element.closest("script, style, [lang=en]:not(html)");
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) if (seen(texts.currentNode.parentElement)) found.push(texts.currentNode.data);
    const names = ["aria-label", "alt", "placeholder", "title"];
    for (const name of names) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            if (seen(element)) found.push(element.getAttribute(name));
        }
    }
    return found.map((text) => text.trim()).filter((text) => text);
}"""
FITTED = {"fr": "0,76", "ja": "0.76"}  # the shipped network's temperature
IN_GERMAN = "Diese Datei ist kein Foto, das sich lesen lässt;"


@pytest.fixture
def visit(open_page):
    """Open the page as a visitor whose browser speaks that language: by its code, or as a browser writes it."""
    return lambda language, **options: open_page(locale=LOCALES.get(language, language), **options)


def upload(page, name: str = "sneaker.jpg") -> None:
    page.set_input_files("#photo input[type=file]", EXAMPLES / name)


def switch(page, language: str) -> None:
    """As a visitor does it, in Gradio's settings."""
    page.locator("footer .settings").click()
    page.get_by_label("Language", exact=True).click()
    page.get_by_role("option", name=NAMES[language], exact=True).click()
    page.locator(".backdrop").click(position={"x": 5, "y": 5})
    page.wait_for_function("(language) => window.language() === language", arg=language)


def tab(page, key: str, language: str):
    return page.get_by_role("tab", name=words.say(key, language), exact=True)


@cache
def texts(language: str) -> list[re.Pattern]:
    """All texts of a language that have letters of their own, with anything in their placeholders."""
    found = []
    for text in words.table(language).values():
        parts = re.split(r"\{\w+\}", text)
        if re.search(r"\w\w\w|[^\x00-\u00ff]", "".join(parts)):
            found.append(re.compile(".+".join(map(re.escape, parts)), re.IGNORECASE))
    return found


def left_in_english(page, language: str) -> set[str]:
    """Which texts of the English table stand there, though the page is in that language."""
    standing = set(page.evaluate(STANDING))
    english = {text for text in standing if any(pattern.fullmatch(text) for pattern in texts("en"))}
    return {text for text in english if not any(pattern.fullmatch(text) for pattern in texts(language))}


def everything_of(page) -> None:
    """Bring all that the page has to light: the answer, the folds, the other tab with its layers."""
    upload(page)
    expect(page.locator("#why img")).to_be_visible()
    for fold in ("#curious", "#feedback"):
        page.locator(f"{fold} > button").click()
    expect(page.locator("#all table")).to_be_visible()
    expect(page.locator("#tell")).to_be_visible()


def test_the_languages_are_those_of_the_tables():
    assert set(LOCALES) == set(NAMES) == set(words.languages())


def test_a_german_visitor_s_page_is_german(visit, tmp_path):
    page = visit("de")
    assert page.evaluate("document.documentElement.lang") == "de"
    for key in ("tab.one", "tab.many", "tab.teach", "tab.inside"):
        expect(tab(page, key, "de")).to_be_visible()
    expect(page.get_by_role("heading", name="Welche Kleidung ist das?")).to_be_visible()
    expect(page.get_by_role("button", name="Ein Turnschuh", exact=True)).to_be_visible()
    upload(page)
    expect(page.locator("#answer h2")).to_have_text("Ein Turnschuh")
    expect(page.locator("#answer .sure")).to_have_text(re.compile("Ich bin .* sicher: [0-9]{2},[0-9]\u00a0%[.]"))
    expect(page.locator("#why img")).to_have_attribute("alt", words.say("why.alt", "de"))
    (tmp_path / "notes.jpg").write_bytes(b"hello, this is not a photo")
    page.set_input_files("#photo input[type=file]", tmp_path / "notes.jpg")
    expect(page.locator("#answer .problem")).to_contain_text(IN_GERMAN)


@pytest.mark.parametrize(
    "language",
    [language if language == "ja" else pytest.param(language, marks=pytest.mark.slow) for language in LOCALES],
)
def test_nothing_of_the_page_is_left_in_english(visit, language):
    page = visit(language)
    assert not left_in_english(page, language)
    everything_of(page)
    expect(page.locator("#right-class input")).to_have_attribute("aria-label", words.say("feedback.class", language))
    page.locator("#tell").click()
    expect(page.locator("#thanks")).to_have_text(words.say("feedback.no_class", language))
    page.locator("#right-class input").click()
    expect(page.get_by_role("option", name=words.short("none of these", language))).to_be_visible()
    assert not left_in_english(page, language)
    page.keyboard.press("Escape")
    tab(page, "tab.inside", language).click()
    page.set_input_files("#photo-inside input[type=file]", EXAMPLES / "bag.jpg")
    expect(page.locator("#logits")).to_contain_text(words.short("Ankle-Boot", language))
    page.locator("#card > button").click()
    expect(page.get_by_alt_text(words.say("inside.figure.scores", language))).to_be_visible()
    assert not left_in_english(page, language)
    expect(page.locator("#network-inside")).to_contain_text(words.network("mlp", language))


def test_what_is_left_in_english_is_seen(visit):
    """The test above can fail."""
    page = visit("en")
    everything_of(page)
    found = left_in_english(page, "ja")
    assert {"What garment is it?", "A sneaker", "Why", "Tell me", "Remove the photo", "Photo network"} <= found


def test_a_switch_says_everything_anew_and_the_answer_that_stands_there(visit):
    page = visit("de")
    everything_of(page)
    expect(page.locator("#answer h2")).to_have_text("Ein Turnschuh")
    page.locator("#tell").click()
    expect(page.locator("#thanks")).to_have_text(words.say("feedback.no_class", "de"))
    uploads = []
    page.on("request", lambda request: "/upload" in request.url and uploads.append(request.url))
    switch(page, "ja")
    expect(page.locator("#answer h2")).to_have_text("スニーカー")
    expect(page.locator("#all caption")).to_have_text(words.say("answer.all", "ja"))
    expect(page.locator("#why img")).to_have_attribute("alt", words.say("why.alt", "ja"))
    assert page.evaluate("document.documentElement.lang") == "ja"
    for key in ("tab.one", "tab.many", "tab.teach", "tab.inside"):
        expect(tab(page, key, "ja")).to_be_visible()
    page.wait_for_timeout(300)
    german = {text for text in page.evaluate(STANDING) if any(pattern.fullmatch(text) for pattern in texts("de"))}
    assert not german and not left_in_english(page, "ja") and not uploads
    switch(page, "en")
    expect(page.locator("#answer h2")).to_have_text("A sneaker")
    expect(page.locator("#answer .sure")).to_have_text(re.compile(r"I am .*: \d\d\.\d %\."))
    expect(tab(page, "tab.inside", "en")).to_be_visible()


@pytest.mark.parametrize(("locale", "spoken"), [("pt-PT", "en"), ("sw", "en"), ("de-AT", "de"), ("zh-TW", "zh")])
def test_who_speaks_another_language_reads_english_and_of_a_country_its_language(visit, locale, spoken):
    page = visit(locale)
    expect(page.get_by_role("heading", name=words.say("intro.title", spoken))).to_be_visible()
    expect(tab(page, "tab.inside", spoken)).to_be_visible()
    assert page.evaluate("document.documentElement.lang").split("-")[0] == spoken, "a voice reads by it"
    upload(page)
    expect(page.locator("#answer h2")).to_have_text(words.capital(words.named("Sneaker", spoken)))


@pytest.mark.parametrize("language", LOCALES)
def test_per_cent_and_words_are_the_same_in_the_browser(visit, language):
    page = visit(language)
    shares = [0, 1, 0.5, 0.877, 0.99949, 0.9995, 0.0005, 0.0125, 0.1225, *(number / 777 for number in range(777))]
    written = page.evaluate("(shares) => shares.map(perCent)", shares)
    assert written == [words.per_cent(share, language) for share in shares]
    values = {"name": "{side}", "side": 3}
    for key, text in words.table(language).items():
        if set(re.findall(r"\{(\w+)\}", text)) <= set(values):
            said = page.evaluate("([key, values]) => say(key, values)", [key, values])
            assert said == words.say(key, language, **values)
    assert page.evaluate("say('no.such.word')") == "no.such.word"


@pytest.mark.slow
def test_a_file_that_is_too_large_and_an_answer_that_does_not_come_are_said(visit):
    page = visit("de")
    large = {"name": "x.heic", "mimeType": "image/heic", "buffer": bytes(31_000_000)}
    page.set_input_files("#photo input[type=file]", large)
    said = words.say("error.photo.bytes", "de", size=31, most=30)
    expect(page.locator("#photo .failed p").first).to_have_text(said)
    expect(page.locator(".toast-body")).to_be_hidden()
    page.route("**/gradio_api/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "full"}))
    upload(page)
    expect(page.locator("#photo .failed p").first).to_have_text(words.say("photo.no_answer", "de"))
    expect(page.locator(".toast-body").first).to_be_hidden()


def test_a_shared_answer_is_framed_in_its_reader_s_language_and_said_as_it_was(visit, app_url):
    page = visit("ja", url=f"{app_url}#what=Ein%20Kleid&sure=Ich%20rate")
    expect(page.locator("#shared .whence")).to_have_text(words.say("share.given", "ja"))
    expect(page.locator("#shared .what")).to_have_text("Ein Kleid")


@pytest.mark.parametrize("language", ["xx", None, 3, ["de"], {"de": 1}, "../en"])
def test_whatever_comes_for_the_language_the_answer_is_english(language):
    served = Served(shipped())
    said, *_ = answer(served.named("resnet"), {"url": "data:image/png;base64,"}, language)
    assert "This file is empty; choose a photo." in said


def test_programs_are_told_in_english(app_url):
    named = Client(app_url, verbose=False).view_api(return_format="dict")["named_endpoints"]
    labels = {name: [parameter["label"] for parameter in said["parameters"]] for name, said in named.items()}
    assert labels == {
        "/predict": ["Photo", "Network"],
        "/inspect": ["Photo", "Network"],
        "/inspect_many": ["Photos", "Network"],
        "/teach": ["Photos", "The class of each photo", "Keep the classes that there are"],
    }


def test_where_the_answers_come_from_is_said_in_the_page_s_language(serve, visit):
    said = Said("source.hub", repo="me/net", revision="01234567")
    assert said == "Answers come from me/net on the Hub, revision 01234567."
    page = visit("fr", url=serve(build(Served(shipped(), said))))
    expect(page.get_by_text(words.say("source.hub", "fr", **said.values))).to_be_visible()


def test_many_photos_are_answered_in_the_visitor_s_language_and_said_anew_at_a_switch(visit):
    page = visit("ja")
    tab(page, "tab.many", "ja").click()
    page.set_input_files("#photos .files", [EXAMPLES / "bag.jpg", EXAMPLES.parent / "README.md"])
    cards = page.locator("#photos .grid b")
    expect(cards.first).to_have_text(words.say("class.short.Bag", "ja"))
    expect(cards.last).to_have_text(words.say("error.photo.none", "ja"))
    switch(page, "de")
    expect(cards.first).to_have_text("Tasche")
    expect(cards.last).to_have_text(words.say("error.photo.none", "de"))
    expect(page.locator("#photos .summary")).to_have_text("1 von 2 Fotos beantwortet. Nicht lesbar: 1.")
    expect(page.locator("#photos .filter option").first).to_have_text("Alle (2)")


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_taught_is_said_in_the_visitor_s_language_and_anew_at_a_switch(visit, language):
    page = visit(language)
    tab(page, "tab.teach", language).click()
    folders = {"Ball, {name}": photos("disc", 4), "Bar": photos("bar", 4), "none": photos("frame", 3)}
    page.set_input_files("#teach .zip_file", packed(folders))
    expect(page.locator(".teach[data-teach=ready]")).to_have_count(1)
    page.locator("#teach summary").click()
    assert not left_in_english(page, language)
    page.locator("#teach .keep input").check()
    page.locator("#teach .learn").click()
    expect(page.locator(".teach[data-teach=learned]")).to_have_count(1)
    page.set_input_files("#teach .single", EXAMPLES / "bag.jpg")
    expect(page.locator("#teach .asked tbody tr")).to_have_count(12)
    names = page.locator("#teach .asked tbody th")
    for name in ("Ball, {name}", "Bar", words.short("Ankle-Boot", language)):
        expect(names.filter(has_text=re.compile(f"^{re.escape(name)}$"))).to_have_count(1)
    assert not left_in_english(page, language)
    other = "fr" if language == "ja" else "ja"
    switch(page, other)
    expect(page.locator("#teach .count").first).to_have_text(words.say("teach.count", other, count=4))
    expect(names.filter(has_text=words.short("Ankle-Boot", other))).to_have_count(1)
    expect(page.locator("#teach .figures p").last).not_to_have_text("")
    assert not left_in_english(page, other)


@pytest.mark.slow
@pytest.mark.parametrize("language", LOCALES)
def test_what_a_photo_becomes_is_said_in_the_visitor_s_language_and_anew_at_a_switch(visit, language):
    page = visit(language)
    tab(page, "tab.inside", language).click()
    page.locator("#inside .example").first.click()
    expect(page.locator("#inside .changes tbody tr")).not_to_have_count(0)
    for step in page.locator("#inside .step:visible").all():
        expect(step.locator(".why")).not_to_be_empty()
    assert not left_in_english(page, language)
    other = "fr" if language == "ja" else "ja"
    switch(page, other)
    expect(page.locator("#inside .fitted")).to_have_text(words.say("inside.fitted", other, value=FITTED[other]))
    expect(page.locator("#inside .classes th").first).to_have_text(words.short("T-shirt/Top", other))
    expect(page.locator("#layers figcaption").first).to_contain_text(words.say("inside.step.picture", other))
    assert not left_in_english(page, other)


@pytest.mark.parametrize("language", LOCALES)
def test_the_smallest_phone_has_all_on_one_screen_and_every_tab(visit, language):
    page = visit(language, viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page.wait_for_function("(language) => window.language() === language", arg=language)
    for key in ("tab.one", "tab.many", "tab.teach", "tab.inside"):
        expect(tab(page, key, language)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 640
