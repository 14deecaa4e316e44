"""What is known of one check, under exactly what is in force, when a level is asked for. Pure.

Packs of another recipe, bundle or camera profile say nothing of this one; whoever gathers the
evidence leaves them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_agent.core.autonomy.verdict_rules import CONTRADICTIONS, UNKNOWABLE
from edge_agent.core.guarantees.calibration import Calibration, CalibrationPack, calibration_of
from edge_agent.core.packs import CheckResult, VerdictRule
from edge_agent.core.study.result import StudyResult

NEVER_OK, NEVER_NOT_OK = 1.0, 0.0
"""Scores of results that no thresholds can make wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is in force for all checks; evidence of anything else does not count."""

    recipe_hash: str
    bundle_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Of one check."""

    check: str
    calibration: Calibration
    study: StudyResult | None = None
    setting: Setting | None = None
    """That the study must be of; None where nothing is in force yet."""
    challenges_caught: int = 0
    """The last challenge packs faulty for this check, caught one after the other."""
    shadow_packs: int = 0
    looked_on: int = 0
    """Packs on which this bundle only looked on, beside the one that was in use then."""
    late: int = 0
    """Packs of the shadow run whose verdict came too late."""
    audited: int = 0
    """Packs of the shadow run that were drawn at random and examined by hand."""
    watch_lacks: int = 0
    """Packs until every monitor has its reference."""
    alarms: tuple[str, ...] = ()
    """Of monitors, on the packs of the shadow run; a sentence each."""
    troubles: tuple[str, ...] = ()
    """Of devices, bundle and calibration, now; a sentence each."""


def counted_score(result: CheckResult, defective: bool) -> float:
    """The score by which thresholds are judged on a pack of known truth.

    A hard rule answers unsure at any thresholds, and what contradicts the order is never ok; such a
    result can be no error, and must not look like one.
    """
    is_unsure = bool(UNKNOWABLE.keys() & set(result.reasons))
    if is_unsure or result.rule is VerdictRule.CAMERA_UNHEALTHY:
        return NEVER_OK if defective else NEVER_NOT_OK
    if defective and CONTRADICTIONS & set(result.reasons):
        return NEVER_OK
    return result.score


def calibration_on(packs: Sequence[CalibrationPack]) -> Calibration:
    """As `calibration_of`; no packs at all are no error but no evidence."""
    if packs:
        return calibration_of(packs)
    return Calibration(goods=np.array([]), defects=np.array([]), blocks=0, simulated=False)
