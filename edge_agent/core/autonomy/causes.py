"""Why a station takes decisions back from itself, and what follows from each cause. Pure.

Trouble of a device suspends: the evidence stays good, the device is not. Whatever says that the
evidence no longer speaks of this line revokes: a new gate must be passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Level


class Cause(StrEnum):
    CAMERA_FAULT = "camera_fault"
    LATE_VERDICTS = "late_verdicts"
    ENCODER_TROUBLE = "encoder_trouble"
    CLOCK_TROUBLE = "clock_trouble"
    GATE_LOST = "gate_lost"
    GATE_NOT_CONFIRMING = "gate_not_confirming"
    STORE_TROUBLE = "store_trouble"
    PART_HANGS = "part_hangs"
    CHALLENGE_OVERDUE = "challenge_overdue"
    CHALLENGE_MISSED = "challenge_missed"
    OVERRIDES_RISE = "overrides_rise"
    AUDIT_ERRORS_RISE = "audit_errors_rise"
    SCORE_DRIFT = "score_drift"
    LEGIBILITY_FALLS = "legibility_falls"
    SHARPNESS_FALLS = "sharpness_falls"
    BUNDLE_WORSE = "bundle_worse"
    BUNDLE_CHANGED = "bundle_changed"
    RECIPE_CHANGED = "recipe_changed"
    CAMERA_CHANGED = "camera_changed"
    CALIBRATION_CHANGED = "calibration_changed"
    CERTIFICATE_VOID = "certificate_void"


class Consequence(StrEnum):
    SUSPEND = "suspend"
    """The certificate stays; health, a caught challenge pack and a person give the level back."""
    REVOKE = "revoke"
    """The certificate is void; a new gate must be passed."""


@dataclass(frozen=True, slots=True)
class Lowering:
    """What follows from a cause."""

    consequence: Consequence
    to: Level = Level.RECOMMEND
    """The highest level left, at most recommend."""

    def __post_init__(self) -> None:
        if self.to.acts:
            raise InvalidInput(
                f"a lowered station may not act: {self.to.value!r}; set 'report' or 'recommend'"
            )


SUSPENDING: Final = frozenset(
    {
        Cause.CAMERA_FAULT,
        Cause.LATE_VERDICTS,
        Cause.ENCODER_TROUBLE,
        Cause.CLOCK_TROUBLE,
        Cause.GATE_LOST,
        Cause.GATE_NOT_CONFIRMING,
        Cause.STORE_TROUBLE,
        Cause.PART_HANGS,
        Cause.CHALLENGE_OVERDUE,
    }
)
"""The consequence of a cause is fixed; settings choose only how far the level falls."""

LOWERINGS: Final[Mapping[Cause, Lowering]] = {
    cause: Lowering(Consequence.SUSPEND if cause in SUSPENDING else Consequence.REVOKE)
    for cause in Cause
}


def lowerings(lowered_to: Mapping[Cause, Level]) -> Mapping[Cause, Lowering]:
    """The whole table, where a station's settings name other levels for some causes."""
    return {
        cause: replace(lowering, to=lowered_to.get(cause, lowering.to))
        for cause, lowering in LOWERINGS.items()
    }
