"""What fails when: one fault after the other, the same ones in every round.

Some happen to the devices and the disk of the line, and stand in its scenario; the others happen to
the processes around it. Every round ends one process of our own, in turn, so that each also gets
old.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Final

from simulators.scenario import Event


class Fault(StrEnum):
    BROKER = "broker killed"
    CAMERA = "camera unplugged"
    GATE = "gate unplugged"
    DISK = "disk full"
    LOG = "log locked by another program"
    DARK = "pictures dark"
    FROZEN = "pictures frozen"
    UPLINK = "uplink killed"
    WEB = "page server killed"
    CENTRE = "centre killed"


ROUND: Final = (
    Fault.BROKER,
    Fault.CAMERA,
    Fault.GATE,
    Fault.DISK,
    Fault.LOG,
    Fault.DARK,
    Fault.FROZEN,
)
LAST_OF_ROUND: Final = (Fault.UPLINK, Fault.WEB, Fault.CENTRE)
"""One of them, in turn."""
USUAL_S: Final = {
    Fault.BROKER: 15.0,
    Fault.CAMERA: 5.0,
    Fault.GATE: 3.0,
    Fault.DISK: 10.0,
    Fault.LOG: 12.0,
    Fault.DARK: 5.0,
    Fault.FROZEN: 5.0,
    Fault.CENTRE: 10.0,
}
"""How long it lasts; what is not named starts again by itself. A log that is locked for longer than
SQLite waits (5 s) is an error of the disk to its writer."""
LONGEST_SHARE: Final = 0.5
"""Of the time from one fault to the next."""
IN_SCENARIO: Final = {
    Fault.CAMERA: "unplug_camera",
    Fault.GATE: "unplug_gate",
    Fault.DISK: "fill_disk",
    Fault.DARK: "darken_camera",
    Fault.FROZEN: "freeze_camera",
}
"""What the line's own scenario does."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Times since the line began."""

    fault: Fault
    at_s: float
    for_s: float

    @property
    def until_s(self) -> float:
        return self.at_s + self.for_s


def faults() -> Iterator[Fault]:
    for number in count():
        yield from ROUND
        yield LAST_OF_ROUND[number % len(LAST_OF_ROUND)]


def planned(seconds: float, every_s: float) -> tuple[Planned, ...]:
    """The last one leaves the station as long to recover as the others do."""
    plan = []
    for number, fault in enumerate(faults(), start=1):
        at_s = number * every_s
        if at_s + every_s > seconds:
            break
        plan.append(Planned(fault, at_s, min(USUAL_S.get(fault, 0.0), LONGEST_SHARE * every_s)))
    return tuple(plan)


def scenario_events(plan: tuple[Planned, ...]) -> tuple[Event, ...]:
    """Of those that the line's scenario does."""
    return tuple(
        Event.model_validate({"at_s": one.at_s, "do": IN_SCENARIO[one.fault], "for_s": one.for_s})
        for one in plan
        if one.fault in IN_SCENARIO
    )
