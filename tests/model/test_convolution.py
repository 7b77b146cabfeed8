"""The layers of a convolutional network, each against its twin in torch.nn: outputs, gradients, running statistics."""

import os
import subprocess
import sys

import pytest
import torch
from torch import nn

from model.layers import BatchNorm2d, Conv2d, GlobalAveragePool2d, Linear, MaxPool2d, ReLU, Residual, Sequential
from tests.model.test_layers import outputs_and_gradients
from tests.support import ROOT


def assert_same(ours, twin, x):
    for mine, theirs in zip(outputs_and_gradients(ours, x), outputs_and_gradients(twin, x), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-3)
    for (name, mine), (_, theirs) in zip(ours.named_parameters(), twin.named_parameters(), strict=True):
        torch.testing.assert_close(mine.grad, theirs.grad, rtol=1e-4, atol=1e-2, msg=name)


# kernel, stride, padding
GEOMETRIES = [(3, 1, 1), (3, 2, 1), (1, 1, 0), (1, 2, 0), (1, 2, 1), (5, 1, 0), (2, 2, 0), (3, 2, 0)]


@pytest.mark.parametrize(("kernel_size", "stride", "padding"), GEOMETRIES)
@pytest.mark.parametrize("bias", [True, False])
def test_convolution_is_its_twin(kernel_size, stride, padding, bias):
    ours = Conv2d(3, 4, kernel_size, stride, padding, bias)
    twin = nn.Conv2d(3, 4, kernel_size, stride, padding, bias=bias)
    twin.load_state_dict(ours.state_dict())
    assert_same(ours, twin, torch.randn(2, 3, 9, 8))


class WindowsAndMatmul(Conv2d):
    """The same convolution without torch's: every window as a row, times the weights as a matrix."""

    def forward(self, x):
        out_channels, _, k, _ = self.weight.shape
        padded = x.new_zeros(*x.shape[:2], x.shape[2] + 2 * self.padding, x.shape[3] + 2 * self.padding)
        padded[:, :, self.padding : self.padding + x.shape[2], self.padding : self.padding + x.shape[3]] = x
        windows = padded.unfold(2, k, self.stride).unfold(3, k, self.stride)  # (N, C, H', W', k, k)
        rows = windows.permute(0, 2, 3, 1, 4, 5).flatten(start_dim=3)  # (N, H', W', C · k · k)
        y = (rows @ self.weight.view(out_channels, -1).T).permute(0, 3, 1, 2)
        return y if self.bias is None else y + self.bias[:, None, None]


@pytest.mark.parametrize(("kernel_size", "stride", "padding"), GEOMETRIES)
def test_convolution_is_windows_and_a_matrix_product(kernel_size, stride, padding):
    ours, by_hand = Conv2d(3, 4, kernel_size, stride, padding), WindowsAndMatmul(3, 4, kernel_size, stride, padding)
    by_hand.load_state_dict(ours.state_dict())
    assert_same(ours, by_hand, torch.randn(2, 3, 9, 8))


def test_a_strided_look_at_few_channels_stays_within_its_memory():
    """As torch's own does not, backward, on a processor without AVX-512 with 4 channels, with it with fewer than 16."""
    script = """if True:
        import torch
        from model.layers import Conv2d
        torch.set_num_threads(1)
        for channels in (4, 8, 12):
            layer = Conv2d(channels, 2 * channels, 1, stride=2).to(memory_format=torch.channels_last)
            for _ in range(200):
                x = torch.randn(8, channels, 8, 8).to(memory_format=torch.channels_last).requires_grad_()
                layer(x).square().sum().backward()
    """
    checked = {**os.environ, "MALLOC_CHECK_": "3", "LD_PRELOAD": "libc_malloc_debug.so.0"}  # glibc's, where that is
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=checked, check=True, timeout=60)


def test_convolution_draws_weights_that_keep_the_variance():
    layer = Conv2d(64, 128, 3, padding=1)
    assert layer.weight.std().item() == pytest.approx((2 / (64 * 9)) ** 0.5, rel=0.02)
    assert not layer.bias.any()
    x = ReLU()(torch.randn(4, 64, 12, 12))
    inside = layer(x)[:, :, 1:-1, 1:-1]
    assert inside.pow(2).mean().item() == pytest.approx(2 * x.pow(2).mean().item(), rel=0.1)


@pytest.mark.parametrize("size", [(8, 8), (7, 9)])
@pytest.mark.parametrize("kernel_size", [2, 3])
def test_pooling_is_its_twin(size, kernel_size):
    assert_same(MaxPool2d(kernel_size), nn.MaxPool2d(kernel_size), torch.randn(2, 3, *size))


def test_pooling_gives_a_tie_s_gradient_to_one_pixel():
    assert_same(MaxPool2d(2), nn.MaxPool2d(2), torch.zeros(1, 1, 4, 4))


def twins(features=5, **options):
    ours, twin = BatchNorm2d(features, **options), nn.BatchNorm2d(features, **options)
    with torch.no_grad():
        for mine, theirs in zip(ours.parameters(), twin.parameters(), strict=True):
            theirs.copy_(mine.normal_())
    return ours, twin


def test_batch_norm_is_its_twin_in_training_and_eval():
    ours, twin = twins(momentum=0.3, eps=1e-3)
    for _ in range(3):
        assert_same(ours, twin, torch.randn(4, 5, 3, 6) * 3 + 7)
    torch.testing.assert_close(ours.running_mean, twin.running_mean)
    torch.testing.assert_close(ours.running_var, twin.running_var)
    assert_same(ours.eval(), twin.eval(), torch.randn(4, 5, 3, 6))


def test_batch_norm_leaves_its_statistics_alone_in_eval():
    layer = BatchNorm2d(3).eval()
    layer(torch.randn(4, 3, 5, 5) + 100)
    assert not layer.running_mean.any() and (layer.running_var == 1).all()


def test_batch_norm_keeps_its_statistics_in_the_state_and_out_of_the_parameters():
    layer = BatchNorm2d(3)
    assert set(layer.state_dict()) == {"weight", "bias", "running_mean", "running_var"}
    assert {name for name, _ in layer.named_parameters()} == {"weight", "bias"}


def test_batch_norm_refuses_a_single_value_a_channel_in_training():
    with pytest.raises(ValueError, match="larger batch"):
        BatchNorm2d(3)(torch.randn(1, 3, 1, 1))
    assert BatchNorm2d(3).eval()(torch.randn(1, 3, 1, 1)).shape == (1, 3, 1, 1)


def test_global_average_pooling_is_its_twin():
    twin = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    assert_same(GlobalAveragePool2d(), twin, torch.randn(2, 3, 5, 7))


def test_residual_adds_its_input_or_its_shortcut():
    x = torch.randn(4, 6)
    body, shortcut = Linear(6, 6), Linear(6, 6)
    assert torch.equal(Residual(body)(x), x + body(x))
    assert torch.equal(Residual(body, shortcut)(x), shortcut(x) + body(x))
    assert len(list(Residual(body, shortcut).parameters())) == 4


def test_a_residual_network_is_its_twin():
    """The layers together, as a network would have them: two convolutions around a shortcut, pooled, classified."""
    ours = Sequential(
        Conv2d(1, 4, 3, padding=1, bias=False), BatchNorm2d(4), ReLU(),
        Residual(
            Sequential(Conv2d(4, 8, 3, 2, 1, bias=False), BatchNorm2d(8), ReLU(), Conv2d(8, 8, 3, padding=1)),
            Conv2d(4, 8, 1, 2, bias=False),
        ),
        ReLU(), MaxPool2d(2), GlobalAveragePool2d(), Linear(8, 3),
    )  # fmt: skip

    class Twin(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
            self.body = nn.Sequential(
                nn.Conv2d(4, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1)
            )
            self.shortcut = nn.Conv2d(4, 8, 1, 2, bias=False)
            self.head = nn.Linear(8, 3)

        def forward(self, x):
            x = self.stem(x)
            x = nn.functional.relu(self.shortcut(x) + self.body(x))
            return self.head(nn.functional.max_pool2d(x, 2).mean(dim=(2, 3)))

    twin = Twin()
    with torch.no_grad():
        for mine, theirs in zip(ours.parameters(), twin.parameters(), strict=True):
            theirs.copy_(mine.T if mine.ndim == 2 else mine)
    x = torch.randn(6, 1, 12, 12)
    for mine, theirs in zip(outputs_and_gradients(ours, x), outputs_and_gradients(twin, x), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-3)
