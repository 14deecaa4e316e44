"""The document of `packwarden gate`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from edge_agent.core.autonomy.evidence import Evidence, calibration_on
from edge_agent.core.autonomy.gate import GateItem, GateReport, Item, gate
from edge_agent.core.autonomy.needs import NEEDS
from edge_agent.core.errors import NotFound
from edge_agent.core.guarantees.learn_then_test import Chosen, TwoThresholds
from edge_agent.core.packs import Level
from edge_agent.evidence.data_folder import folder_of
from edge_agent.evidence.gate_evidence import Gathered, LookedOn, gathered
from edge_agent.evidence.shadow_document import shadow_document
from edge_agent.inspection.recipe_files import load_recipe

ANY_CHECK = "any check"
NO_STATION = "no station has run"
DIGITS = 6


def gate_recorded(
    records: Path, level: Level, recipe: Path | None = None, check: str | None = None
) -> dict[str, Any]:
    """From a station's data folder, or the events.db in it."""
    found = gathered(folder_of(records), recipe)
    return {"data": str(records), **gate_of(found, level, check)}


def gate_of(found: Gathered, level: Level, check: str | None = None) -> dict[str, Any]:
    """NotFound where the recipe has no such check."""
    reports = reports_of(found, level, check)
    shadow = None if found.shadow is None else told_shadow(found.shadow, level, check)
    return {**in_force(found), **told(level, reports, found.left_out), "shadow": shadow}


def reports_of(found: Gathered, level: Level, check: str | None) -> list[GateReport]:
    return [report_of(found, evidence, level) for evidence in named(found.evidence, check)]


def told_shadow(shadow: LookedOn, level: Level, check: str | None) -> dict[str, Any]:
    """What the other bundle has shown, and what the level would need with it: all anew."""
    reports = [] if shadow.gathered is None else reports_of(shadow.gathered, level, check)
    return {
        **shadow_document(shadow.report),
        "counts_for": Item.SHADOW_RUN.value,
        "checks": [told_check(report) for report in reports],
    }


def report_of(found: Gathered, evidence: Evidence, level: Level) -> GateReport:
    return gate(evidence, level, found.origin.needs(level))


def gate_from_nothing(
    level: Level, recipe: Path | None = None, check: str | None = None
) -> dict[str, Any]:
    """What the level needs where nothing was recorded yet."""
    checks = [check or ANY_CHECK]
    if recipe is not None:
        checks = [one.name for one in load_recipe(recipe).recipe.checks]
    evidence = [without_evidence(name, level) for name in checks]
    reports = [gate(one, level) for one in named(evidence, check)]
    nothing = dict.fromkeys(("data", "station", "recipe", "recipe_hash"))
    nothing |= dict.fromkeys(("bundle_sha256", "camera_profile"))
    return {**nothing, **told(level, reports, {}), "shadow": None}


def without_evidence(check: str, level: Level) -> Evidence:
    lacks = NEEDS[level].shadow_packs
    return Evidence(
        check=check, calibration=calibration_on([]), watch_lacks=lacks, troubles=(NO_STATION,)
    )


def named(evidence: Iterable[Evidence], check: str | None) -> list[Evidence]:
    """All, or the one that is asked for; NotFound where the recipe has no such check."""
    found = [one for one in evidence if check in (None, one.check)]
    if not found:
        raise NotFound(f"the recipe has no check {check!r}")
    return found


def in_force(found: Gathered) -> dict[str, Any]:
    setup = next(iter(found.setups.values()))
    return {
        "station": found.origin.station,
        "recipe": setup.recipe,
        "recipe_hash": setup.recipe_hash,
        "bundle_sha256": setup.bundle_sha256,
        "camera_profile": found.origin.camera_profile,
    }


def told(level: Level, reports: list[GateReport], left_out: Mapping[str, int]) -> dict[str, Any]:
    return {
        "level": level.value,
        "passed": all(report.is_passed for report in reports),
        "simulated": any(report.simulated for report in reports),
        "checks": [told_check(report) for report in reports],
        "left_out": dict(left_out),
    }


def told_check(report: GateReport) -> dict[str, Any]:
    return {
        "check": report.check,
        "passed": report.is_passed,
        "missing_packs": report.missing_packs,
        "thresholds": None if report.thresholds is None else asdict(report.thresholds),
        "promises": None if report.chosen is None else told_promises(report.chosen),
        "items": [told_item(item) for item in report.items],
    }


def told_promises(chosen: TwoThresholds) -> dict[str, Any]:
    """What each threshold was tested on, and what that proves."""
    return {one.risk.value: told_promise(one) for one in (chosen.not_ok_from, chosen.ok_up_to)}


def told_promise(chosen: Chosen) -> dict[str, Any]:
    return {
        "threshold": chosen.threshold,
        "packs": chosen.n,
        "errors": chosen.k,
        "bound": round(chosen.bound, DIGITS),
        "at_most": chosen.alpha,
        "confidence": round(1 - chosen.delta, DIGITS),
    }


def told_item(item: GateItem) -> dict[str, Any]:
    return {
        "name": item.name.value,
        "have": round(item.have, DIGITS) if isinstance(item.have, float) else item.have,
        "needed": item.needed,
        "missing_packs": item.missing_packs,
        "met": item.is_met,
        "sentence": item.sentence,
    }
