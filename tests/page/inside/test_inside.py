"""A photo followed to its answer: each number that the page shows is the network's own, or a sum of others that are."""

import pytest
import torch

from model.calibration import Calibration
from model.checkpoint import Checkpoint, save
from model.inspection import Inspection, loss_and_gradients
from model.labels import NONE_OF_THESE
from model.networks import build, logits
from model.photo import greys, seen
from model.predictor import SHIPPED, Predictor
from model.steps import steps
from page import words
from page.blocks import build as build_page
from page.served import Served, from_files
from tests.support import ROOT

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.page.inside.visit import followed, numbers, rows, step

LAST_DIGIT = 0.0006


def near(value: float) -> object:
    return pytest.approx(value, abs=LAST_DIGIT, rel=0.05 if abs(value) < LAST_DIGIT else 0)


def test_a_photo_goes_through_layer_by_layer(page):
    page.get_by_role("tab", name="How it works").click()
    page.set_input_files("#photo-inside input[type=file]", ROOT / "examples" / "sneaker.jpg")
    network = Predictor(SHIPPED["resnet"]).network
    count = len(steps(network, torch.zeros(1, network.input_size, network.input_size)))
    expect(page.locator("#layers img")).to_have_count(count)
    expect(page.locator("#logits")).to_contain_text("none of these")
    page.locator("#network-inside").get_by_label("tutorial's network").check()
    expect(page.locator("#layers img")).to_have_count(9)
    expect(page.locator("#logits")).not_to_contain_text("none of these")


@pytest.mark.parametrize("network", ["resnet", "mlp"])
def test_the_logits_the_probabilities_and_the_score_are_those_of_the_answer(page, network):
    photo = followed(page, network)
    predictor = Predictor(SHIPPED[network])
    prediction = predictor.predict(photo)
    x = predictor.see(photo)
    z = logits(predictor.network, x.unsqueeze(0))[0].tolist()
    names = [*predictor.labels, NONE_OF_THESE][: len(z)]
    assert rows(step(page, "logits"), ".classes") == [(name, near(one)) for name, one in zip(names, z, strict=True)]
    for terms in step(page, "logits").locator(".terms").all():
        *each, count, mean = numbers(terms.inner_text())
        assert len(each) == count and sum(each) / count == near(mean)
    shown = step(page, "probabilities").locator(".classes tr:has(th)")
    expect(shown).to_have_count(10)
    for row, (label, share) in zip(shown.all(), prediction.probabilities.items(), strict=True):
        assert row.locator("td").last.inner_text() == words.per_cent(share), label
    *_, (_, score), (_, threshold) = rows(step(page, "sure"), ".sum")
    assert score == near(prediction.score) and threshold == near(predictor.checkpoint.calibration.threshold)
    verdict = step(page, "sure").locator(".verdict")
    expect(verdict).to_contain_text("it is one of my kinds" if prediction.recognised else "does not look like")


def test_it_shows_what_the_photo_looked_like_where_that_is_known(page):
    photo = followed(page, "resnet")
    shown = step(page, "nearest").locator("li").all_text_contents()
    expected = Predictor().alike(photo)
    assert [text.split() for text in shown] == [[one.label, str(round(100 * one.distance))] for one in expected]
    page.locator("#network-inside").get_by_label("tutorial's network").check()
    expect(step(page, "nearest")).to_be_hidden()


@pytest.mark.parametrize("network", ["resnet", "mlp"])
def test_a_pixel_is_what_the_network_gets(page, network):
    photo = followed(page, network)
    predictor = Predictor(SHIPPED[network])
    x, side = predictor.see(photo), predictor.network.input_size
    pixel = step(page, "inverted").locator(".pixel")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        pixel.press(key)
        row, column, _, grey, *_, value = numbers(step(page, "inverted").locator(".pixel_said").inner_text())
        place = int(row) - 1, int(column) - 1
        assert value == near(x[0][place].item())
        assert grey == greys(seen(photo, side))[0][place].item()


def test_a_neuron_adds_up_and_each_of_its_numbers_leads_to_where_it_comes_from(page):
    photo = followed(page, "mlp")
    predictor = Predictor(SHIPPED["mlp"])
    inspection = Inspection(predictor.network, predictor.see(photo))
    place = step(page, "neuron")
    place.locator(".layer").select_option("1")
    expect(place.locator(".number")).to_have_attribute("max", "64")
    place.locator(".number").fill("8")
    place.locator(".number").press("Enter")
    neuron = inspection.neuron(1, 7)
    expect(place.locator(".value_said")).to_have_text(f"Neuron 8: {neuron.value:.3f}")
    *terms, (_, total), (_, value) = rows(place, ".sum")
    assert sum(number for _, number in terms) == pytest.approx(total, abs=0.004)
    assert total == near(neuron.sum) and value == near(neuron.value)
    products = neuron.given * neuron.weights
    largest = int(products.abs().argmax())
    index, given, weight, product = numbers(place.locator(".product_said").inner_text())
    assert index == largest + 1 and given == near(neuron.given[largest].item())
    assert weight == near(neuron.weights[largest].item()) and product == near(products[largest].item())
    place.locator(".follow").click()
    expect(place.locator(".number")).to_have_attribute("max", "256")
    expect(place.locator(".number")).to_have_value(str(largest + 1))
    before = inspection.neuron(0, largest)
    assert before.value == neuron.given[largest].item()
    *terms, (_, total), (_, value) = rows(place, ".sum")
    assert sum(number for _, number in terms) == pytest.approx(total, abs=0.004)
    assert total == near(before.sum) and value == near(before.value)


@pytest.mark.parametrize("layer", [0, 1, 6])
def test_a_point_adds_up_from_patch_times_kernel_to_what_the_layer_gives(page, layer):
    photo = followed(page)
    predictor = Predictor(SHIPPED["resnet"])
    inspection = Inspection(predictor.network, predictor.see(photo))
    place = step(page, "point")
    place.locator(".layer").select_option(str(layer))
    channels = inspection.convolutions[layer].output.shape[1]
    expect(place.locator(".number")).to_have_attribute("max", str(channels))
    place.locator(".number").fill("3")
    place.locator(".number").press("Enter")
    expect(place.locator(".number")).to_have_value("3")
    page.wait_for_timeout(500)
    place.locator(".map").press(
        "ArrowLeft" if "column 1:" not in place.locator(".point_said").inner_text() else "ArrowRight"
    )
    page.wait_for_timeout(500)
    row, column, value = numbers(place.locator(".point_said").inner_text())
    point = inspection.patch(layer, 2, int(row) - 1, int(column) - 1)
    assert value == near(point.parts[-1].value)
    said = rows(place, ".sum")
    terms, (_, total), after = said[: -len(point.parts) - 1], said[-len(point.parts) - 1], said[-len(point.parts) :]
    assert sum(number for _, number in terms) == pytest.approx(total, abs=0.003) and total == near(point.sum)
    assert [number for _, number in after] == [near(part.value) for part in point.parts]
    sums = (point.patch * point.kernel).sum(dim=(1, 2))
    first = place.locator(".channels li").first
    most = int(sums.abs().argmax())
    assert numbers(first.locator("h4").inner_text()) == [most + 1, near(sums[most].item())]
    patch, kernel, products = (
        [numbers(cell)[0] for cell in square.locator("td").all_inner_texts()]
        for square in first.locator(".square").all()
    )
    assert patch == pytest.approx(point.patch[most].flatten().tolist(), abs=0.0051)
    assert kernel == pytest.approx(point.kernel[most].flatten().tolist(), abs=0.0051)
    assert products == pytest.approx((point.patch * point.kernel)[most].flatten().tolist(), abs=0.0051)


def test_the_bars_move_with_the_temperature_and_come_back(page):
    photo = followed(page)
    predictor = Predictor()
    z = logits(predictor.network, predictor.see(photo).unsqueeze(0))
    place = step(page, "probabilities")
    fitted = place.locator(".fitted")
    expect(fitted).to_be_disabled()
    place.locator(".temperature").fill("3")
    expect(place.locator("output")).to_have_text("8.00")
    hot = Calibration(8.0, knows_none=True).probabilities(z)[0].tolist()
    shown = [row.inner_text() for row in place.locator(".classes td:last-child").all()]
    assert shown == [words.per_cent(share) for share in hot]
    fitted.click()
    shares = predictor.predict(photo).probabilities.values()
    assert place.locator(".classes td:last-child").all_inner_texts() == [words.per_cent(share) for share in shares]
    assert place.locator(".temperature").evaluate("slider => slider === document.activeElement")


@pytest.mark.parametrize("network", ["resnet", "mlp"])
def test_had_another_answer_been_right_the_loss_and_its_gradient_are_the_network_s_own(page, network):
    photo = followed(page, network)
    predictor = Predictor(SHIPPED[network])
    place = step(page, "loss")
    with page.expect_response(lambda response: "call/inside_loss/" in response.url):
        place.locator(".right").select_option("3")
    found = loss_and_gradients(predictor.network, predictor.see(photo), 3)
    expect(place.locator(".formula")).to_contain_text(f"= {found.loss:.3f}")
    assert [pull for _, pull in rows(place, ".classes")] == [near(pull) for pull in found.logits.tolist()]
    shown = place.locator(".changes tbody tr").all()
    assert len(shown) == len(found.changes)
    for row, change in zip(shown, found.changes, strict=True):
        _, weight, gradient = (numbers(text) for text in row.locator("td").all_inner_texts())
        assert weight == [near(change.weight)] and gradient == [near(change.gradient)]


def test_what_is_not_recognised_and_what_has_no_threshold_is_said(serve, open_page, tmp_path):
    shipped = Predictor().checkpoint
    strict = Calibration(shipped.calibration.temperature, 1e3, shipped.calibration.knows_none)
    save(Checkpoint(shipped.network, strict), tmp_path / "strict.pt")
    save(Checkpoint(build("linear", std=0.1)), tmp_path / "open.pt")
    page = open_page(serve(build_page(Served(from_files([f"{n}={tmp_path / n}.pt" for n in ("strict", "open")])))))
    followed(page, "strict")
    expect(step(page, "sure").locator(".verdict")).to_contain_text("is below 1000.000")
    page.locator("#network-inside input[value=open]").check()
    expect(step(page, "sure").locator(".verdict")).to_contain_text("No threshold was chosen")


def test_a_file_that_is_no_photo_gets_its_sentence_and_a_photo_after_it_its_steps(page):
    followed(page)
    page.set_input_files("#photo-inside input[type=file]", ROOT / "README.md")
    expect(page.locator(".inside .trouble")).to_contain_text("This file is not a photo that can be read")
    expect(page.locator(".inside .steps")).to_be_hidden()
    followed(page)
    expect(page.locator(".inside .trouble")).to_be_empty()


def test_a_photo_that_the_server_has_let_go_is_sent_again_without_a_word(page):
    photo = followed(page, "mlp")
    before = step(page, "neuron").locator(".value_said").inner_text()
    assert photo.size[0] > 0 and before
    page.route("**/gradio_api/call/inside_neuron", forgotten)
    step(page, "neuron").locator(".layer").select_option("2")
    expect(step(page, "neuron").locator(".number")).to_have_attribute("max", "10")
    expect(page.locator(".inside .trouble")).to_be_empty()


def forgotten(route) -> None:
    """Let a photo be asked about that is not there any more, once."""
    data = route.request.post_data_json
    data["data"][0]["path"] += ".gone"
    route.continue_(post_data=data)
    route.request.frame.page.unroute("**/gradio_api/call/inside_neuron")


HIDDEN = """() => [...document.querySelectorAll("#inside *")].filter((one) =>
    one.checkVisibility() && !one.closest(".wide_table > *, .examples ul, input[type=file]")
    && one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("network", ["resnet", "mlp"])
def test_on_the_smallest_phone_nothing_is_cut_off(open_page, network):
    page = open_page(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    followed(page, network)
    assert page.evaluate(HIDDEN) == []
    page.evaluate("document.querySelector('.inside .why').style.width = '500px'")
    assert page.evaluate(HIDDEN), "what is cut off is seen"
