"""What a bundle that looks on has shown, as JSON: for the gate's document and for the API."""

from typing import Any, Final

from edge_agent.core.guarantees.bounds import Interval
from edge_agent.core.shadow.tally import CheckTally, Tally
from edge_agent.evidence.shadow_report import CheckDiffers, PackDiffers, ShadowReport
from edge_agent.store.times import utc_text

DIGITS: Final = 6


def shadow_document(report: ShadowReport) -> dict[str, Any]:
    return {
        "name": report.name,
        "by": report.by,
        "ordered_at": utc_text(report.at),
        "stage": report.stage.value,
        "why": report.why,
        "bundle_sha256": report.bundle_sha256,
        "restarts": report.restarts,
        "to_look_at": report.to_look_at,
        "tallies": [tally_document(tally) for tally in reversed(report.tallies)],
    }


def tally_document(tally: Tally) -> dict[str, Any]:
    return {
        "in_use_sha256": tally.compares.in_use_sha256,
        "recipe": tally.compares.recipe,
        "recipe_hash": tally.compares.recipe_hash,
        "packs": tally.packs,
        "same": tally.same,
        "stricter": tally.stricter,
        "milder": tally.milder,
        "not_looked_at": tally.not_looked_at,
        "disagreement": ends(tally.disagreement),
        "milder_share": ends(tally.milder_share),
        "checks": [check_document(name, one) for name, one in tally.per_check.items()],
    }


def ends(interval: Interval) -> dict[str, float]:
    return {"low": round(interval.low, DIGITS), "high": round(interval.high, DIGITS)}


def check_document(name: str, tally: CheckTally) -> dict[str, Any]:
    return {
        "check": name,
        "same": tally.same,
        "stricter": tally.stricter,
        "milder": tally.milder,
        "pairs": dict(tally.pairs),
    }


def difference_document(pack: PackDiffers) -> dict[str, Any]:
    truth = pack.truth
    return {
        "boot": pack.boot,
        "pack_no": pack.pack_no,
        "at": utc_text(pack.at),
        "checks": [check_difference(check) for check in pack.checks],
        "pictures": dict(pack.pictures),
        "defective": None if truth is None else truth.defective,
        "known_from": None if truth is None else truth.source.value,
    }


def check_difference(check: CheckDiffers) -> dict[str, Any]:
    return {
        "check": check.name,
        "in_use": check.in_use.value,
        "shadow": check.shadow.value,
        "reasons": list(check.reasons),
        "right": None if check.right is None else check.right.value,
    }
