"""The figures of what was learned, and the words for them."""

from collections import Counter

import torch
from torch import Tensor

from model.calibration import Calibration
from training.teach.folds import interval
from training.teach.photos import Named

CONFUSED = 5  # pairs that are named


def figures_of(
    held_out: Tensor, y: Tensor, labels: tuple[str, ...], calibration: Calibration, photos: list[Named]
) -> dict:
    """Cross-validation's figures, as plain types.

    held_out: (rounds, N, K + 1) logits of photos that were not learned from; y: (N,), K for none of the classes.
    `photos`: class → how many; `accuracy`, the share right, in 0..1, its `interval` (90 %) and the mean `confidence`
    in the answers; `recognised`: the share of the classes' photos that are said to be of one; `strangers`: of the
    photos of none, or None without such; `classes`: class → {photos, right}, right in 0..1; `confused`: the pairs
    that are taken for one another most, [is, called, how many of the photos]; `answers`: of each photo {name, is,
    called, confidence, recognised}, the one that it is least sure of being right on first.
    """
    classes = len(labels)
    probabilities = torch.stack([calibration.probabilities(z) for z in held_out])  # (rounds, N, K)
    recognised = torch.stack([calibration.recognised(z) for z in held_out]).float().mean(dim=0)
    confidence, called = probabilities.max(dim=2)
    inside = y < classes
    hit = (called == y).float().mean(dim=0)[inside]
    accuracy = hit.mean().item()
    mean = probabilities.mean(dim=0)
    counts = Counter(labels[label] if label < classes else "none" for label in y.tolist())
    wrong = Counter()
    for row in called:
        wrong.update((int(t), int(c)) for t, c in zip(y.tolist(), row.tolist(), strict=True) if t < classes and t != c)
    answers = [
        {
            "name": photo.name,
            "is": photo.label,
            "called": labels[int(row.argmax())],
            "confidence": row.max().item(),
            "recognised": bool(seen > 0.5),
            "own": row[label].item() if label < classes else 1 - seen.item(),
        }
        for photo, row, label, seen in zip(photos, mean, y.tolist(), recognised, strict=True)
    ]
    answers.sort(key=lambda answer: answer["own"])
    return {
        "photos": dict(counts),
        "accuracy": accuracy,
        "interval": list(interval(accuracy, int(inside.sum()))),
        "confidence": confidence[:, inside].mean().item(),
        "recognised": recognised[inside].mean().item(),
        "strangers": recognised[~inside].mean().item() if (~inside).any() else None,
        "classes": {
            labels[label]: {"photos": int((y == label).sum()), "right": hit[y[inside] == label].mean().item()}
            for label in sorted(set(y[inside].tolist()))
        },
        "confused": [[labels[t], labels[c], count / len(held_out)] for (t, c), count in wrong.most_common(CONFUSED)],
        "answers": answers,
        "temperature": calibration.temperature,
        "threshold": calibration.threshold,
    }


def report(figures: dict) -> str:
    """The figures of `figures_of` as text."""
    width = max(map(len, ("class", *figures["photos"])))
    lines = [f"{'class':<{width}}  photos  right when held back"]
    for label, count in figures["photos"].items():
        right = figures["classes"].get(label, {}).get("right")
        lines.append(f"{label:<{width}}  {count:6d}" + ("" if right is None else f"  {right:20.2f}"))
    low, high = figures["interval"]
    lines += [
        "",
        f"Held back, {figures['accuracy']:.2f} of the photos are called right. Of other people's photos expect "
        f"{low:.2f} to {high:.2f}.",
        f"It is sure by {figures['confidence']:.2f} in the mean, and recognises {figures['recognised']:.2f} of them.",
    ]
    if figures["strangers"] is not None:
        lines.append(f"Of the photos that are none of these it takes {figures['strangers']:.2f} for one of them.")
    for is_one, called, count in figures["confused"]:
        lines.append(f"{is_one} is called {called} for about {max(1, round(count))} of the photos.")
    return "\n".join(lines)
