"""A teacher answers for the very pictures of a batch, and learns nothing itself."""

import torch

from model.networks import build
from training.learning.teacher import WithTeacher


class Loader:
    """Two batches of three pictures; remembers the epoch that it was told."""

    def __init__(self):
        self.batches = [(torch.rand(3, 1, 32, 32) * 2, torch.rand(3, 2, 3)) for _ in range(2)]
        self.epoch = None

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self):
        return iter(self.batches)

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch


def test_its_answers_stand_behind_the_right_ones():
    teacher = build("resnet", widths=(8, 16), blocks=(1, 1), input_size=32, dropout=0.5, labels=("Left", "Right"))
    with torch.no_grad():
        for buffer in teacher.buffers():  # as if it had learned
            buffer.add_(torch.rand_like(buffer, dtype=torch.float)) if buffer.is_floating_point() else None
    before = {key: value.clone() for key, value in teacher.state_dict().items()}
    loader = Loader()
    taught = WithTeacher(loader, teacher, 2.0)
    taught.set_epoch(3)
    assert len(taught) == 2 and loader.epoch == 3
    teacher.eval()
    for (x, y), (same, answers) in zip(loader, taught, strict=True):
        with torch.no_grad():
            z = teacher.head(teacher.features(x))
        assert torch.equal(x, same) and torch.equal(answers[:, :2], y) and not answers.requires_grad
        torch.testing.assert_close(answers[:, 2], (z / 2).softmax(dim=1), rtol=1e-4, atol=1e-5)
    assert all(torch.equal(value, before[key]) for key, value in teacher.state_dict().items())
