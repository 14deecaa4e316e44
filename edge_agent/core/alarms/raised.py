"""One alarm from its coming to its end: the states of ISA-18.2, and what leads from one to another.

An alarm is on the list as long as its cause holds or nobody has acknowledged it. Acknowledging says
"seen", never "solved": only the end of the cause takes an alarm away. A shelved one stays off the
list until its time is over, whatever its cause does meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from edge_agent.core.alarms.table import ALARMS, AlarmName, AlarmRow
from edge_agent.core.errors import Conflict, InvalidInput

LONGEST_SHELF: Final = timedelta(hours=8)
"""A shift. Who wants it longer has found an alarm that should not be one."""


class Stage(StrEnum):
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    """Its cause is over, and nobody has seen it yet."""
    SHELVED = "shelved"


@dataclass(frozen=True, slots=True)
class Condition:
    """What may be the cause of an alarm, as it is now."""

    name: AlarmName
    subject: str = ""
    """What it is about, where several of the same kind may hold at once: a camera, a pack."""
    detail: str = ""
    """What a device says of it."""
    value: float | None = None
    """Of a measured one; it is told also within its limit."""

    @property
    def alarm_id(self) -> str:
        return alarm_id(self.name, self.subject)


@dataclass(frozen=True, slots=True)
class Shelf:
    by: str
    reason: str
    since: datetime
    until: datetime

    def is_over(self, now: datetime) -> bool:
        """Also where the clock went back: how long it has lain there, nobody knows then."""
        return not self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    name: AlarmName
    subject: str
    detail: str
    value: float | None
    stage: Stage
    holds: bool
    """Its cause is there; while it is shelved, nothing else tells."""
    since: datetime
    """When it came last."""
    count: int = 1
    """How often it came since it was last off the list."""
    shelf: Shelf | None = None
    """While it is shelved."""
    gone_ns: int | None = None
    """Monotonic time since which the cause is not seen; None while it is."""

    @property
    def alarm_id(self) -> str:
        return alarm_id(self.name, self.subject)

    @property
    def row(self) -> AlarmRow:
        return ALARMS[self.name]

    # What happens to its cause

    def seen(self, condition: Condition) -> Self:
        return replace(self, detail=condition.detail, value=condition.value, gone_ns=None)

    def come_again(self, condition: Condition, now: datetime) -> Self:
        stage = Stage.SHELVED if self.stage is Stage.SHELVED else Stage.UNACKNOWLEDGED
        again = replace(self, stage=stage, holds=True, since=now, count=self.count + 1)
        return again.seen(condition)

    def gone(self) -> Self | None:
        """None where it is off the list."""
        if self.stage is Stage.ACKNOWLEDGED:
            return None
        stage = Stage.SHELVED if self.stage is Stage.SHELVED else Stage.CLEARED
        return replace(self, stage=stage, holds=False, gone_ns=None)

    # What people do

    def acknowledged(self) -> Self | None:
        """None where it is off the list; Conflict for a shelved one, which nobody sees."""
        if self.stage is Stage.SHELVED:
            raise Conflict(f"alarm {self.alarm_id} is shelved; take it from the shelf first")
        return replace(self, stage=Stage.ACKNOWLEDGED) if self.holds else None

    def shelved(self, shelf: Shelf) -> Self:
        """Conflict for one that must be answered; InvalidInput for a time that is too long."""
        if not self.row.shelvable:
            raise Conflict(f"alarm {self.name} cannot be shelved: it must be answered")
        if not timedelta() < shelf.until - shelf.since <= LONGEST_SHELF:
            raise InvalidInput(f"an alarm is shelved for up to {LONGEST_SHELF}")
        if not shelf.reason.strip():
            raise InvalidInput("an alarm is shelved for a reason; say which")
        return replace(self, stage=Stage.SHELVED, shelf=shelf)

    def unshelved(self) -> Self | None:
        """Back on the list where its cause holds; Conflict where it is not shelved."""
        if self.stage is not Stage.SHELVED:
            raise Conflict(f"alarm {self.alarm_id} is not shelved")
        return replace(self, stage=Stage.UNACKNOWLEDGED, shelf=None) if self.holds else None


def alarm_id(name: AlarmName, subject: str) -> str:
    return f"{name}:{subject}" if subject else str(name)
