"""The section where one watches a network learn, as its visitors use it."""

import re
import time

import pytest

import app
from page import words
from page.blocks import build
from page.served import Served, shipped
from tests.support import EXAMPLES

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.test_accessibility import axe, turn_to
from tests.page.test_languages import LOCALES
from tests.page.test_visit import complaints

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def opened(page):
    turn_to(page, "How it works")
    expect(page.locator("#learn .start")).to_be_enabled()
    return page


@pytest.fixture(scope="module")
def served(serve):
    """(its blocks, its address)."""
    blocks = build(Served(shipped()))
    yield blocks, serve(blocks)
    blocks.learning.process.end()


@pytest.fixture
def learn(open_page, served):
    """The section, on a desk."""
    return opened(open_page(served[1]))


def state(page, one: str) -> None:
    expect(page.locator(f".learn[data-learn={one}]")).to_have_count(1, timeout=40_000)


def steps(page) -> int:
    said = page.locator("#learn .so_far").text_content()
    return int(re.search(r"(\d+) steps", said)[1]) if "steps" in said else -1


def run_for(page, least: int) -> None:
    """Start, and let it learn at least so many steps."""
    page.locator("#learn .start").click()
    for _ in range(400):
        if steps(page) >= least:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it has not learned {least} steps: {page.locator('#learn .trouble').text_content()}")


def test_it_learns_pauses_goes_on_and_begins_anew(learn):
    said = complaints(learn)
    run_for(learn, 300)
    expect(learn.locator("#learn .start")).to_have_text("Pause")
    learn.locator("#learn .start").click()
    state(learn, "paused")
    learn.wait_for_timeout(500)  # what was asked for before comes still
    before = steps(learn)
    assert float(re.match(r"[\d.]+", learn.locator("#learn .so_far").text_content())[0]) > 70
    learn.wait_for_timeout(800)
    assert steps(learn) == before
    learn.locator("#learn .step").click()
    expect(learn.locator("#learn .so_far")).to_contain_text(f"{before + 1} steps")
    expect(learn.locator("#learn .twelve li:is(.right, .wrong)")).to_have_count(12)
    diagonal = learn.locator("#learn .confusion td.right").all_text_contents()
    assert len(diagonal) == 10 and sum(map(int, filter(None, diagonal))) > 700
    for line in learn.locator("#learn polyline").all():
        assert len(line.get_attribute("points").split()) > 5
    learn.locator("#learn .reset").click()
    state(learn, "fresh")
    expect(learn.locator("#learn .start")).to_be_focused()
    expect(learn.locator("#learn .so_far")).to_be_empty()
    learn.locator("#learn .step").click()
    expect(learn.locator("#learn .so_far")).to_contain_text(": 1 steps")
    assert said == []


def test_a_photo_of_one_s_own_is_answered_while_it_learns(learn):
    learn.set_input_files("#learn .own input[type=file]", EXAMPLES / "trouser.jpg")
    expect(learn.locator("#learn .best")).to_have_text("It answers once it has started.")
    run_for(learn, 1)
    first = learn.locator("#learn .own tbody").text_content()
    run_for_more = steps(learn) + 200
    for _ in range(200):
        if steps(learn) >= run_for_more:
            break
        learn.wait_for_timeout(50)
    learn.locator("#learn .start").click()
    state(learn, "paused")
    expect(learn.locator("#learn .own tbody tr")).to_have_count(10)
    assert learn.locator("#learn .own tbody").text_content() != first
    learn.set_input_files("#learn .own input[type=file]", {"name": "a.jpg", "mimeType": "", "buffer": b"hello"})
    expect(learn.locator("#learn .problem")).to_contain_text("is not a photo")


def test_what_is_set_wrong_is_said_and_the_published_recipe_is_a_button(learn):
    learn.locator("#learn summary").click()
    learn.locator("#learn [name=lr]").fill("11")
    learn.locator("#learn .start").click()
    expect(learn.locator("#learn .trouble")).to_have_text("The learning rate is a number from 0.0001 to 10.")
    state(learn, "fresh")
    learn.locator("#learn .published").click()
    values = learn.locator("#learn .numbers input").evaluate_all("all => all.map((one) => one.value)")
    assert values == ["256", "64", "", "0.2", "0.005", "0", "32"]
    learn.locator("#learn .step").click()
    expect(learn.locator("#learn .so_far")).to_contain_text(": 1 steps")
    expect(learn.locator("#learn .later")).to_be_visible()


def test_steps_that_are_too_large_are_said_to_be(learn):
    learn.locator("#learn summary").click()
    for number in range(3):
        learn.locator("#learn [name=layers]").nth(number).fill("256")
    learn.locator("#learn [name=lr]").fill("10")
    learn.locator("#learn .start").click()
    expect(learn.locator("#learn .trouble")).to_contain_text("The loss is no number any more")
    state(learn, "over")
    learn.locator("#learn .reset").click()
    state(learn, "fresh")


def test_who_leaves_has_no_run_within_two_seconds(learn, served):
    learning = served[0].learning
    before = len(learning.visitors)
    run_for(learn, 1)
    assert len(learning.visitors) == before + 1
    learn.close()
    left = time.monotonic()
    while len(learning.visitors) > before:
        time.sleep(0.05)
    assert time.monotonic() - left < 2


def test_it_is_said_anew_in_another_language(open_page, served):
    page = open_page(served[1], locale=LOCALES["fr"])
    turn_to(page, words.say("tab.inside", "fr"))
    page.locator("#learn .step").click()
    expect(page.locator("#learn .so_far")).to_contain_text("époques")
    page.evaluate("document.documentElement.lang = 'de'")
    expect(page.locator("#learn .so_far")).to_contain_text("Epochen")
    expect(page.locator("#learn .start")).to_have_text("Weiterlernen")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [PHONE, {}], ids=["phone", "desk"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(open_page, served, scheme, options):
    page = opened(open_page(served[1], color_scheme=scheme, **options))
    page.set_input_files("#learn .own input[type=file]", EXAMPLES / "bag.jpg")
    page.locator("#learn summary").dispatch_event("click")
    for _ in range(2):
        page.locator("#learn .step").dispatch_event("click")
        expect(page.locator("#learn .so_far")).to_contain_text("steps")
    expect(page.locator("#learn .own tbody tr").first).to_be_visible()
    found = axe.Axe().run(page, context="#learn").response["violations"]
    assert not [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = """all => all.filter((one) => one.checkVisibility())
        .map((one) => [one.className, one.getBoundingClientRect()])
        .filter(([, {width, height}]) => width < 44 || height < 44).map(([name]) => name)"""
    assert page.locator("#learn :is(button, summary, [type=number])").evaluate_all(small) == []


def test_an_operator_switches_it_off(monkeypatch):
    assert build(Served(shipped(), learns=False)).learning is None
    assert app.serve(app.parse([])).learns and not app.serve(app.parse(["--no-learn"])).learns
    monkeypatch.setenv("GARMENT_LEARN", "0")
    assert not app.serve(app.parse([])).learns
