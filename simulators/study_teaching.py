"""The learning curve of the model: taught by a few good packs, then asked about the study's.

Teaching is the station's own: the recipe is proposed from the pictures as `packwarden teach` does.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import Verdict
from edge_agent.core.study.plan import Plan
from edge_agent.core.study.result import TaughtPoint
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.recipe_files import load_recipe, save_recipe
from edge_agent.inspection.teaching import GoodPicture, propose
from edge_agent.study.counting import taught_point
from edge_agent.study.model_appraiser import verdict_on
from simulators.drawing.draw import draw_pack
from simulators.drawing.products import FIRST_GOLDEN_DAY
from simulators.study_packs import PRODUCT, VIEW, placed

EXAMPLES = (1, 2, 5, 10)


def good_pictures(count: int, order: Order, random: np.random.Generator) -> list[GoodPicture]:
    """Good packs of the same order as they come along."""
    return [
        GoodPicture(
            f"good pack {number}",
            draw_pack(PRODUCT, order, None, random, placed(False, random))[VIEW],
        )
        for number in range(1, count + 1)
    ]


def taught_curve(
    plan: Plan, examples: Sequence[int], good: Sequence[GoodPicture], like: Inspector, folder: Path
) -> Iterator[TaughtPoint]:
    """One point for each number of examples. `like`: lends its models."""
    truth = np.array([pack.defective for pack in plan.packs])
    for count in examples:
        inspector = taught_by(good[:count], like, folder / f"taught-{count}")
        verdicts = [verdict_on(pack.captures[0], pack.order, inspector) for pack in plan.packs]
        called = np.array([[verdict is not Verdict.OK] for verdict in verdicts])
        yield taught_point(count, called, truth)


def taught_by(good: Sequence[GoodPicture], like: Inspector, folder: Path) -> Inspector:
    proposal = propose(PRODUCT.name, good, None, FIRST_GOLDEN_DAY)
    save_recipe(proposal.recipe, proposal.golden, folder)
    return Inspector(load_recipe(folder), like.reader, like.finder, like.backbone)
