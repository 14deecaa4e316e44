"""The document of `packwarden gate`, and its tables for a terminal."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from edge_agent.core.autonomy.evidence import Evidence, calibration_on
from edge_agent.core.autonomy.gate import GateItem, GateReport, gate
from edge_agent.core.autonomy.needs import NEEDS
from edge_agent.core.errors import NotFound
from edge_agent.core.packs import Level
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.line.gate_evidence import Gathered, gathered
from edge_agent.line.whatif import data_folder

ANY_CHECK = "any check"
NO_STATION = "no station has run"
DIGITS = 6


def gate_recorded(
    records: Path, level: Level, recipe: Path | None = None, check: str | None = None
) -> dict[str, Any]:
    """From a station's data folder, or the events.db in it."""
    found = gathered(data_folder(records), recipe)
    needs = found.origin.needs(level)
    reports = [gate(evidence, level, needs) for evidence in named(found.evidence, check)]
    return {"data": str(records), **in_force(found), **told(level, reports, found.left_out)}


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
    return {**nothing, **told(level, reports, {})}


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
        "items": [told_item(item) for item in report.items],
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


def gate_tables(document: dict[str, Any]) -> list[Table | str]:
    tables: list[Table | str] = [
        checks_and_needs(document),
        *(what_is_missing(check) for check in document["checks"] if not check["passed"]),
    ]
    if document["simulated"]:
        tables.append("The packs were simulated: this says nothing of a real camera.")
    tables += [f"Left out: {count} {what}" for what, count in document["left_out"].items()]
    return tables


def checks_and_needs(document: dict[str, Any]) -> Table:
    """A row for each thing needed, a column for each check: yes, or how many packs it lacks."""
    checks = document["checks"]
    title = f"What {document['level']} needs"
    table = Table("", *(check["check"] for check in checks), title=title, title_justify="left")
    for items in zip(*(check["items"] for check in checks), strict=True):
        table.add_row(items[0]["name"].replace("_", " "), *(told_cell(item) for item in items))
    return table


def told_cell(item: dict[str, Any]) -> Text:
    if item["met"]:
        return Text("yes")
    return Text(f"{item['missing_packs']} packs" if item["missing_packs"] else "no")


def what_is_missing(check: dict[str, Any]) -> Table:
    table = Table(title=f"Missing for {check['check']}", title_justify="left", show_header=False)
    for item in check["items"]:
        if not item["met"]:
            table.add_row(Text(item["name"].replace("_", " ")), Text(item["sentence"]))
    return table
