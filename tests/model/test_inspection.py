"""What a value comes from: each sum is made by hand, and is what the network itself has at that place."""

import pytest
import torch

from model.inspection import Inspection, loss_and_gradients
from model.layers import BatchNorm2d, Conv2d
from model.networks import DeepClassifier, build, logits
from model.resnet import ResNet, TaughtResNet
from model.steps import steps_and_answers

SMALL = {"widths": (4, 6), "blocks": (1, 1), "stem_stride": 2, "input_size": 16}


def lively(network):
    """Batch normalisations as training leaves them: none of their numbers is 0 or 1."""
    for layer in network.modules():
        if isinstance(layer, BatchNorm2d):
            for tensor in (layer.weight.data, layer.bias.data, layer.running_mean, layer.running_var):
                tensor.uniform_(0.2, 1.2)
    return network.eval()


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_neuron_s_products_and_its_bias_are_its_value(layer):
    network, x = build("mlp"), torch.rand(1, 28, 28)
    inspection = Inspection(network, x)
    neuron = inspection.neuron(layer, 5)
    by_hand = sum(float(a) * float(b) for a, b in zip(neuron.given, neuron.weights, strict=True)) + neuron.bias
    assert neuron.sum == pytest.approx(by_hand, abs=1e-4)
    assert neuron.is_rectified == (layer < 2)
    assert neuron.value == (max(neuron.sum, 0) if layer < 2 else neuron.sum)
    assert neuron.value == inspection.values(inspection.linears[layer])[5].item()
    if layer == 0:
        assert torch.equal(neuron.given, x.flatten())
    else:
        assert neuron.given[3].item() == inspection.neuron(layer - 1, 3).value


@pytest.mark.parametrize("views", [1, 3])
def test_a_point_is_its_patch_times_the_kernel_and_what_is_done_to_it(views):
    network, x = lively(ResNet(**SMALL, views=views)), torch.rand(views, 16, 16) * 2
    inspection = Inspection(network, x)
    assert len(inspection.convolutions) == len([one for one in network.modules() if isinstance(one, Conv2d)]) == 6
    for layer, one in enumerate(inspection.convolutions):
        _, height, width = one.output.shape[1:]
        for row, column in ((0, 0), (height // 2, width // 2), (height - 1, width - 1)):
            point = inspection.patch(layer, 1, row, column)
            assert (point.patch * point.kernel).sum().item() == pytest.approx(point.sum, abs=1e-5)
            inside = one.given[0, :, max(0, point.top), max(0, point.left)]
            assert torch.equal(point.patch[:, max(0, -point.top), max(0, -point.left)], inside)
            value = point.sum
            for part in point.parts:
                value = {"scale": value * part.by, "relu": max(value, 0)}.get(part.how, value + part.by)
                assert part.value == pytest.approx(value, abs=1e-5)
                value = part.value
            assert value == inspection.values(one)[1, row, column].item()


def test_each_layer_is_followed_by_what_the_network_does_next():
    inspection = Inspection(lively(ResNet(**SMALL)), torch.rand(1, 16, 16))
    said = [[part.how for part in inspection.patch(layer, 0, 0, 0).parts] for layer in range(6)]
    first, whole = ["scale", "shift", "relu"], ["scale", "shift", "add", "relu"]
    assert said == [first, first, whole, whole, first, whole]


def test_the_first_convolution_is_given_the_picture_and_the_head_the_answer():
    network, x = lively(ResNet(**SMALL)), torch.rand(1, 16, 16)
    inspection = Inspection(network, x)
    assert torch.equal(inspection.convolutions[0].given[0], x)
    _, answers = steps_and_answers(network, x)
    assert torch.allclose(answers.mean(dim=0), logits(network, x.unsqueeze(0))[0], atol=1e-6)
    assert torch.equal(answers[0], inspection.values(inspection.linears[-1]))


def test_a_taught_network_is_followed_too():
    network, x = lively(TaughtResNet(**SMALL, labels=["a", "b"], outlines=True, views=3)), torch.rand(3, 16, 16)
    inspection = Inspection(network, x)
    assert len(inspection.convolutions) == 6 and len(inspection.linears) == 2
    found, answers = steps_and_answers(network, x)
    torch.testing.assert_close(found[-1].output, logits(network, x.unsqueeze(0))[0])
    assert answers.shape == (6, 3)


@pytest.mark.parametrize("place", [(1, 0), (0, 10), (-1, 0), (0, -1)])
def test_a_neuron_that_there_is_not_is_an_error(place):
    with pytest.raises(IndexError):
        Inspection(build("linear"), torch.rand(1, 28, 28)).neuron(*place)


def test_the_loss_and_its_gradient_are_those_made_by_hand():
    network, x = DeepClassifier(16, 3, std=0.5, labels=["a", "b", "c"]), torch.rand(1, 4, 4)
    found = loss_and_gradients(network, x, 1)
    shares = logits(network, x.unsqueeze(0))[0].exp()
    shares /= shares.sum()
    assert found.loss == pytest.approx(-shares[1].log().item(), abs=1e-6)
    pull = shares - torch.tensor([0.0, 1.0, 0.0])
    torch.testing.assert_close(found.logits, pull)
    by_hand = x.flatten()[:, None] * pull  # (16, 3): d loss / d weight
    [change] = found.changes
    assert abs(change.gradient) == pytest.approx(by_hand.abs().max().item(), abs=1e-6)
    assert change.gradient == pytest.approx(by_hand[change.place].item(), abs=1e-6)
    assert change.weight == network.layers[1].weight[change.place].item()
    assert found.unit == int(pull.abs().argmax())
    torch.testing.assert_close(found.gradient.flatten(), by_hand[:, found.unit])


def test_a_step_against_the_gradient_makes_the_loss_smaller_and_the_network_itself_stays():
    network, x = lively(ResNet(**SMALL)), torch.rand(1, 16, 16)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    found = loss_and_gradients(network, x, 3)
    assert len(found.changes) == 7 and found.gradient.shape == (3, 3)
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters())
    with torch.no_grad():
        network.features[0][0].weight[found.unit, 0] -= 0.01 * found.gradient
    assert loss_and_gradients(network, x, 3).loss < found.loss
    with pytest.raises(IndexError):
        loss_and_gradients(network, x, 11)
