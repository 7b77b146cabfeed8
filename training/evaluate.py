"""`python -m training evaluate`: a checkpoint's figures and pictures, on Fashion-MNIST or on labelled photos."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from model.labels import DIGITS, LABELS
from model.networks import logits
from model.photo import PhotoError, open_photo
from model.predictor import Predictor
from training.data.mnist import fashion_mnist, mnist
from training.data.photos import LabelledPhoto, find_photos, find_strangers, of_split, shares
from training.data.samples import DataError
from training.judging import kinds, plots
from training.judging.answers import Answers
from training.judging.confidence import wilson_interval
from training.judging.evaluation import Evaluation

BATCH = 250  # pictures through the network at once
SHOWN = 25  # photos on a sheet of mistakes
NAMED = 10  # unreadable photos that are printed; the figures name all


def evaluate(path: Path, data_dir: Path = Path("data"), on: str = "test", output: Path | None = None) -> dict:
    """Print the figures of the checkpoint at `path` on the data set of its classes; → the figures.

    That is Fashion-MNIST, printed at the network's input size, or MNIST for a classifier of digits.
    on: "test", the official 10,000 pictures, or "validation", the ones that `fit` holds out of the 60,000.
    output: the folder for the pictures; none are drawn without it.
    Raises CheckpointError or DataError, one sentence each.
    """
    predictor = Predictor(path)
    part = {"train": False} if on == "test" else {"held_out": True}
    if predictor.labels == DIGITS:
        samples = mnist(data_dir, **part)
    elif predictor.labels[: len(LABELS)] != LABELS:
        raise DataError(f"{path} knows other classes than Fashion-MNIST's: ask it about photos of them, with --photos.")
    else:
        samples = fashion_mnist(data_dir, size=predictor.network.input_size, **part)
    answers = _ask(predictor, samples.x, samples.y)
    figures = {"checkpoint": str(path), "model": predictor.model, "on": on, **_figures(answers)}
    print(_report(figures))
    if output:
        answers.draw(output)
        print(f"Drew the pictures in {output}.")
    return figures


def evaluate_photos(
    path: Path, folder: Path, split: str = "validation", output: Path | None = None, strangers: Path | None = None
) -> dict:
    """Print the figures of the checkpoint at `path` on a folder of labelled photos, served as the app does; → them.

    split: "train", "validation", "test" or "all". strangers: a folder of pictures that show none of the classes, which
    then stand in for the folder's own. output: the folder for the pictures and the sheets of the worst
    mistakes; none are drawn without it. Photos that cannot be read are named under `unreadable` and left out.
    Raises CheckpointError or DataError, one sentence each.
    """
    predictor = Predictor(path)
    photos = find_photos(folder, predictor.labels)
    if split != "all":
        photos = of_split(photos, split)
    if strangers:
        photos = [photo for photo in photos if photo.accepted] + find_strangers(strangers)
    photos, x, unreadable = see(predictor, photos)
    answers = _ask(predictor, x, shares(photos, predictor.labels))
    figures = {
        "checkpoint": str(path),
        "model": predictor.model,
        "photos": str(folder),
        "split": split,
        "strangers": str(strangers) if strangers else None,
        "unreadable": unreadable,
        **_figures(answers),
        "by_kind": kinds.by_kind(answers, [photo.kind for photo in photos], [photo.source for photo in photos]),
        "by_source": _by_source(answers, photos),
    }
    print(_report(figures))
    if output:
        answers.draw(output)
        _draw_mistakes(answers, photos, output)
        print(f"Drew the pictures in {output}.")
    return figures


def _ask(predictor: Predictor, x: Tensor, targets: Tensor) -> Answers:
    """The checkpoint's answers to (N, 1, S, S), in the one pass from which all that is reported comes."""
    z = torch.cat([logits(predictor.network, batch) for batch in x.split(BATCH)])
    return Answers(z, targets, predictor.labels, predictor.checkpoint.calibration)


def _figures(answers: Answers) -> dict:
    coverage = answers.coverage()
    return {**answers.scores, **({"coverage": coverage} if coverage else {})}


def see(
    predictor: Predictor, photos: Sequence[LabelledPhoto]
) -> tuple[list[LabelledPhoto], Tensor, list[dict[str, str]]]:
    """(the photos that can be read, what the network sees of them (N, 1, S, S), the file of each other and why)."""
    readable, x, unreadable = [], [], []
    for photo in tqdm(photos, unit="photo"):
        try:
            x.append(predictor.see(open_photo(photo.path)))
            readable.append(photo)
        except PhotoError as error:
            unreadable.append({"file": str(photo.path), "why": str(error)})
    if not readable:
        raise DataError(f"None of these {len(photos)} photos can be read; the first is {photos[0].path}.")
    return readable, torch.stack(x), unreadable


def _by_source(answers: Answers, photos: Sequence[LabelledPhoto]) -> dict:
    """source → the figures of its photos in scope and, under `out_of_scope`, of the others against all in scope."""
    found = {}
    for source in sorted({photo.source for photo in photos}):
        of_source = torch.tensor([photo.source == source for photo in photos])
        inside, outside = of_source & answers.inside, of_source & ~answers.inside
        found[source] = {"samples": int(inside.sum())}
        if inside.any():
            hit = answers.hit[inside]
            found[source] |= {
                "accuracy": hit.float().mean().item(),
                "accuracy_interval": list(wilson_interval(int(hit.sum()), len(hit))),
                "recognised": answers.calibration.recognised(answers.logits[inside]).float().mean().item(),
            }
        if outside.any():
            found[source]["out_of_scope"] = answers.rejection(outside)
    return found


def _draw_mistakes(answers: Answers, photos: Sequence[LabelledPhoto], folder: Path) -> None:
    """Two sheets of photos: the surest wrong answers, and what is none of the classes but scores most like one."""

    def worst(candidates: Tensor, by: Tensor) -> list[int]:
        ranked = by.masked_fill(~candidates, float("-inf")).argsort(descending=True)
        return ranked[: min(SHOWN, int(candidates.sum()))].tolist()

    def cell(i: int, truth: str, right: bool) -> plots.Cell:
        called = f"{answers.labels[answers.predicted[i]]} {answers.confidence[i]:.1%}"
        return plots.Cell(open_photo(photos[i].path), f"{called}\n{truth}", right)

    wrong = [
        cell(i, f"is {' or '.join(photos[i].accepted)}", right=False)
        for i in worst(answers.inside & ~answers.hit, answers.confidence)
    ]
    recognised = answers.calibration.recognised(answers.logits).tolist()
    outside = [
        cell(i, f"is {photos[i].source or 'none'}, score {answers.score[i]:.1f}", right=not recognised[i])
        for i in worst(~answers.inside, answers.score)
    ]
    for sheet, name in ((wrong, "mistakes.png"), (outside, "out-of-scope.png")):
        if sheet:
            plots.sheet(sheet, folder / name)


def _evaluation(figures: dict) -> Evaluation:
    return Evaluation(**{field.name: figures[field.name] for field in fields(Evaluation)})


def _report(figures: dict) -> str:
    lines = []
    if figures["samples"]:
        low, high = figures["accuracy_interval"]
        lines += [
            _evaluation(figures).table(),
            f"95 % interval of the accuracy {low:.4f} to {high:.4f}, of the 80 % most confident "
            f"{figures['accuracy_at_80']:.4f}",
            f"calibrated: cross-entropy {figures['calibrated_loss']:.4f}, expected calibration error "
            f"{figures['ece']:.4f}; recognised {figures['recognised']:.4f}",
        ]
    if figures.get("by_kind"):
        lines += ["", kinds.table(figures["by_kind"])]
    sources = figures.get("by_source", {})
    width = max(map(len, ("none of the classes", *sources)))
    rows = {name: row for name, row in sources.items() if row["samples"]}
    if rows:
        lines += ["", f"{'source':<{width}}  samples  accuracy  recognised"]
        for name, row in rows.items():
            lines.append(f"{name:<{width}}  {row['samples']:7d}  {row['accuracy']:8.3f}  {row['recognised']:10.3f}")
    if "out_of_scope" in figures:
        rows = {name: row["out_of_scope"] for name, row in sources.items() if "out_of_scope" in row}
        lines += ["", f"{'none of the classes':<{width}}  samples  recognised  AUROC  FPR at 95 % TPR"]
        for name, row in (*rows.items(), ("all", figures["out_of_scope"])):
            auroc, fpr = ("    -" if row[key] is None else f"{row[key]:5.3f}" for key in ("auroc", "fpr_at_95_tpr"))
            lines.append(f"{name:<{width}}  {row['samples']:7d}  {row['recognised']:10.3f}  {auroc}  {fpr:>15}")
    if unreadable := figures.get("unreadable"):
        lines += ["", f"{len(unreadable)} photos cannot be read and are left out:"]
        lines += [f"  {photo['file']}: {photo['why']}" for photo in unreadable[:NAMED]]
        lines += [f"  and {len(unreadable) - NAMED} more"] if len(unreadable) > NAMED else []
    return "\n".join(lines)
