"""What a tuning run ends with, as one JSON document."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from training.intervals import wilson_interval
from training.tuning.final import is_plausible
from training.tuning.items import Score
from training.tuning.journal import Trial
from training.tuning.lessons import Lessons
from training.tuning.nested import Judged, Plan
from training.tuning.spaces import Between, Space
from training.tuning.stability import stabilities

Document = dict[str, Any]


def data_document(lessons: Lessons) -> Document:
    items = lessons.items
    return {
        "version": lessons.version,
        "items": len(items),
        "groups": len({one.group for one in items}),
        "labels": dict(sorted(Counter(one.label for one in items).items())),
        "gathering": lessons.gathering,
        "sampling": lessons.sampling,
    }


def search_document(plan: Plan) -> Document:
    return {
        "space": space_document(plan.procedure.space),
        "algorithm": "grid" if plan.question("final", plan.items).is_grid else "TPE",
        "trials": plan.question("final", plan.items).wanted,
        "outer_folds": plan.outer.count,
        "inner_folds": plan.inner_folds,
        "seed": plan.seed,
    }


def space_document(space: Space) -> Document:
    return {
        name: {"low": one.low, "high": one.high, "by_ratio": one.by_ratio}
        if isinstance(one, Between)
        else {"one_of": list(one.values)}
        for name, one in space.items()
    }


def outer_document(plan: Plan, outer: Judged) -> Document:
    """Every fold, the interval of their mean loss, and how stable the parameters are."""
    chosen = [one.parameters for one in outer.folds]
    return {
        "folds": [
            {
                "parameters": one.parameters,
                "inner_loss": one.inner_loss,
                "train_items": one.train_items,
                **asdict(one.score),
            }
            for one in outer.folds
        ],
        "loss": asdict(outer.interval),
        "counts": counts_document(outer.score),
        "stability": {
            name: asdict(one) for name, one in stabilities(plan.procedure.space, chosen).items()
        },
    }


def counts_document(score: Score) -> Document:
    """Shares of all cases. Items of a group are alike, so the intervals are rather too narrow."""
    counts: Mapping[str, int] = {
        "escapes": score.escapes,
        "false_rejects": score.false_rejects,
        "unsure": score.unsure,
    }
    return {"cases": score.cases} | {
        name: {"count": count, "interval": wilson_interval(count, score.cases)}
        for name, count in counts.items()
    }


def final_document(found: Trial, outer: Judged) -> Document:
    return {
        "parameters": found.parameters,
        "loss": found.loss,
        "plausible": is_plausible(found.loss, outer.interval),
    }
