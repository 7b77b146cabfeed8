"""Which answers are right, where several may be."""

import pytest
import torch

from training.judging.targets import resolved_targets

# Rows: called a, b, c, a, b; the fourth logit, "none of these", is largest in the last two.
LOGITS = torch.tensor([[5.0, 1, 0], [0, 5, 1], [1, 0, 5], [2, 1, 0], [0, 2, 1]])
WITH_NONE = torch.cat([LOGITS, torch.tensor([[0.0], [-1], [1], [6], [7]])], dim=1)


@pytest.mark.parametrize("dtype", [torch.float, torch.bool])
def test_of_several_right_classes_the_predicted_one_is_the_target(dtype):
    accepted = torch.tensor([[1, 0, 1], [1, 0, 1], [0, 1, 1], [0, 0, 0], [0, 1, 0]], dtype=dtype)
    expected = [
        0,  # called a, and a is right
        0,  # called b, which is not: the first of a and c
        2,  # called c, the second of b and c
        3,  # none
        1,
    ]
    assert resolved_targets(LOGITS, accepted, 3).tolist() == expected
    none = (accepted == 0).all(dim=1, keepdim=True).to(dtype)
    assert resolved_targets(WITH_NONE, torch.cat([accepted, none], dim=1), 3).tolist() == expected
    indices = torch.tensor([2, 0, 1, 3, 1])
    assert torch.equal(resolved_targets(LOGITS, indices, 3), indices)
