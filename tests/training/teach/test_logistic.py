"""Ours against scikit-learn's, on the same rows."""

import pytest
import torch
from sklearn.linear_model import LogisticRegression as Theirs

from training.teach.logistic import LogisticRegression


@pytest.fixture
def rows():
    x, y = torch.randn(120, 12), torch.randint(3, (120,))
    x[torch.arange(120), y] += 1.5
    return x, y, torch.rand(120) + 0.1


@pytest.mark.parametrize("C", [0.1, 1.0, pytest.param(10.0, marks=pytest.mark.slow)])
def test_it_learns_what_scikit_learn_learns(rows, C):
    x, y, weight = rows
    ours = LogisticRegression(C, max_iter=500, tol=1e-7).fit(x, y, weight)
    theirs = Theirs(C=C, max_iter=2000, tol=1e-9).fit(x, y, weight)
    assert torch.allclose(ours.predict_proba(x), torch.tensor(theirs.predict_proba(x)).float(), atol=1e-3)
    assert torch.allclose(ours.coef_, torch.tensor(theirs.coef_.T).float(), atol=1e-2)
    assert torch.equal(ours.predict(x), torch.tensor(theirs.predict(x)))


def test_other_columns_keep_their_offsets(rows):
    x, y, weight = rows
    offset = torch.randn(120, 3)
    ours = LogisticRegression().fit(x, y, weight, offset, [2])
    assert torch.equal(ours.coef_[:, :2], torch.zeros(12, 2)) and ours.coef_[:, 2].abs().max() > 0
    assert torch.equal(ours.decision_function(x, offset)[:, :2], offset[:, :2])
    before, after = (torch.nn.functional.cross_entropy(z, y) for z in (offset, ours.decision_function(x, offset)))
    assert after < before


def test_nothing_to_learn_is_a_sentence(rows):
    with pytest.raises(ValueError, match="nothing to learn"):
        LogisticRegression().fit(torch.zeros(0, 3), torch.zeros(0, dtype=torch.long))
