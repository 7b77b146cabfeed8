import pytest
import torch

from model.labels import LABELS
from model.networks import Classifier, build, logits
from training import framework


def test_classifier_is_the_published_network():
    network = Classifier()
    assert [type(layer).__name__ for layer in network.layers] == [
        "Flatten", "Linear", "ReLU", "Dropout", "Linear", "ReLU", "Dropout", "Linear",
    ]  # fmt: skip
    assert sum(p.numel() for p in network.parameters()) == 218_058
    assert network(torch.rand(3, 1, 28, 28)).shape == (3, 10)


def test_classifier_computes_what_the_framework_computes():
    ours, theirs = Classifier().eval(), framework.network(std=0.1, dropout=0.2).eval()
    with torch.no_grad():
        for (name, mine), twin in zip(ours.layers.named_parameters(), theirs.parameters(), strict=True):
            twin.copy_(mine.T if name.endswith("weight") else mine)
    x = torch.rand(5, 1, 28, 28) * 2
    torch.testing.assert_close(ours(x), theirs(x))


@pytest.mark.parametrize("shape", [(28, 28), (1, 28, 28), (1, 1, 28, 28)])
def test_predictions_name_the_probabilities_of_one_picture(shape):
    network, x = Classifier(), torch.rand(shape)
    predictions = network.predictions(x)
    assert tuple(predictions) == LABELS
    assert sum(predictions.values()) == pytest.approx(1)
    expected = torch.softmax(network.eval()(x.view(1, 1, 28, 28)), dim=1)[0]
    assert list(predictions.values()) == pytest.approx(expected.tolist())


def test_predictions_refuse_a_batch_of_several():
    with pytest.raises(ValueError, match="one picture and got a batch of 3"):
        Classifier().predictions(torch.rand(3, 1, 28, 28))


def test_predictions_do_not_depend_on_the_mode_and_leave_it():
    network, x = Classifier().train(), torch.rand(28, 28)
    assert network.predictions(x) == network.predictions(x), "dropout was on"
    assert network.training


def test_logits_carry_no_gradient_and_leave_the_mode():
    network = Classifier().train()
    assert not logits(network, torch.rand(2, 1, 28, 28)).requires_grad
    assert network.training and network.layers[3].training


def test_build_gives_the_named_network_with_its_arguments():
    network = build("mlp", std=0.01, dropout=0.5, labels=list("0123456789"))
    assert network.layers[3].p == 0.5
    assert network.labels == tuple("0123456789")
    assert build(network.name, **network.arguments).arguments == network.arguments


def test_build_refuses_an_unknown_name():
    with pytest.raises(ValueError, match="no network 'resnet'; there are: mlp"):
        build("resnet")
