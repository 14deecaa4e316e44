"""A run as a document and as a table: after how many labels how much is caught."""

from collections.abc import Sequence
from typing import Any, Final

from rich.table import Table

from deploy.learning.days import Evening, LearningPlan
from training.intervals import wilson_interval

MARKS: Final = (0.5, 0.8, 0.95)
"""Shares of the stained packs, from which on they count as caught."""
BAR: Final = 20


def document(plan: LearningPlan, evenings: Sequence[Evening]) -> dict[str, Any]:
    """As `packwarden fleet learning --json` prints it."""
    return {
        "product": plan.defect.product,
        "check": plan.defect.check.name,
        "defect_share": plan.defect.share,
        "packs_a_day": plan.packs,
        "labels_a_day": plan.labels,
        "people": {"noticed": plan.people.noticed, "mistakes": plan.people.mistakes},
        "days": [day_document(one) for one in evenings],
        "labels_until_caught": {f"{mark:.2f}": labels_until(evenings, mark) for mark in MARKS},
    }


def day_document(one: Evening) -> dict[str, Any]:
    return {
        "day": one.day,
        "labels": one.labels,
        "labelled_defective": one.stained,
        "caught": share(one.caught, one.of_stained),
        "disturbed": share(one.disturbed, one.of_good),
        "no_new_head": one.trouble,
    }


def share(count: int, total: int) -> dict[str, Any]:
    return {
        "count": count,
        "of": total,
        "share": round(count / total, 4) if total else None,
        "interval": wilson_interval(count, total),
    }


def labels_until(evenings: Sequence[Evening], mark: float) -> dict[str, int] | None:
    """The first evening from which on so many are caught until the end; None where none is."""
    found = None
    for one in reversed(evenings):
        if one.caught < mark * one.of_stained:
            break
        found = {"labels": one.labels, "labelled_defective": one.stained, "day": one.day}
    return found


def table(told: dict[str, Any]) -> Table:
    shown = Table(title=f"A new defect of {told['product']}, check {told['check']}")
    for name in (
        "day",
        "labels",
        "packs with the defect among them",
        "caught",
        "",
        "good packs disturbed",
    ):
        shown.add_column(name, justify="right" if name else "left")
    for day in told["days"]:
        caught, disturbed = day["caught"], day["disturbed"]
        shown.add_row(
            *(str(day["day"]), str(day["labels"]), str(day["labelled_defective"])),
            *(f"{caught['count']} of {caught['of']}", "█" * round(BAR * (caught["share"] or 0))),
            f"{disturbed['count']} of {disturbed['of']}",
        )
    return shown
