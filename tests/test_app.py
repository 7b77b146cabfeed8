"""`python app.py`: what it can be told, on the command line and by its environment, and what it says when it cannot."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from gradio_client import Client, handle_file

import app
from model.predictor import SHIPPED, Predictor
from tests.benchmarks.apps import answer, free_port
from tests.support import EXAMPLES, ROOT

OURS = ("GARMENT_", "GRADIO_SERVER", "HF_TOKEN", "SPACE")


def run(*options: str, **environment: str) -> subprocess.CompletedProcess:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    command = [sys.executable, "app.py", *options]
    return subprocess.run(command, cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True, timeout=120)


def test_help_names_every_option_and_variable_and_need_not_load_anything():
    started = time.perf_counter()
    done = run("--help")
    assert done.returncode == 0 and time.perf_counter() - started < 2
    for name in ("--model", "--host", "--port", "--mcp", "--feedback"):
        assert name in done.stdout
    for name in ("GARMENT_MODEL", "GARMENT_FEEDBACK_REPO", "HF_TOKEN", "GARMENT_MCP", "GRADIO_SERVER_PORT", "SPACE_ID"):
        assert name in done.stdout


@pytest.mark.slow
def test_two_files_are_served_by_their_names_and_the_first_answers(tmp_path):
    """As a user would start it, on a port of their own."""
    shutil.copy(SHIPPED["resnet"], tmp_path / "model.pt")
    port = free_port()
    options = ["--model", str(tmp_path / "model.pt"), "--model", "mine=model/mlp.pt", "--port", str(port)]
    process = subprocess.Popen([sys.executable, "app.py", *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        wait_for(port, process)
        client = Client(f"http://127.0.0.1:{port}", verbose=False)
        for name, model in (([], Predictor().model), (["mine"], Predictor(SHIPPED["mlp"]).model)):
            said = client.predict(handle_file(EXAMPLES / "bag.jpg"), *name, api_name="/inspect")
            assert said["model"] == model
        network = client.view_api(return_format="dict")["named_endpoints"]["/inspect"]["parameters"][1]
        assert network["parameter_default"] == "resnet"
        taken = run("--port", str(port))
        assert taken.returncode == 2
        assert taken.stderr.splitlines()[-1] == f"Port {port} cannot be listened at: choose another with --port."
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(600):
        try:
            answer(port)
            return
        except OSError:
            assert process.poll() is None, process.stdout.read()
            time.sleep(0.1)
    raise AssertionError("it did not start within a minute")


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (None, "There is no checkpoint at"),
        pytest.param(b"hello, this is no checkpoint", "is damaged or not a checkpoint of", marks=pytest.mark.slow),
        pytest.param(SHIPPED["mlp"].read_bytes()[:-1000], "is damaged or not a checkpoint of", marks=pytest.mark.slow),
    ],
    ids=["missing", "foreign", "cut off"],
)
def test_a_file_that_cannot_be_served_is_one_sentence_and_exit_code_2(tmp_path, contents, sentence):
    if contents is not None:
        (tmp_path / "model.pt").write_bytes(contents)
    done = run("--model", "model/mlp.pt", "--model", f"mine={tmp_path / 'model.pt'}")
    assert done.returncode == 2 and sentence in done.stderr
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr and done.stdout == ""


@pytest.fixture
def environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    return monkeypatch.setenv


def test_the_environment_is_asked_where_no_option_is_given(environment, tmp_path):
    nothing = app.parse([])
    assert (nothing.mcp, nothing.feedback, nothing.model, nothing.host, nothing.port) == (False, None, None, None, None)
    environment("GARMENT_MCP", "1")
    environment("GARMENT_FEEDBACK", str(tmp_path / "variable"))
    assert app.parse([]).mcp and str(app.parse([]).feedback) == str(tmp_path / "variable")
    assert app.parse(["--feedback", str(tmp_path / "option")]).feedback == tmp_path / "option"


def test_model_wins_over_garment_model_which_falls_back_with_its_sentence(environment):
    environment("GARMENT_MODEL", "not a name")
    served = app.serve(app.parse([]))
    assert list(served.predictors) == ["resnet", "mlp"] and "The shipped model answers." in served.said
    served = app.serve(app.parse(["--model", str(SHIPPED["mlp"])]))
    assert list(served.predictors) == ["mlp"] and served.said == ""


def test_what_is_served_knows_where_it_runs_and_where_it_keeps_what_it_is_told(environment, tmp_path):
    environment("SPACE_ID", "me/garments")
    environment("SPACES_ZERO_GPU", "true")
    served = app.serve(app.parse(["--feedback", str(tmp_path / "told")]))
    assert served.space == "me/garments" and served.on_zero_gpu and served.store.folder == tmp_path / "told"
    environment("SPACES_ZERO_GPU", "0")
    served = app.serve(app.parse([]))
    assert not served.on_zero_gpu and served.store is None


def test_gradio_s_reload_finds_the_page():
    """`gradio app.py` runs the file again in a thread of its own, and takes its `demo`."""
    assert app.demo.title == "Garment Classifier" and not app.STARTED
