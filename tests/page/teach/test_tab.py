"""The tab where one teaches, as its visitors use it."""

import re
import zipfile
from threading import Event

import pytest

from model.predictor import Predictor
from page import words
from page.blocks import build
from page.served import Served, shipped
from tests.training.drawn_shapes import drawn
from training.data.photos import find_named_photos

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.teach.visit import ask, give, learn, opened, packed, photos, state, taken
from tests.page.test_visit import complaints

PHONE = {"viewport": {"width": 320, "height": 700}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def teach(page):
    """The tab, on a desk."""
    return opened(page)


@pytest.fixture
def taught(teach):
    """The tab, with what was learned from five discs and five bars."""
    give(teach, 0, photos("disc", 5), "disc")
    give(teach, 1, photos("bar", 5), "bar")
    learn(teach)
    return teach


def names(page) -> list[str]:
    return page.locator("#teach .name").evaluate_all("all => all.map((one) => one.value)")


def counts(page) -> list[str]:
    return page.locator("#teach .count").all_text_contents()


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


def test_what_was_learned_is_taken_away_and_the_photos_with_it(taught, tmp_path):
    predictor = Predictor(taken(taught, "checkpoint", tmp_path / "my.pt"))
    assert predictor.labels == ("disc", "bar")
    assert predictor.predict(drawn("disc", 20)).label == "disc"
    expect(taught.locator("#teach .line code")).to_have_text("python app.py --model my.pt")
    taught.locator("#teach .copy").click()
    expect(taught.locator("#teach .line [role=status]")).to_have_text("The line is copied.")
    assert taught.evaluate("navigator.clipboard.readText()") == "python app.py --model my.pt"
    with zipfile.ZipFile(taken(taught, "zip", tmp_path / "classes.zip")) as archive:
        assert archive.testzip() is None
    found = find_named_photos(tmp_path / "classes.zip")
    assert sorted(photo.accepted for photo in found) == [("bar",)] * 5 + [("disc",)] * 5


def test_a_zip_that_is_asked_for_at_once_holds_every_photo(teach, tmp_path):
    give(teach, 0, photos("disc", 40), "disc")
    found = find_named_photos(taken(teach, "zip", tmp_path / "classes.zip"))
    assert [photo.accepted for photo in found] == [("disc",)] * 40


def test_a_zip_fills_the_cards_and_goes_on_where_it_was(taught, open_page, tmp_path):
    give(taught, 2, photos("frame", 2))
    path = taken(taught, "zip", tmp_path / "classes.zip")
    page = opened(open_page())
    page.set_input_files("#teach .zip_file", path)
    state(page, "ready")
    assert sorted(names(page)) == ["bar", "disc"] and counts(page) == ["Photos: 5", "Photos: 5", "Photos: 2"]
    learn(page)
    ask(page, photos("bar", 1, first=20)[0], "bar")


def test_a_zip_with_too_many_classes_and_with_photos_in_no_folder_says_so(teach):
    one = photos("disc", 1)
    teach.set_input_files("#teach .zip_file", packed({f"class {number:02}": one for number in range(22)}))
    expect(teach.locator("#teach .trouble")).to_have_text("These are 22 classes: the first 20 were taken.")
    assert len(names(teach)) == 20
    expect(teach.locator("#teach .add")).to_be_disabled()
    teach.set_input_files("#teach .zip_file", packed({"": one}))
    expect(teach.locator("#teach .trouble")).to_contain_text("lie in no folder were left out: 1.")
    teach.set_input_files("#teach .zip_file", {"name": "a.zip", "mimeType": "", "buffer": b"PK, and nothing more"})
    expect(teach.locator("#teach .trouble")).to_contain_text("This zip is damaged")


def test_what_is_missing_before_it_can_learn_is_said(teach):
    missing = teach.locator("#teach .missing")
    state(teach, "empty")
    expect(missing).to_have_text("First, give two classes a name and at least 3 photos each.")
    give(teach, 0, photos("disc", 2), "disc")
    expect(teach.locator("#teach .count").first).to_have_text("Photos: 2 of at least 3")
    give(teach, 0, photos("disc", 1, first=2))
    give(teach, 1, photos("bar", 3))
    expect(missing).to_have_text("A class with photos has no name yet.")
    for name, sentence in (("Disc", "Two classes are called Disc"), ("none", "No class can be called none")):
        teach.locator("#teach .name").nth(1).fill(name)
        expect(missing).to_contain_text(sentence)
        expect(teach.locator("#teach .learn")).to_be_disabled()
    teach.locator("#teach .name").nth(1).fill(" ../b<i>ar ")
    teach.locator("#teach .name").nth(1).blur()
    assert names(teach) == ["disc", "-b-i-ar"], "a name is one that a folder can have"
    expect(missing).to_be_empty()
    state(teach, "ready")
    expect(teach.locator("#teach .zip")).to_be_visible()
    for part in ("checkpoint", "serve", "report", "asking"):
        expect(teach.locator(f"#teach .{part}")).to_be_hidden()
    teach.locator("#teach .keep input").check()
    teach.get_by_role("button", name="Remove the class -b-i-ar").click()
    state(teach, "ready")
    teach.get_by_role("button", name="Remove the photo disc 0.png").click()
    expect(missing).to_have_text("First, give a class a name and at least 3 photos.")


def test_what_cannot_be_read_is_said_on_its_card_and_what_is_too_much_left_out(teach):
    give(teach, 0, [*photos("disc", 3), {"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"}], "disc")
    refused = teach.locator("#teach .card .refused").first
    expect(refused).to_have_text(f"a.txt: {words.say('error.photo.none')}")
    expect(teach.locator("#teach .card").first.locator("li")).to_have_count(3)
    drop = """async (count) => {
        const blob = await (await fetch(document.querySelector(".example img").src)).blob();
        const data = new DataTransfer();
        for (let number = 0; number < count; number++) data.items.add(new File([blob], "image.jpg"));
        document.querySelector("#teach .card").dispatchEvent(
            new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    teach.evaluate(drop, 200)
    expect(refused).to_have_text("These are 203 photos: the first 200 were taken.")
    expect(teach.locator("#teach .count").first).to_have_text("Photos: 200")
    expect(teach.get_by_role("button", name="Remove the photo image.jpg")).to_have_count(1)
    expect(teach.get_by_role("button", name="Remove the photo image (2).jpg")).to_have_count(1)
    expect(teach.locator("#teach .card li")).to_have_count(12)
    teach.get_by_role("button", name="Show all 200").click()
    expect(teach.locator("#teach .card li")).to_have_count(200)


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
