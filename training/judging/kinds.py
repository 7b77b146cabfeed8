"""How good a network is on each kind of photo apart, and on each class within it: an average hides the worst kind."""

from collections.abc import Sequence

import torch
from torch import Tensor

from training.judging.answers import Answers
from training.judging.confidence import calibration_error_by_chance, wilson_interval
from training.judging.evaluation import scores

TOGETHER = {"street and web": ("street", "web")}  # a few dozen photos of web pages say little on their own


def by_kind(answers: Answers, kinds: Sequence[str], sources: Sequence[str] = ()) -> dict[str, dict]:
    """kind → the figures of its photos, `TOGETHER`'s too where there are such; {} where no photo has a kind.

    kinds: each photo's, in the order of the answers; sources: what each one's source calls what it shows, or nothing.
    Of the photos in scope: `samples`; where that is not 0, `accuracy` and `accuracy_interval` (95 %), `accuracy_at_80`,
    `ece`, `ece_by_chance` (what a perfectly calibrated network of the same confidences would measure on average),
    `confidence` (their mean), `recognised`, and under `classes` for each label `samples`, `right` and `interval` of the
    photos that are of this class alone. Of the others, under `out_of_scope`: `rejection`'s figures against the kind's
    own photos in scope, or against those of all kinds where it has none; with `sources`, and where it has some, under
    `by_source` those of each source apart.
    """
    groups = {kind: (kind,) for kind in sorted(set(kinds)) if kind}
    groups |= {name: parts for name, parts in TOGETHER.items() if set(parts) <= set(groups)}
    chosen = {name: torch.tensor([kind in parts for kind in kinds]) for name, parts in groups.items()}
    return {name: _figures(answers, of_kind, sources) for name, of_kind in chosen.items()}


def _figures(answers: Answers, chosen: Tensor, sources: Sequence[str]) -> dict:
    inside, outside = chosen & answers.inside, chosen & ~answers.inside
    figures = {"samples": int(inside.sum())}
    if inside.any():
        of_kind = scores(answers.logits[inside], answers.target[inside], answers.labels, answers.calibration)
        kept = ("accuracy", "accuracy_interval", "accuracy_at_80", "ece", "recognised")
        figures |= {name: of_kind[name] for name in kept}
        figures |= {
            "ece_by_chance": calibration_error_by_chance(answers.probabilities[inside]),
            "confidence": answers.confidence[inside].mean().item(),
            "classes": {
                label: _share(answers.hit[inside & answers.sole & (answers.target == number)])
                for number, label in enumerate(answers.labels)
            },
        }
    if outside.any():
        against = inside if inside.any() else None
        figures["out_of_scope"] = answers.rejection(outside, against)
        if sources and against is not None:
            found = {sources[photo] for photo in outside.nonzero().flatten()}
            figures["out_of_scope"]["by_source"] = {
                name: answers.rejection(outside & torch.tensor([source == name for source in sources]), against)
                for name in sorted(found)
            }
    return figures


def _share(hit: Tensor) -> dict:
    right = int(hit.sum())
    return {
        "samples": len(hit),
        "right": right,
        "interval": list(wilson_interval(right, len(hit))) if len(hit) else None,
    }


def table(kinds: dict[str, dict]) -> str:
    """The figures of `by_kind` as text: a line a kind, then a line a class with its share right in each kind."""
    width = max(map(len, ("none of the classes", *kinds)))
    inside = {name: row for name, row in kinds.items() if row["samples"]}
    lines = []
    if inside:
        lines.append(f"{'kind':<{width}}  samples  accuracy  at 80 %  confidence    ECE  by chance  recognised")
        for name, row in inside.items():
            lines.append(
                f"{name:<{width}}  {row['samples']:7d}  {row['accuracy']:8.3f}  {row['accuracy_at_80']:7.3f}  "
                f"{row['confidence']:10.3f}  {row['ece']:5.3f}  {row['ece_by_chance']:9.3f}  {row['recognised']:10.3f}"
            )
        lines += ["", "  ".join([f"{'right, of one class alone':<{width + 6}}", *(f"{name:>14}" for name in inside)])]
        for label in next(iter(inside.values()))["classes"]:
            cells = [row["classes"][label] for row in inside.values()]
            counts = (f"{cell['right']:d} of {cell['samples']:d}" if cell["samples"] else "-" for cell in cells)
            lines.append("  ".join([f"{label:<{width + 6}}", *(f"{count:>14}" for count in counts)]))
    outside = {name: row["out_of_scope"] for name, row in kinds.items() if "out_of_scope" in row}
    if outside:
        lines += ["", f"{'none of the classes':<{width}}  samples  recognised  AUROC"]
        for name, row in outside.items():
            lines.append(_rejected_line(name, row, width))
            lines += [_rejected_line(f"  {source}", of_it, width) for source, of_it in row.get("by_source", {}).items()]
    return "\n".join(lines)


def _rejected_line(name: str, row: dict, width: int) -> str:
    auroc = "    -" if row["auroc"] is None else f"{row['auroc']:5.3f}"
    return f"{name:<{width}}  {row['samples']:7d}  {row['recognised']:10.3f}  {auroc}"
