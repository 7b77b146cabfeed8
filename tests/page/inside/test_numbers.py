"""What is told of a photo's way, and what is asked that there is not."""

import gradio as gr
import pytest

from page.inside import numbers
from page.served import Served, shipped

NOTHING = {"url": "data:image/png;base64,"}


@pytest.fixture(scope="module")
def served():
    return Served(shipped())


def data_url() -> dict:
    from base64 import b64encode

    from tests.support import EXAMPLES

    return {"url": f"data:image/jpeg;base64,{b64encode((EXAMPLES / 'bag.jpg').read_bytes()).decode()}"}


@pytest.mark.parametrize("question", [numbers.way, numbers.neuron, numbers.point, numbers.loss])
def test_what_is_wrong_with_a_photo_is_an_answer_that_the_page_can_say(served, question):
    assert numbers.asked(served, question)(NOTHING, "resnet") == {"error": "error.photo.empty", "values": {}}


@pytest.mark.parametrize(
    ("question", "places"),
    [
        (numbers.neuron, (1, 0)),
        (numbers.neuron, (0, -1)),
        (numbers.neuron, (0, "0")),
        (numbers.neuron, (None, 0)),
        (numbers.point, (0, 0, 24, 0)),
        (numbers.point, (0, 32, 0, 0)),
        (numbers.point, (12, 0, 0, 0)),
        (numbers.point, (0, 0, 0, True)),
        (numbers.loss, (11,)),
        (numbers.loss, (-1,)),
        (numbers.loss, (1.5,)),
        (numbers.loss, ([1],)),
    ],
)
def test_a_place_that_there_is_not_is_refused_in_one_sentence(served, question, places):
    with pytest.raises(gr.Error, match=r"^'There is no such place in this network\.'$"):
        numbers.asked(served, question)(data_url(), "resnet", *places)


def test_a_network_that_there_is_not_is_refused(served):
    with pytest.raises(gr.Error, match="There is no network 'none'"):
        numbers.asked(served, numbers.way)(data_url(), "none")
