import pytest
import torch

from model.labels import LABELS
from model.networks import Classifier, DeepClassifier, LinearClassifier, ResNet, build, logits
from training.learning.optimizer import Optimizer
from training.published import framework


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


def test_a_deep_classifier_has_a_relu_after_every_layer_but_the_last():
    network = DeepClassifier(784, 20, 30, 10)
    assert [type(layer).__name__ for layer in network.layers] == [
        "Flatten", "Linear", "ReLU", "Linear", "ReLU", "Linear",
    ]  # fmt: skip
    assert network(torch.rand(3, 1, 28, 28)).shape == (3, 10)
    assert build(network.name, **network.arguments).arguments == network.arguments


def test_a_linear_classifier_has_no_hidden_layer_and_draws_its_biases_too():
    network = LinearClassifier(labels="abcdefghij")
    [_, linear] = network.layers
    x = torch.rand(2, 1, 28, 28)
    torch.testing.assert_close(network(x), x.flatten(1) @ linear.weight + linear.bias)
    assert linear.weight.std().item() == pytest.approx(1, abs=0.05)
    biases = torch.cat([LinearClassifier(std=2).layers[1].bias for _ in range(50)])
    assert biases.std().item() == pytest.approx(2, abs=0.3)
    assert build("linear", **network.arguments).labels == network.labels


@pytest.mark.parametrize("layers", [(), (784,), (780, 10), (784, 20)])
def test_layers_that_lead_nowhere_are_refused(layers):
    with pytest.raises(ValueError, match="from a square picture's pixels to 10 classes"):
        DeepClassifier(*layers)


def test_build_refuses_an_unknown_name():
    with pytest.raises(ValueError, match="no network 'vgg'; there are: linear, deep, mlp, record, resnet, taught"):
        build("vgg")


@pytest.fixture
def small():
    """A residual network of every kind of block, fast enough for tests."""
    return ResNet(widths=(4, 6), blocks=(2, 1), input_size=16)


def test_the_photo_network_has_an_output_for_none_of_the_classes(small):
    assert small(torch.rand(3, 1, 16, 16)).shape == (3, len(LABELS) + 1)
    assert ResNet(widths=(4,), blocks=(1,), labels=("a", "b"))(torch.rand(2, 1, 64, 64)).shape == (2, 3)


def test_the_photo_network_fits_into_eight_megabytes():
    assert sum(value.numel() for value in ResNet().state_dict().values()) * 4 < 7.9e6


def test_a_mirror_image_is_the_same_garment(small):
    x = torch.rand(2, 1, 16, 16)
    small.eval()
    torch.testing.assert_close(small(x), small(x.flip(3)))
    small.train()
    assert not torch.allclose(small(x), small(x.flip(3)), atol=1e-4), "in training each picture stands for itself"


def test_a_glance_from_either_side_makes_an_answer(small):
    network, x = small.eval(), torch.rand(40, 3, 16, 16) * 2
    with torch.no_grad():
        sides = network.glance(x), network.glance(x.flip(dims=[-1]))
        alone = network.head(network.features(x[:, :1]))
        answer = network(x)
    torch.testing.assert_close(sides[0][:, 0], alone, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(torch.stack(sides).mean(dim=(0, 2)), answer, rtol=1e-4, atol=1e-6)


def test_several_views_of_a_photo_are_answered_together(small):
    views = torch.rand(2, 3, 16, 16)
    each = [logits(small, views[:, [view]]) for view in range(3)]
    torch.testing.assert_close(logits(small, views), sum(each) / 3)


def test_the_photo_network_rebuilds_from_its_arguments(small):
    twin = build(small.name, **small.arguments)
    twin.load_state_dict(small.state_dict())
    x = torch.rand(2, 1, 16, 16)
    assert torch.equal(logits(twin, x), logits(small, x))
    assert twin.input_size == 16 and twin.arguments == small.arguments


def test_the_photo_network_halves_the_sides_at_the_stem_and_at_every_stage():
    network = ResNet(widths=(4, 6, 8), blocks=(1, 1, 1), stem_stride=2, input_size=32)
    assert network.features(torch.rand(1, 1, 32, 32)).shape == (1, 8, 4, 4)


def test_the_photo_network_learns(small):
    """Light or dark half: a gradient that did not reach the stem, or a block left out, would not get there."""
    torch.manual_seed(0)
    x, y = torch.rand(32, 1, 16, 16) * 0.2, torch.arange(32) % 2
    x[y == 1, :, :8] += 1
    x[y == 0, :, 8:] += 1
    optimizer = Optimizer(small.parameters(), lr=0.1, momentum=0.9)
    for _ in range(20):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(small.train()(x), y).backward()
        optimizer.step()
    assert all(p.grad.any() for p in small.parameters() if p.ndim > 1)
    assert (small(x).argmax(dim=1) == y).all()
