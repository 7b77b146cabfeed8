"""`python -m training publish model`: the checkpoint, a safetensors twin, the card and its pictures."""

import json
from collections.abc import Iterator
from pathlib import Path

from huggingface_hub import EvalResult, HfApi, ModelCardData
from safetensors.torch import save

from model import archive, checkpoint
from model.checkpoint import Checkpoint
from model.predictor import DEFAULT, SHIPPED
from training.publish import PublishError
from training.publish.repository import File, Repository, publish

CARD = Path(SHIPPED[DEFAULT]).with_name("README.md")
PICTURES = CARD.parent / "card"


def safetensors_twin(path: Path) -> bytes:
    """The checkpoint's weights in the Hub's form, all else that it says of itself as JSON in the header."""
    contents = archive.read(path)
    tensors = {key: value.contiguous() for key, value in contents["state_dict"].items()}
    # What it remembers is for who teaches it, by the checkpoint; the twin answers.
    rest = {key: value for key, value in contents.items() if key not in ("state_dict", "memory")}
    return save(tensors, metadata={key: json.dumps(value) for key, value in rest.items()})


def results(evaluation: dict) -> list[EvalResult]:
    """An evaluation's JSON, of `evaluate --json`, in the Hub's form: accuracy and calibration error, never typed."""
    on_photos = "photos" in evaluation
    about = {
        "task_type": "image-classification",
        "task_name": "Image classification",
        "dataset_type": "photos" if on_photos else "zalando-datasets/fashion_mnist",
        "dataset_name": "Photos of clothes" if on_photos else "Fashion-MNIST",
        "dataset_split": evaluation["split"] if on_photos else evaluation["on"],
    }
    names = {"accuracy": "Accuracy", "ece": "Calibration error, 15 bins"}
    return [
        EvalResult(**about, metric_type=key, metric_name=name, metric_value=round(evaluation[key], 4))
        for key, name in names.items()
    ]


def card(evaluations: list[dict], path: Path = SHIPPED[DEFAULT]) -> str:
    """The model card with the Hub's metadata before it; of another checkpoint, what that says of itself."""
    text = CARD.read_text(encoding="utf-8") if path == SHIPPED[DEFAULT] else own_card(checkpoint.load(path))
    data = ModelCardData(
        model_name="garment-classifier",
        license="apache-2.0",
        library_name="pytorch",
        pipeline_tag="image-classification",
        tags=["image-classification", "fashion", "from-scratch"],
        datasets=["zalando-datasets/fashion_mnist"],
        eval_results=[result for evaluation in evaluations for result in results(evaluation)],
    )
    return f"---\n{data.to_yaml()}\n---\n\n{text}"


def own_card(loaded: Checkpoint) -> str:
    """What a checkpoint says of itself, in Markdown: its classes, what it learned from, what was measured."""
    about, network = loaded.about, loaded.network
    lines = [f"# Model card: {network.name}", "", f"Tells apart: {', '.join(network.labels)}.", ""]
    if name := about.get("data", {}).get("name"):
        lines.append(f"Learned from {name}.")
    if taught := about.get("taught"):
        lines.append(f"Taught from the network {taught['from']} of Garment Classifier.")
    for on, scores in about.get("scores", {}).items():
        low, high = scores.get("interval", (None, None))
        within = "" if low is None else f", nine times in ten between {low:.2f} and {high:.2f}"
        lines.append(f"Right on {scores['accuracy']:.3f} of {on}{within}.")
    return "\n".join(lines) + "\n"


def files(evaluations: list[dict], path: Path = SHIPPED[DEFAULT]) -> Iterator[File]:
    """What a model's repository receives."""
    yield File("README.md", card(evaluations, path).encode())
    yield File(path.name, path)
    yield File(path.with_suffix(".safetensors").name, safetensors_twin(path))
    for picture in sorted(PICTURES.glob("*.png")) if path == SHIPPED[DEFAULT] else ():
        yield File(f"card/{picture.name}", picture)


def publish_model(
    repo: str,
    evaluations: list[Path],
    token: str | None = None,
    private: bool = False,
    dry_run: bool = False,
    path: Path | None = None,
) -> dict:
    """Create the model's repository if missing and upload what changed; → what was done, for --json.

    evaluations: files that `evaluate --json` wrote. path: the checkpoint, the shipped one by default. Raises
    PublishError or CheckpointError, one sentence.
    """
    try:
        measured = [json.loads(path.read_text()) for path in evaluations]
    except (OSError, ValueError) as error:
        raise PublishError(f"An evaluation cannot be read: {error}.") from error
    repository = Repository(HfApi(token=token), repo, "model")
    done = publish(repository, files(measured, path or SHIPPED[DEFAULT]), "Publish the model", private, dry_run)
    if not dry_run:
        print(f"It is there: {done['address']}")
    return done
