"""Whatever Hypothesis draws is answered, or refused with a sentence: the short run, the same one each time."""

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile import drawn

few = settings(
    max_examples=100, derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck]
)  # the same ones each time


@few
@given(drawn.pictures)
def test_a_damaged_picture_is_read_or_refused_with_a_sentence(data):
    drawn.judge_picture(data)


@few
@given(drawn.checkpoints)
def test_a_damaged_checkpoint_answers_or_is_refused_with_a_sentence(tmp_path, data):
    drawn.judge_checkpoint(data, tmp_path)


@few
@given(drawn.calls)
def test_an_odd_request_is_answered_or_refused_with_a_sentence(app_url, capfd, call):
    with httpx.Client(timeout=60) as client:
        drawn.judge_call(call, f"{app_url}gradio_api/", client)
    assert "Traceback" not in capfd.readouterr().err


def test_a_judge_sees_what_is_no_sentence(monkeypatch):
    def failing(data):
        raise drawn.PhotoError("boom")

    monkeypatch.setattr(drawn, "open_photo", failing)
    with pytest.raises(AssertionError):
        drawn.judge_picture(b"")
