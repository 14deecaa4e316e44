"""`packwarden study --simulate`: a whole agreement study of drawn packs.

Packs, pictures, plan, model, teaching and counting are the real ones; only the people are not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from edge_agent.core.study.plan import new_plan
from edge_agent.core.study.result import (
    FULL_PACKS,
    FULL_TRIALS,
    MODEL,
    AppraiserKind,
    StudyResult,
)
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe, save_recipe
from edge_agent.study.counting import study_result
from edge_agent.study.folder import JudgedBy
from edge_agent.study.model_appraiser import model_answers
from edge_agent.study.picture_sets import packs_in
from hardware.clock import RealClock
from simulators.demo import GOLDEN_SEED
from simulators.study_packs import PRODUCT, draw_set, drawn_packs
from simulators.study_people import PEOPLE, SimulatedPerson, assumed, person_answers
from simulators.study_teaching import EXAMPLES, good_pictures, taught_curve

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    packs: int = FULL_PACKS
    trials: int = FULL_TRIALS
    examples: tuple[int, ...] = EXAMPLES
    people: tuple[SimulatedPerson, ...] = PEOPLE


USUAL = Sizes()


def simulated_study(
    seed: int, tell: Tell, sizes: Sizes = USUAL
) -> tuple[StudyResult, dict[str, Any]]:
    """The result, and what was assumed of people. The same seed gives the same numbers."""
    random = np.random.default_rng(seed)
    order = PRODUCT.sample_order(random)
    with TemporaryDirectory(prefix="packwarden-study-") as name:
        folder = Path(name)
        tell(f"drawing {sizes.packs} packs, {sizes.trials} pictures of each")
        for _ in draw_set(folder / "packs", drawn_packs(sizes.packs, sizes.trials, random), order):
            pass
        plan = new_plan(
            replace(packs_in(folder / "packs", None), simulated=True), sizes.trials, seed
        )
        inspector = product_inspector(folder / "recipe")
        tell("the model judges")
        answers = {
            **{one.name: person_answers(plan, one, random) for one in sizes.people},
            MODEL: model_answers(plan, inspector, lambda _: None),
        }
        tell("the model is taught and judges again")
        good = good_pictures(max(sizes.examples), order, random)
        taught = tuple(taught_curve(plan, sizes.examples, good, inspector, folder))
    judged_by = JudgedBy(inspector.loaded.hash, base_bundle().sha256)
    result = study_result(plan, answers, kinds(sizes.people), judged_by, RealClock().wall(), taught)
    return result, {"people": assumed(sizes.people)}


def product_inspector(folder: Path) -> Inspector:
    """As the simulated line has it."""
    save_recipe(PRODUCT.recipe(), PRODUCT.golden(GOLDEN_SEED), folder)
    return open_inspector(load_recipe(folder))


def kinds(people: Sequence[SimulatedPerson]) -> dict[str, AppraiserKind]:
    return {
        **{one.name: AppraiserKind.SIMULATED_PERSON for one in people},
        MODEL: AppraiserKind.MODEL,
    }
