"""The tab where one teaches, as its visitors use it."""

import re
from threading import Event

import pytest

from model.predictor import Predictor
from page.blocks import build
from page.served import Served, shipped

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.teach.visit import ask, give, learn, opened, photos, state, taken
from tests.page.test_visit import complaints

PHONE = {"viewport": {"width": 320, "height": 700}, "has_touch": True, "is_mobile": True}


def test_two_visitors_teach_each_their_own_and_never_see_the_other_s(open_page):
    first, second = opened(open_page()), opened(open_page())
    said = [complaints(page) for page in (first, second)]
    give(first, 0, photos("disc", 5), "round")
    give(first, 1, photos("bar", 5), "flat")
    give(second, 0, photos("post", 5), "upright")
    give(second, 1, photos("frame", 5), "hollow")
    for page in (first, second):
        page.locator("#teach .learn").click()
    for page in (first, second):
        state(page, "learned")
        expect(page.locator("#teach .figures p").first).to_have_text(re.compile(r"Of 100 photos .* \d+ right\."))
    ask(first, photos("disc", 1, first=20)[0], "round")
    ask(second, photos("post", 1, first=20)[0], "upright")
    for page, labels in ((first, {"round", "flat"}), (second, {"upright", "hollow"})):
        rows = page.locator("#teach .asked tbody th")
        assert set(rows.all_text_contents()) == labels
    assert said == [[], []]


def test_what_was_learned_is_old_once_anything_changes(taught):
    teach = taught
    teach.get_by_role("button", name="Remove the photo disc 0.png").click()
    state(teach, "old")
    expect(teach.locator("#teach .changed")).to_be_visible()
    learn(teach)
    expect(teach.locator("#teach .changed")).to_be_hidden()
    teach.locator("#teach .name").first.fill("Kreis, <b>rund</b> {name}")
    state(teach, "old")
    learn(teach)
    ask(teach, photos("disc", 1, first=20)[0], "Kreis, -b-rund-b- {name}")
    assert teach.locator("#teach :is(.asked, .report) :is(h3, th, li) :is(script, u)").count() == 0


def test_photos_that_it_is_unsure_of_and_pairs_that_it_confuses_are_shown(teach):
    give(teach, 0, [*photos("disc", 5), *photos("bar", 2, first=30)], "disc")
    give(teach, 1, [*photos("bar", 5), photos("disc", 1)[0]], "bar")
    give(teach, 2, photos("frame", 4))
    learn(teach)
    expect(teach.locator("#teach .confused li").first).to_have_text(re.compile(r"(disc|bar), taken for (bar|disc): \d"))
    doubted = teach.locator("#teach .doubted li")
    expect(doubted.first).to_be_visible()
    wrong = doubted.filter(has_text="taken for").first
    expect(wrong.locator("b")).to_have_text(re.compile("disc|bar|None of these"))
    assert teach.locator("#teach .doubted img").evaluate_all("all => all.every((one) => one.naturalWidth > 50)")
    expect(teach.locator("#teach .figures")).to_contain_text("photos of none of these")
    expect(teach.locator("#teach .remarks")).to_contain_text("again, of another class")


def test_what_the_server_has_forgotten_is_sent_again_without_a_word(serve, open_page, tmp_path):
    blocks = build(Served(shipped()))
    page = opened(open_page(serve(blocks)))
    give(page, 0, photos("disc", 4), "disc")
    give(page, 1, photos("bar", 4), "bar")
    learn(page)
    lessons = blocks.teaching.lessons.lessons
    lessons.clear()
    ask(page, photos("disc", 1, first=20)[0], "disc")
    lessons.clear()
    assert Predictor(taken(page, "checkpoint", tmp_path / "my.pt")).labels == ("disc", "bar")
    lessons.clear()
    learn(page)
    expect(page.locator("#teach .trouble")).to_be_empty()


def test_how_many_are_before_is_said_and_who_waits_can_stop(serve, open_page):
    blocks, others = build(Served(shipped())), Event()
    page = opened(open_page(serve(blocks)))
    give(page, 0, photos("disc", 3), "disc")
    give(page, 1, photos("bar", 3), "bar")
    lessons = blocks.teaching.lessons.lessons
    for _ in range(400):  # who looks at them is kept busy next
        if sum(len(lesson.photos) for lesson in list(lessons.values())) == 6:
            break
        page.wait_for_timeout(50)
    for _ in range(2):
        blocks.teaching.worker.learn(others.wait)
    page.locator("#teach .learn").click()
    expect(page.locator("#teach .so_far")).to_have_text("Lessons of others before yours: 2")
    expect(page.locator("#teach .stop")).to_be_focused()
    page.locator("#teach .stop").click()
    state(page, "ready")
    others.set()
    learn(page)


def test_as_many_photos_as_there_may_be_can_be_learned_from_whatever_signs_are_in_their_names(teach):
    ask = """async () => {
        const photos = Array.from({ length: 4200 }, (_, number) => [`${number}`, "a, [b], {c}", `a, "${number}".jpg`]);
        return api.called("teach_learn", ["", photos, false]);
    }"""
    assert len(teach.evaluate(ask)["missing"]) == 4200


def test_without_a_connection_it_says_so_and_learns_later(teach):
    teach.route("**/gradio_api/upload*", lambda route: route.abort())
    give(teach, 0, photos("disc", 3), "disc")
    give(teach, 1, photos("bar", 3), "bar")
    teach.locator("#teach .learn").click()
    expect(teach.locator("#teach .trouble")).to_contain_text("No answer came")
    teach.unroute("**/gradio_api/upload*")
    learn(teach)
    expect(teach.locator("#teach .trouble")).to_be_empty()


def test_by_keyboard_alone(teach):
    def tab_to(seen: str) -> None:
        for _ in range(40):
            teach.keyboard.press("Tab")
            if teach.evaluate(f"document.activeElement.matches('{seen}')"):
                return
        raise AssertionError(f"{seen} is not reached")

    teach.on("filechooser", lambda _: None)  # else it is not listened for until after the key was pressed
    teach.locator("#teach .load").focus()
    for kind in ("disc", "bar"):
        tab_to("#teach .name")
        teach.keyboard.type(kind)
        tab_to("#teach .choose")
        with teach.expect_file_chooser() as chosen:
            teach.keyboard.press("Enter")
        chosen.value.set_files(photos(kind, 4))
    expect(teach.locator("#teach .card li")).to_have_count(8)
    teach.locator("#teach .load").focus()
    tab_to("#teach .photos button")
    teach.keyboard.press("Enter")
    assert teach.evaluate("document.activeElement.ariaLabel") == "Remove the photo disc 1.png"
    tab_to("#teach .learn")
    teach.keyboard.press("Enter")
    state(teach, "learned")
    expect(teach.locator("#teach .report h2")).to_be_focused()
    tab_to("#teach .asking .choose")
    with teach.expect_file_chooser() as chosen:
        teach.keyboard.press("Space")
    chosen.value.set_files(photos("bar", 1, first=20))
    expect(teach.locator("#teach .answer h3")).to_have_text("bar")


def test_a_phone_has_its_camera_and_nothing_over_the_edge(open_page):
    page = open_page(**PHONE)
    page.locator(".overflow-menu > button").click()
    page.locator(".overflow-dropdown button", has_text="Teach").click()
    expect(page.locator("#teach .take").first).to_be_visible()
    with page.expect_file_chooser() as chosen:
        page.locator("#teach .take").first.click()
    assert page.locator("#teach .files").get_attribute("capture") == "environment"
    chosen.value.set_files(photos("disc", 4))
    page.locator("#teach .name").first.fill("A name of as many letters as there may be"[:40])
    give(page, 1, photos("bar", 4), "B" * 40)
    learn(page)
    ask(page, photos("bar", 1, first=20)[0], "B" * 40)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    small = """all => all.filter((one) => one.checkVisibility())
        .map((one) => [one.className, one.getBoundingClientRect()])
        .filter(([, {width, height}]) => width < 44 || height < 44).map(([name]) => name)"""
    assert page.locator("#teach :is(button, summary, .name)").evaluate_all(small) == []
