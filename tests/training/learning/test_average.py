"""The average of the weights: it follows them, changes nothing of the training, and is the network that counts."""

import torch

from tests.training.learning.small_runs import learner, weights


def test_the_averaged_network_is_what_counts(samples):
    plain, averaging = learner(samples, epochs=2), learner(samples, epochs=2, average=0.9)
    plain.fit()
    averaging.fit()
    for mine, theirs in zip(averaging.trained.parameters(), plain.model.parameters(), strict=True):
        assert torch.equal(mine, theirs), "averaging must not change the training"
    assert averaging.model is not averaging.trained
    assert averaging.valid_loss() != plain.valid_loss()
    assert averaging.history[-1].valid_loss == averaging.valid_loss()


def test_the_average_follows_the_weights(samples):
    run = learner(samples, epochs=1, average=0.5)
    expected = [p.detach().clone() for p in run.trained.parameters()]

    def follow(run):
        towards = 1 - min(0.5, run.step / (run.step + 10))
        for mean, value in zip(expected, run.trained.parameters(), strict=True):
            mean += towards * (value.detach() - mean)

    run.fit(on_batch=follow)
    for mean, value in zip(run.model.parameters(), expected, strict=True):
        torch.testing.assert_close(mean, value)


def test_a_run_that_averages_resumes_to_the_bit(samples):
    whole, first, second = (learner(samples, epochs=2, average=0.9) for _ in range(3))
    whole.fit()
    first.fit(on_batch=lambda run: run.stop() if run.step == 20 else None)
    second.load_state_dict(first.state_dict())
    second.fit()
    assert torch.equal(weights(second), weights(whole))
