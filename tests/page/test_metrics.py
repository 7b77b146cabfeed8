"""What Prometheus reads of the server, where it is told to let it."""

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from prometheus_client.parser import text_string_to_metric_families

import app
from page.blocks import build
from page.served import Served, shipped
from tests.support import EXAMPLES


@pytest.fixture(scope="module")
def measured(serve) -> str:
    """The address of an app that tells its metrics, after two answers, a refusal and one request too many."""
    page = build(Served(shipped()))
    url = serve(page, "--metrics")
    client = Client(url, verbose=False)
    client.predict(handle_file(EXAMPLES / "bag.jpg"), api_name="/predict")
    client.predict(handle_file(EXAMPLES / "bag.jpg"), api_name="/inspect")
    with pytest.raises(AppError):
        client.predict(None, api_name="/predict")
    page._queue.max_size = 0
    assert httpx.post(f"{url}gradio_api/call/predict", json={"data": [None]}).status_code == 503
    return url


def test_prometheus_reads_requests_by_endpoint_and_outcome(measured):
    answer = httpx.get(f"{measured}metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    read = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert read["garment_requests_total", "predict", "answered"] == 1
    assert read["garment_requests_total", "inspect", "answered"] == 1
    assert read["garment_requests_total", "predict", "refused"] == 1
    assert read["garment_requests_total", "predict", "full"] == 1
    assert read["garment_request_seconds_count", "predict"] == 2
    assert 0 < read["garment_request_seconds_sum", "predict"] < 60
    assert read["garment_requests_waiting",] == 0
    assert read["process_resident_memory_bytes",] > 100e6


def test_nobody_reads_them_who_was_not_let(app_url):
    assert httpx.get(f"{app_url}metrics").status_code == 404


def test_without_the_package_the_option_is_refused_with_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(app, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as stopped:
        app.parse(["--metrics"])
    assert stopped.value.code == 2 and "pip install prometheus_client" in capsys.readouterr().err
