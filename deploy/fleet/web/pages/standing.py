"""How a station stands, for who looks at many: one word, its shape, and how soon it needs somebody.

Pure. A shape and a word always; colour only where something is not as it should be.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from deploy.fleet.overview import StationNow
from deploy.fleet.watching.kinds import Severity, What
from deploy.fleet.watching.reading import StoredFinding

NUMBERS: Final = re.compile(r"(\d+)", re.ASCII)
BEHIND_S: Final = 60.0
"""From the photo-eye to the centre; what takes longer waits somewhere."""


class State(StrEnum):
    """The first that holds; also the keys of their words."""

    SILENT = "silent"
    OFFLINE = "offline"
    FAULTED = "faulted"
    BYPASS = "bypass"
    HELD = "held"
    NO_LINE = "no_line"
    RUNNING = "running"
    UNKNOWN = "unknown"


class Need(StrEnum):
    """How soon somebody is needed; also the class of its chip."""

    ALARM = "alarm"
    CAUTION = "caution"
    NONE = ""


SHAPES: Final[Mapping[State, str]] = {
    State.SILENT: "✕",
    State.OFFLINE: "✕",
    State.FAULTED: "▲",
    State.BYPASS: "⊘",
    State.HELD: "❚❚",
    State.NO_LINE: "■",
    State.RUNNING: "▶",
    State.UNKNOWN: "?",
}
NEEDS: Final[Mapping[State, Need]] = {
    State.SILENT: Need.ALARM,
    State.OFFLINE: Need.ALARM,
    State.FAULTED: Need.ALARM,
    State.BYPASS: Need.CAUTION,
}
OF_SEVERITY: Final[Mapping[str, Need]] = {
    Severity.CRITICAL: Need.ALARM,
    Severity.WARNING: Need.CAUTION,
}
URGENCY: Final = (Need.ALARM, Need.CAUTION, Need.NONE)


@dataclass(frozen=True, slots=True)
class Standing:
    """One station, and what was found at it and goes on."""

    now: StationNow
    state: State
    findings: Sequence[StoredFinding]
    """The gravest first; changes left out."""

    @property
    def site(self) -> str:
        return self.now.station.partition("/")[0]

    @property
    def place(self) -> str:
        """Within its site."""
        return self.now.station.partition("/")[2]

    @property
    def shape(self) -> str:
        return SHAPES[self.state]

    @property
    def state_need(self) -> Need:
        return NEEDS.get(self.state, Need.NONE)

    @property
    def finding_need(self) -> Need:
        return OF_SEVERITY.get(self.findings[0].severity, Need.NONE) if self.findings else Need.NONE

    @property
    def is_behind(self) -> bool:
        return self.now.lag_s is not None and self.now.lag_s > BEHIND_S

    @property
    def need(self) -> Need:
        others = Need.CAUTION if self.now.troubles or self.is_behind else Need.NONE
        return min((self.state_need, self.finding_need, others), key=URGENCY.index)

    @property
    def not_ok(self) -> int:
        return self.now.packs_last_day.get("not_ok", 0)

    @property
    def packs(self) -> int:
        return sum(self.now.packs_last_day.values())

    @property
    def not_ok_share(self) -> float:
        return self.not_ok / self.packs if self.packs else 0.0


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    stations: Sequence[Standing]


def state_of(now: StationNow) -> State:
    if now.is_silent:
        return State.SILENT
    if now.online is None:
        return State.UNKNOWN
    if not now.online:
        return State.OFFLINE
    return State(now.mode) if now.mode in list(State) else State.UNKNOWN


def standings(found: Iterable[StationNow], open_now: Iterable[StoredFinding]) -> list[Standing]:
    """By name, line-2 before line-10."""
    ranks = list(reversed(Severity))
    by_station: dict[str, list[StoredFinding]] = {}
    for one in open_now:
        if one.what != What.CHANGE:
            by_station.setdefault(one.station, []).append(one)
    return [
        Standing(
            now,
            state_of(now),
            sorted(by_station.get(now.station, ()), key=lambda one: ranks.index(one.severity)),
        )
        for now in sorted(found, key=lambda now: in_order(now.station))
    ]


def in_order(name: str) -> list[str | int]:
    """Words and numbers by turns, so that any two names can be compared."""
    return [int(part) if part.isdigit() else part for part in NUMBERS.split(name)]


def by_site(stations: Iterable[Standing]) -> list[Site]:
    """`stations` are in the order of their names."""
    return [Site(name, list(of_site)) for name, of_site in groupby(stations, lambda one: one.site)]


def needing(stations: Iterable[Standing]) -> list[Standing]:
    """Those that need somebody, the most urgent first."""
    wanted = [one for one in stations if one.need is not Need.NONE]
    return sorted(wanted, key=lambda one: URGENCY.index(one.need))
