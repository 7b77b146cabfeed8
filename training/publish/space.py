"""`python -m training publish space`: the page, and all that it needs and nothing else, to a Space."""

from collections.abc import Iterator
from pathlib import Path

from huggingface_hub import HfApi

from training.publish import PublishError
from training.publish.repository import File, Repository, publish

ROOT = Path(__file__).parents[2]
NEEDED = (
    "app.py",
    "README.md",
    "LICENSE",
    "requirements.txt",
    "examples/*.jpg",
    "examples/page*.png",
    "model/*.py",
    "model/bulk/*.py",
    "model/*.pt",
    "model/pictures.png",
    "model/README.md",
    "model/card/*.png",
    "page/*.py",
    "page/many/*.py",
    "page/many/*.js",
    "page/many/*.css",
    "page/learn/*.py",
    "page/learn/*.js",
    "page/learn/*.css",
    "page/teach/*.py",
    "page/teach/*.js",
    "page/teach/*.css",
    "page/inside/*.py",
    "page/inside/*.js",
    "page/inside/*.css",
    "page/words/*.py",
    "page/words/*.json",
    "page/*.css",
    "page/*.js",
    "page/*.svg",
    # What the tab Teach stands on, and what learns while one watches.
    "training/__init__.py",
    "training/teach/*.py",
    "training/learning/*.py",
    "training/judging/__init__.py",
    "training/judging/calibration.py",
    "training/judging/targets.py",
    "training/data/__init__.py",
    "training/data/augment.py",
    "training/data/photos.py",
    "training/data/samples.py",
    "training/data/squashing.py",
)
NOT_NEEDED = {"model/numpy_classifier.py", "training/teach/command.py"}  # the page has no use for them
LARGEST_SPACE = 25_000_000  # bytes in all
PATIENCE = 1800  # seconds: what a Space may take to start


def files(repo: str, model: str | None = None, root: Path = ROOT) -> Iterator[File]:
    """What a Space receives, by the list above, in the order of their paths; its README knows where it lies.

    model: the model's repository on the Hub, USER/NAME, for the Space to name.
    """
    found = {path.relative_to(root).as_posix(): path for pattern in NEEDED for path in root.glob(pattern)}
    for name in sorted(found.keys() - NOT_NEEDED):
        yield File(name, _readme(found[name], repo, model) if name == "README.md" else found[name])


def _readme(path: Path, repo: str, model: str | None) -> bytes:
    """With what only a Space on the Hub can say: the picture that links to it show, a whole address, and its model."""
    lines = [f"thumbnail: https://huggingface.co/spaces/{repo}/resolve/main/examples/page.png"]
    if model:
        lines += ["models:", f"  - {model}"]
    return path.read_text(encoding="utf-8").replace("---\n", "\n".join(["---", *lines, ""]), 1).encode()


def publish_space(
    repo: str,
    token: str | None = None,
    private: bool = False,
    dry_run: bool = False,
    model: str | None = None,
) -> dict:
    """Create the Space if missing, upload what changed, wait until it runs; → what was done, for --json.

    Raises PublishError, one sentence; where the Space does not start, after the end of its log.
    """
    sent = list(files(repo, model))
    total = sum(len(file.data) for file in sent)
    if total > LARGEST_SPACE:
        raise PublishError(f"The files have {total / 1e6:.1f} MB together; a Space of ours has at most 25.")
    repository = Repository(HfApi(token=token), repo, "space")
    done = publish(repository, sent, "Publish the page", private, dry_run)
    if dry_run:
        return done
    stage = wait(repository)
    print(f"It runs: {done['address']}")
    return {**done, "stage": stage}


def wait(repository: Repository, timeout: float = PATIENCE, poll_interval: float = 3.0) -> str:
    """Wait for the Space to run; → its stage. Raises PublishError, with the end of its log, when it does not."""
    api, repo = repository.api, repository.repo
    try:
        runtime = api.wait_for_space(repo, timeout=timeout, poll_interval=poll_interval)
    except TimeoutError as error:
        raise PublishError(f"{repo} has not started within {timeout / 60:.0f} minutes.") from error
    if runtime.stage == "RUNNING":
        return "RUNNING"
    built = runtime.stage != "BUILD_ERROR"
    log = list(api.fetch_space_logs(repo, build=not built))[-20:]
    raise PublishError("\n".join([*(line.rstrip() for line in log), f"{repo} does not run: {runtime.stage}."]))
