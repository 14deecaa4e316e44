"""The model that is released: searched anew on all data and trained on all of it, if it agrees.

Hirt, Kühl and Satzger 2017: the loss of the final search must lie inside the interval of the outer
folds. Where it does not, the final model is not the one whose error was estimated, and a person
looks before anything else is done.
"""

from dataclasses import dataclass
from typing import Any

from edge_agent.core.errors import GateNotPassed
from training.tuning.corrected_interval import Interval
from training.tuning.journal import Trial
from training.tuning.nested import Judged, Plan, Workplace
from training.tuning.search import seed_of

FINAL = "final"
ROUNDING = 1e-9
"""Of a loss, where all folds have the same."""


class NotPlausible(GateNotPassed):
    """The final search does not agree with the nested cross-validation."""


@dataclass(frozen=True, slots=True)
class Final:
    """What the final search found, and the model trained with it on everything."""

    found: Trial
    model: Any


def final_search(plan: Plan, place: Workplace) -> Trial:
    """On all items."""
    return place.best(plan, FINAL, plan.items)


def final_model(plan: Plan, found: Trial) -> Final:
    """Trained on all items with the parameters that were found."""
    return Final(found, plan.procedure.fit(found.parameters, plan.items, seed_of(plan.seed, FINAL)))


def refuse_implausible(found: Trial, outer: Judged) -> None:
    """NotPlausible says both figures, and what to look at."""
    if is_plausible(found.loss, outer.interval):
        return
    where = outer.interval
    advice = TOO_GOOD if found.loss < where.low else TOO_BAD
    raise NotPlausible(
        f"the final search ends with a loss of {found.loss:.4g}, outside of what the outer folds "
        f"showed: mean {where.mean:.4g}, 95 % from {where.low:.4g} to {where.high:.4g}; {advice}"
    )


def is_plausible(loss: float, where: Interval) -> bool:
    return where.low - ROUNDING <= loss <= where.high + ROUNDING


TOO_GOOD = (
    "it is too good: look for near-duplicates in different groups, for labels that follow from the "
    "group, and for a search that tries so much on so few items that it finds luck"
)
TOO_BAD = (
    "it is too bad: look whether the search ends before it has found what the folds found (more "
    "trials), and for a group unlike all others, which only some folds learned from"
)
