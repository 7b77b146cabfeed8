"""The choice of network shows what is served, and nothing where there is one."""

import gradio as gr
import pytest
from gradio_client import Client, handle_file

from model.predictor import SHIPPED, Predictor
from page import choice
from page.blocks import build
from page.served import Served, from_files, shipped
from tests.support import EXAMPLES

MLP, RESNET = str(SHIPPED["mlp"]), str(SHIPPED["resnet"])


def test_it_shows_what_is_served_by_names_that_a_person_reads():
    with gr.Blocks():
        radio = choice.build(Served(shipped()), "network")
    assert radio.choices == [("Photo network", "resnet"), ("The tutorial's network (784-256-64-10)", "mlp")]
    assert radio.value == "resnet" and radio.visible


@pytest.fixture(scope="module")
def only_one(serve) -> str:
    """The address of an app that serves one network, of another name than the shipped ones."""
    return serve(build(Served(from_files([f"mine={MLP}"]))))


def test_where_one_is_served_there_is_nothing_to_choose(open_page, only_one):
    page = open_page(only_one)
    page.set_input_files("#photo input[type=file]", EXAMPLES / "sneaker.jpg")
    page.locator("#answer h2").wait_for()
    for element in ("#network", "#network-many", "#network-inside"):
        assert page.locator(f"{element} input").count() == 0
    assert "tutorial" not in page.locator("body").inner_text()


def test_the_api_keeps_the_parameter_where_one_is_served(only_one):
    client = Client(only_one, verbose=False)
    expected = Predictor(MLP).model
    for asked in ([], ["mine"]):
        assert client.predict(handle_file(EXAMPLES / "bag.jpg"), *asked, api_name="/inspect")["model"] == expected
    for endpoint in client.view_api(return_format="dict")["named_endpoints"].values():
        assert '"mine" (mine)' in endpoint["description"]
        assert endpoint["parameters"][1]["parameter_default"] == "mine"


def test_an_unknown_network_is_a_sentence_that_names_those_served(only_one):
    client = Client(only_one, verbose=False)
    with pytest.raises(Exception, match=r"There is no network 'resnet'; there are: mine\."):
        client.predict(handle_file(EXAMPLES / "bag.jpg"), "resnet", api_name="/inspect")
