"""Vectors of made-up kinds, as a backbone might give them: each kind about a middle of its own."""

import numpy as np

from training.tuning.appearance_head import AppearanceHead
from training.tuning.defect_kinds import GOOD
from training.tuning.items import Item
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
