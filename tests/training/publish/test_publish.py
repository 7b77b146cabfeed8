"""Publishing, by the real client, to a small Hub on the loopback."""

import json
import os
import subprocess
import sys

import pytest
import torch
import yaml
from huggingface_hub import HfApi
from safetensors.torch import load_file

from model import checkpoint
from model.predictor import SHIPPED
from page.words import languages
from tests.support import ROOT
from tests.tools.hub import READ_ONLY, TOKEN, Hub
from training.publish import repository as repository_module
from training.publish import space
from training.publish.model import publish_model
from training.publish.repository import File, PublishError, Repository


@pytest.fixture
def hub(monkeypatch, tmp_path):
    monkeypatch.setattr(repository_module, "PAUSE", 0.01)
    with Hub() as hub:
        yield hub


def repository(hub, token=TOKEN, repo="me/garments", kind="space") -> Repository:
    return Repository(HfApi(endpoint=hub.url, token=token), repo, kind)


FILES = [File("README.md", b"# Garments\n"), File("model/net.pt", b"\0" * 20_000), File("model/net.py", b"pass\n")]


def test_a_space_is_created_and_filled_and_filled_again_with_what_changed(hub):
    there = repository(hub)
    assert there.create() == f"{hub.url}/spaces/me/garments"
    assert there.upload(FILES, "first") == [file.path for file in FILES]
    assert hub.repos["space/me/garments"].files == {file.path: file.data for file in FILES}
    assert there.create() and there.upload(FILES, "again") == []
    changed = [*FILES[:2], File("model/other.py", b"pass # other\n")]
    assert there.upload(changed, "third") == ["model/other.py", "model/net.py"]
    assert set(hub.repos["space/me/garments"].files) == {"README.md", "model/net.pt", "model/other.py"}
    assert len(hub.repos["space/me/garments"].commits) == 2


def test_what_the_owner_added_elsewhere_stays(hub):
    there = repository(hub)
    there.create()
    hub.repos["space/me/garments"].files |= {".gitattributes": b"*.pt filter=lfs\n", "notes/mine.txt": b"mine"}
    there.upload(FILES, "first")
    assert {".gitattributes", "notes/mine.txt"} < set(hub.repos["space/me/garments"].files)


def test_a_run_cut_off_is_finished_by_running_it_again(hub):
    there = repository(hub)
    there.create()
    hub.broken["commit"] = [500] * 20
    with pytest.raises(PublishError, match="500"):
        there.upload(FILES, "cut off")
    assert hub.blobs and not hub.repos["space/me/garments"].files
    hub.broken.clear()
    before = hub.requests.count("blob")
    there.upload(FILES, "finished")
    assert hub.requests.count("blob") == before, "what lies there already is not sent again"
    assert set(hub.repos["space/me/garments"].files) == {file.path for file in FILES}


@pytest.mark.parametrize("step", ["create", "tree", "preupload", "commit"])
def test_a_server_s_error_is_tried_again(hub, step):
    hub.broken[step] = [500, 503]
    there = repository(hub)
    there.create()
    assert there.upload(FILES, "first")


@pytest.mark.parametrize(
    ("token", "repo", "sentence"),
    [
        ("hf_wrong", "me/garments", "does not know this token"),
        (READ_ONLY, "me/garments", "may not write"),
        (TOKEN, "you/garments", "may not write"),
        (TOKEN, "Garment Classifier", "write USER/NAME"),
    ],
)
def test_what_keeps_it_from_the_hub_is_one_sentence(hub, token, repo, sentence):
    hub.repos["space/you/garments"] = repository_owner = type("Repo", (), {})()
    repository_owner.owner = "you"
    with pytest.raises(PublishError, match=sentence) as raised:
        repository(hub, token, repo).create()
    assert str(raised.value).count("\n") == 0


def test_a_file_too_large_is_named(hub, monkeypatch):
    monkeypatch.setattr(repository_module, "LARGEST", 10_000)
    with pytest.raises(PublishError, match=r"model/net\.pt"):
        repository(hub).upload(FILES, "large")


def test_a_hub_that_is_not_there_is_one_sentence(monkeypatch):
    monkeypatch.setattr(repository_module, "PAUSE", 0.0)
    there = Repository(HfApi(endpoint="http://127.0.0.1:9", token=TOKEN), "me/garments", "space")
    with pytest.raises(PublishError, match="cannot be reached"):
        there.create()


def test_a_space_that_does_not_start_shows_the_end_of_its_log(hub):
    hub.stages, hub.log = ["BUILDING", "BUILD_ERROR"], ["Collecting torch\n", "ResolutionImpossible\n"]
    there = repository(hub)
    there.create()
    with pytest.raises(PublishError, match=r"ResolutionImpossible\nme/garments does not run: BUILD_ERROR"):
        space.wait(there, poll_interval=0.01)


def test_a_space_that_runs_is_waited_for(hub):
    hub.stages = ["BUILDING", "APP_STARTING", "RUNNING"]
    assert space.wait(repository(hub), poll_interval=0.01) == "RUNNING"


def test_a_space_receives_what_it_needs_and_nothing_else():
    paths = [file.path for file in space.files("me/garments")]
    assert {"app.py", "README.md", "requirements.txt", "model/resnet.pt", "page/one.py", "examples/bag.jpg"} <= set(
        paths
    )
    assert {"page/say.js", "page/words/__init__.py", "page/words/table.py"} <= set(paths)
    assert {f"page/words/{language}.json" for language in languages()} <= set(paths)
    assert not [path for path in paths if path.startswith(("tests", ".")) or "__pycache__" in path]
    assert {path.split("/")[1] for path in paths if path.startswith("training/")} == {
        "__init__.py",
        "data",
        "judging",
        "learning",
        "teach",
    }
    assert sum(len(file.data) for file in space.files("me/garments")) < space.LARGEST_SPACE


def test_the_space_s_readme_names_its_picture_and_its_model():
    [readme] = [file for file in space.files("me/garments", "me/net") if file.path == "README.md"]
    values = yaml.safe_load(readme.data.decode().split("---\n")[1])
    assert values["thumbnail"] == "https://huggingface.co/spaces/me/garments/resolve/main/examples/page.png"
    assert values["models"] == ["me/net"] and values["title"] == "Garment Classifier"


@pytest.mark.slow
def test_the_command_publishes_a_space(hub):
    command = [sys.executable, "-m", "training", "publish", "space", "--repo", "me/garments", "--json", os.devnull]
    environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "It runs" in done.stdout
    there = hub.repos["space/me/garments"].files
    assert there == {file.path: file.data for file in space.files("me/garments")}
    dry = subprocess.run([*command, "--dry-run"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "bytes in" in dry.stdout and json.dumps(len(there)) in dry.stdout


@pytest.mark.slow
def test_the_command_publishes_a_model_with_its_twin_and_measured_results(hub, tmp_path):
    (tmp_path / "fm.json").write_text(json.dumps({"on": "test", "accuracy": 0.91234, "ece": 0.0123}))
    photos = {"photos": "photos", "split": "validation", "accuracy": 0.8, "ece": 0.03}
    (tmp_path / "photos.json").write_text(json.dumps(photos))
    command = [sys.executable, "-m", "training", "publish", "model", "--repo", "me/net", "--evaluation"]
    environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1"}
    command += [str(tmp_path / "fm.json"), str(tmp_path / "photos.json")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    there = hub.repos["model/me/net"].files
    metadata = there["README.md"].decode().split("---\n")[1]
    assert "value: 0.9123" in metadata and "value: 0.8\n" in metadata and "license: apache-2.0" in metadata
    (tmp_path / "twin.safetensors").write_bytes(there["resnet.safetensors"])
    twin = load_file(tmp_path / "twin.safetensors")
    ours = checkpoint.load(SHIPPED["resnet"]).network.state_dict()
    assert twin.keys() == ours.keys() and all(torch.equal(twin[key], ours[key]) for key in ours)


def test_an_evaluation_that_is_none_is_one_sentence(tmp_path):
    (tmp_path / "none.json").write_text("none")
    with pytest.raises(PublishError, match="cannot be read"):
        publish_model("me/net", [tmp_path / "none.json"])
