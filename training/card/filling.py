"""A report card filled from what a tuning run knows of itself.

What only a person or a later step can say (`words`) stays empty where nobody said it.
"""

from collections.abc import Mapping
from typing import Any

from training.card.report_card import Deployment, Estimation, Initiation, ReportCard

Document = Mapping[str, Any]


def card_of_tuning(document: Document, words: Mapping[str, str]) -> ReportCard:
    """`document`: what `packwarden tune` ends with; `words`: the table [card] of its settings."""
    return ReportCard(
        model=f"{document['procedure']} {document['model']['sha256'][:12]}",
        initiation=initiation(document, words),
        estimation=estimation(document),
        deployment=deployment(document, words),
    )


def initiation(document: Document, words: Mapping[str, str]) -> Initiation:
    data = document["data"]
    return Initiation(
        problem=words["problem"],
        target=f"which of these a cut-out shows: {', '.join(data['labels'])}",
        gathering=f"{data['gathering']}; version {data['version']}",
        distribution=(
            f"{data['items']} items in {data['groups']} groups (lots, days or stations): "
            + ", ".join(f"{count} {label}" for label, count in data["labels"].items())
        ),
        sampling=data["sampling"],
        quality=words["quality"],
        preprocessing="the check's region, scaled to what the backbone is given",
        features=(
            "means of the frozen backbone's cells over a raster; bundle "
            f"{document['asked']['bundle_sha256']}"
        ),
    )


def estimation(document: Document) -> Estimation:
    search, outer = document["search"], document["outer"]
    loss, counts = outer["loss"], outer["counts"]
    return Estimation(
        optimisation=(
            f"{search['algorithm']}, {search['trials']} trials in each search, over "
            + "; ".join(f"{name}: {said_range(one)}" for name, one in search["space"].items())
        ),
        split=(
            f"nested cross-validation, {search['outer_folds']} outer and {search['inner_folds']} "
            f"inner folds, no group torn apart, seed {search['seed']}"
        ),
        algorithm="a head of at most one hidden layer, AdamW, every step on all items",
        weighting="whether every kind counts the same was searched with the other parameters",
        metrics=(
            "mean negative logarithm of the true kind's share, since it also tells how sure an "
            "answer is; escapes, false rejects and unsure, since these cost"
        ),
        result=(
            f"loss {loss['mean']:.4g}, 95 % from {loss['low']:.4g} to {loss['high']:.4g} "
            f"(corrected by Nadeau and Bengio); of {counts['cases']} items "
            + ", ".join(
                f"{counts[name]['count']} {name.replace('_', ' ')}"
                for name in ("escapes", "false_rejects", "unsure")
            )
        ),
    )


def deployment(document: Document, words: Mapping[str, str]) -> Deployment:
    final, model = document["final"], document["model"]
    limits, counted = model["limits"], model["evidence"]
    chosen = ", ".join(f"{name} {value}" for name, value in final["parameters"].items())
    inside = "inside" if final["plausible"] else "outside of"
    return Deployment(
        training=f"all {document['data']['items']} items, with {chosen}",
        validation=(
            f"loss of the final search {final['loss']:.4g}, {inside} the outer interval; a station "
            f"is unsure from a share of defects of {limits['unsure_from']:g} and says not ok from "
            f"{limits['not_ok_from'] or 'none'}: in the outer folds {counted['escapes']} of "
            f"{counted['defective']} defects escape at it (at most {counted['escape_bound']:.2g} "
            f"with probability {1 - counted['delta']:g}), and of {counted['good']} good ones "
            f"{counted['false_rejects']} are rejected and {counted['unsure_good']} unsure"
        ),
        export=(
            f"ONNX opset {model['opset']}, SHA-256 {model['sha256']}; differs from torch by at "
            f"most {model['parity']:g}"
        ),
        improvement=words["improvement"],
        robustness=words["robustness"],
        repeating=(
            f"code {document['revision']}, seed {document['search']['seed']}, weights "
            f"{model['weights']}"
        ),
    )


def said_range(one: Mapping[str, Any]) -> str:
    if "one_of" in one:
        return f"one of {', '.join(map(str, one['one_of']))}"
    return f"{one['low']:g} to {one['high']:g}" + (" by ratio" if one["by_ratio"] else "")
