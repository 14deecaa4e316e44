"""The table of alarms: `alarms.toml` as frozen values.

Each row says all that ISA-18.2 asks of an alarm: cause, consequence, what a person does, how soon,
and how it comes and goes. A key that is missing or unknown is a fault at the first import.
"""

import tomllib
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from importlib.resources import files
from typing import Any, Final

from edge_agent.core.reasons.languages import Language, Phrase


class AlarmName(StrEnum):
    NO_LINE = "no_line"
    CAMERA_LOST = "camera_lost"
    PICTURES_BAD = "pictures_bad"
    GATE_LOST = "gate_lost"
    SAFE_MODE = "safe_mode"
    REJECTS_NOT_CONFIRMED = "rejects_not_confirmed"
    BIN_FULL = "bin_full"
    NOT_RECORDED = "not_recorded"
    LATE_VERDICTS = "late_verdicts"
    ENCODER_TROUBLE = "encoder_trouble"
    PRODUCT_MISMATCH = "product_mismatch"
    LEVEL_FELL = "level_fell"
    ANSWER_OVERDUE = "answer_overdue"
    PACK_HELD = "pack_held"
    FIRST_PACK_WAITS = "first_pack_waits"
    REJECT_RATE_HIGH = "reject_rate_high"
    DECISION_OVERLOAD = "decision_overload"
    NO_ORDER = "no_order"
    CHALLENGE_OVERDUE = "challenge_overdue"
    BYPASS_ENDS = "bypass_ends"
    CLOCK_TROUBLE = "clock_trouble"
    DISK_FILLING = "disk_filling"
    STORE_UNREADABLE = "store_unreadable"
    BUNDLE_LEFT = "bundle_left"
    RELEASE_REFUSED = "release_refused"
    CENTRE_BEHIND = "centre_behind"
    CHALLENGE_DUE = "challenge_due"
    SUSPENSION_CLEARABLE = "suspension_clearable"


class Priority(IntEnum):
    NOW = 1
    MINUTES = 2
    SHIFT = 3


class Side(StrEnum):
    """Where of the limit the alarm is."""

    ABOVE = "above"
    BELOW = "below"


class Unit(StrEnum):
    SHARE = "share"
    PER_MINUTE = "per_minute"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with a limit. It comes beyond the limit, and goes only a deadband within it."""

    limit: float
    deadband: float
    side: Side
    unit: Unit

    def is_beyond(self, value: float, is_raised: bool) -> bool:
        slack = self.deadband if is_raised else 0.0
        if self.side is Side.ABOVE:
            return value >= self.limit - slack
        return value <= self.limit + slack


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    name: AlarmName
    priority: Priority
    text: Phrase
    """May have the place {subject}."""
    cause: Phrase
    consequence: Phrase
    action: Phrase
    respond_within_s: float
    shelvable: bool
    on_delay_s: float
    off_delay_s: float
    measured: Measured | None = None
    """None: it holds or it does not."""

    def said(self, language: Language, subject: str) -> str:
        return self.text.said(language, subject=subject)


PHRASES: Final = ("text", "cause", "consequence", "action")


def read_rows(text: str) -> dict[AlarmName, AlarmRow]:
    """TypeError or ValueError for a row that lacks something or has too much."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {AlarmName(name): row_of(name, table) for name, table in tables.items()}


def row_of(name: str, table: dict[str, Any]) -> AlarmRow:
    told: dict[str, Any] = {key: Phrase(**table.pop(key)) for key in PHRASES}
    measured, priority = measured_of(table.pop("measured", None)), Priority(table.pop("priority"))
    return AlarmRow(name=AlarmName(name), priority=priority, measured=measured, **told, **table)


def measured_of(table: dict[str, Any] | None) -> Measured | None:
    if table is None:
        return None
    side, unit = Side(table.pop("side")), Unit(table.pop("unit"))
    return Measured(side=side, unit=unit, **table)


ALARMS: Final = read_rows(
    files("edge_agent.core.alarms").joinpath("alarms.toml").read_text(encoding="utf-8")
)
