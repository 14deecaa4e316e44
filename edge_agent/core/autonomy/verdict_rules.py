"""From what a check measured to its verdict: hard rules first, then two thresholds. Pure.

The thresholds are those that the certificate or calibration of the check names; without them the
verdict of the recipe's own limits stands. What cannot be known is unsure, whatever the score says;
what contradicts the order is never ok.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import UNBELIEVABLE, CheckResult, Reason, Verdict, VerdictRule

UNKNOWABLE: Final[Mapping[Reason, VerdictRule]] = {
    Reason.NO_ORDER: VerdictRule.NO_ORDER,
    Reason.PACK_NOT_FOUND: VerdictRule.NOT_SEEN,
    Reason.OUT_OF_PICTURE: VerdictRule.NOT_SEEN,
    **dict.fromkeys(UNBELIEVABLE, VerdictRule.CAMERA_UNHEALTHY),
    Reason.NO_PICTURE: VerdictRule.NOT_SEEN,
    Reason.INSPECTION_FAILED: VerdictRule.NOT_SEEN,
    Reason.UNREADABLE: VerdictRule.UNREADABLE,
    Reason.NOT_LIKE_TAUGHT: VerdictRule.UNLIKE_ALL_SEEN,
}
"""Reasons that no score outweighs."""
CONTRADICTIONS: Final = frozenset(
    {
        Reason.READS_OTHER,
        Reason.WRONG_CODE,
        Reason.BAD_CHECK_DIGIT,
        Reason.CODE_PRINT_DISAGREE,
        Reason.IMPLAUSIBLE_DATE,
        Reason.MISSING,
        Reason.WRONG_ONE,
        Reason.LEARNED_DEFECT,
    }
)
"""Against the order, the recipe or what people labelled: a low score cannot make them ok."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """On the defect score: ok up to the one, not ok from the other, unsure between."""

    ok_up_to: float
    not_ok_from: float

    def __post_init__(self) -> None:
        if not 0 <= self.ok_up_to <= self.not_ok_from <= 1:
            raise InvalidInput(
                f"ok_up_to {self.ok_up_to} and not_ok_from {self.not_ok_from} are no two "
                "thresholds; expected 0 <= ok_up_to <= not_ok_from <= 1"
            )


def ruled(
    result: CheckResult, thresholds: Thresholds | None, camera_healthy: bool = True
) -> CheckResult:
    """The result with the verdict in force and the rule that gave it."""
    verdict, rule = verdict_of(result, thresholds, camera_healthy)
    return replace(result, verdict=verdict, rule=rule)


def verdict_of(
    result: CheckResult, thresholds: Thresholds | None, camera_healthy: bool
) -> tuple[Verdict, VerdictRule]:
    if not camera_healthy:
        return Verdict.UNSURE, VerdictRule.CAMERA_UNHEALTHY
    for reason, rule in UNKNOWABLE.items():
        if reason in result.reasons:
            return Verdict.UNSURE, rule
    if thresholds is None:
        return result.verdict, VerdictRule.LIMITS
    if result.score >= thresholds.not_ok_from:
        return Verdict.NOT_OK, VerdictRule.SCORE_HIGH
    if CONTRADICTIONS & set(result.reasons):
        return Verdict.UNSURE, VerdictRule.CONTRADICTION
    if result.score <= thresholds.ok_up_to:
        return Verdict.OK, VerdictRule.SCORE_LOW
    return Verdict.UNSURE, VerdictRule.SCORE_BETWEEN
