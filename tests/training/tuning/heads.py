"""Vectors of made-up kinds, as a backbone might give them: each kind about a middle of its own."""

import numpy as np

from edge_agent.inspection.head_tables import GOOD
from training.tuning.appearance_head import AppearanceHead
from training.tuning.corrected_interval import corrected_interval
from training.tuning.items import Item
from training.tuning.nested import Judged, OuterFold, Plan, fold_model, turns
from training.tuning.spaces import Parameters

KINDS = (GOOD, "smudged", "missing")
WIDTH = 24
PARAMETERS: Parameters = {
    "hidden": 16,
    "weight_decay": 0.01,
    "peak_rate": 0.01,
    "epochs": 60,
    "even_kinds": True,
}


def made_up(lots: int, apart: float, seed: int = 3) -> tuple[AppearanceHead, list[Item]]:
    """One item of each kind in each lot; `apart`: how far the middles lie, in spreads."""
    rng = np.random.default_rng(seed)
    middles = rng.normal(0, apart, (len(KINDS), WIDTH))
    items = [
        Item(f"{lot:02d}-{kind}", f"lot-{lot:02d}", kind) for lot in range(lots) for kind in KINDS
    ]
    vectors = {
        one.id: (middles[KINDS.index(one.label)] + rng.normal(0, 1, WIDTH)).astype(np.float32)
        for one in items
    }
    return AppearanceHead(KINDS, vectors), items


def judged_with(plan: Plan, parameters: Parameters) -> Judged:
    """As if every outer fold had found the same parameters."""
    folds = []
    for name, split in turns(plan):
        model = fold_model(plan, name, split, parameters)
        score = plan.procedure.score(model, split.test)
        folds.append(
            OuterFold(
                parameters=parameters,
                inner_loss=score.loss,
                score=score,
                train_items=len(split.train),
            )
        )
    return Judged(tuple(folds), corrected_interval([one.score.loss for one in folds], 1 / 3))
