"""What a station's events and its silence say: levels that fell, cameras lost, lines that stand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from deploy.fleet.watching.findings import Finding
from deploy.fleet.watching.kinds import Kind, Severity, What
from deploy.fleet.watching.station import StationMemory
from edge_agent.core import line_events
from edge_agent.core.autonomy import level_events
from edge_agent.core.packml.words import PackmlState

S_PER_MINUTE: Final = 60.0
LINE_ENDED, PACKML = "ended", "packml"
"""Why a station stands, as its memory keeps it."""
EXECUTE: Final = PackmlState.EXECUTE.name.lower()


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a station's log."""

    kind: str
    body: Mapping[str, Any]
    at_s: float
    """Since 1970, in the station's time."""
    stored_s: float
    """When the centre got it."""

    def said(self, name: str) -> str:
        return str(self.body.get(name, ""))


@dataclass(frozen=True, slots=True)
class Told:
    memory: StationMemory
    news: tuple[Finding, ...] = ()


def happened(memory: StationMemory, one: Happening) -> Told:
    """Events that say nothing of a station's health change nothing."""
    act = ACTS.get(one.kind)
    return Told(memory) if act is None else act(memory, one)


def belt_stops(memory: StationMemory, one: Happening) -> Told:
    return stands(memory, f"belt: {one.said('why')}")


def belt_starts(memory: StationMemory, one: Happening) -> Told:
    rhythm = memory.rhythm.runs(one.stored_s, f"belt: {one.said('why')}")
    return Told(replace(memory, rhythm=rhythm))


def packml_changes(memory: StationMemory, one: Happening) -> Told:
    """Only Execute makes packs."""
    if one.said("to") != EXECUTE:
        return stands(memory, PACKML)
    return Told(replace(memory, rhythm=memory.rhythm.runs(one.stored_s, PACKML)))


def line_ends(memory: StationMemory, one: Happening) -> Told:
    return stands(memory, LINE_ENDED)


def line_starts(memory: StationMemory, one: Happening) -> Told:
    """Whatever it stood for before is told anew."""
    return Told(replace(memory, rhythm=memory.rhythm.runs(one.stored_s)))


def stands(memory: StationMemory, why: str) -> Told:
    told = ended(memory, lambda open_one: open_one.kind is Kind.SILENT, None)
    return Told(replace(told.memory, rhythm=told.memory.rhythm.stands(why)), told.news)


def level_falls(memory: StationMemory, one: Happening) -> Told:
    cause = one.said("cause")
    if any(
        is_level(open_one) and open_one.figures["cause"] == cause for open_one in memory.findings
    ):
        return Told(memory)
    revoked = bool(one.body.get("revoked"))
    severity = Severity.CRITICAL if revoked else Severity.WARNING
    names = ("cause", "why", "from", "to", "checks", "revoked")
    figures = {name: one.body[name] for name in names if name in one.body}
    return begun(memory, Kind.LEVEL_FELL, severity, one.at_s, {"cause": cause, **figures})


def level_is_back(memory: StationMemory, one: Happening) -> Told:
    return ended(memory, is_level, one.at_s)


def is_level(one: Finding) -> bool:
    return one.kind is Kind.LEVEL_FELL


def camera_goes(memory: StationMemory, one: Happening) -> Told:
    view = one.said("view")
    if any(is_lost(open_one, view) for open_one in memory.findings):
        return Told(memory)
    figures = {"view": view, "why": one.said("why")}
    return begun(memory, Kind.CAMERA_LOST, Severity.CRITICAL, one.at_s, figures, view)


def camera_comes(memory: StationMemory, one: Happening) -> Told:
    return ended(memory, lambda open_one: is_lost(open_one, one.said("view")), one.at_s)


def is_lost(one: Finding, view: str) -> bool:
    """By its event; what its pictures say ends with its pictures."""
    return one.kind is Kind.CAMERA_LOST and one.view == view and not one.subjects


ACTS: Final[Mapping[str, Callable[[StationMemory, Happening], Told]]] = {
    line_events.BELT_STOP: belt_stops,
    line_events.BELT_STOP_OVER: belt_starts,
    line_events.PACKML_CHANGED: packml_changes,
    line_events.ENDED: line_ends,
    line_events.STARTED: line_starts,
    level_events.FELL: level_falls,
    level_events.RAISED: level_is_back,
    level_events.CLEARED: level_is_back,
    line_events.CAMERA_LOST: camera_goes,
    line_events.CAMERA_BACK: camera_comes,
}
"""By the kind of the event, as stations write them."""


def begun(
    memory: StationMemory,
    kind: Kind,
    severity: Severity,
    at_s: float,
    figures: dict[str, Any],
    view: str | None = None,
) -> Told:
    """A fault that is of no stream."""
    finding = Finding(
        *(memory.numbered + 1, kind, What.FAULT, severity, None, view, ""),
        *(at_s, at_s, at_s),
        figures=figures,
    )
    findings = (*memory.findings, finding)
    return Told(replace(memory, findings=findings, numbered=finding.number), (finding,))


def ended(memory: StationMemory, is_over: Callable[[Finding], bool], at_s: float | None) -> Told:
    """`at_s`: None where it was last seen to go on."""
    over = [one for one in memory.findings if is_over(one)]
    left = tuple(one for one in memory.findings if one not in over)
    news = tuple(replace(one, ended_s=one.seen_s if at_s is None else at_s) for one in over)
    return Told(replace(memory, findings=left), news)


# Silence


def heard(memory: StationMemory, stored_s: float) -> Told:
    """The centre got a record: whoever was silent speaks."""
    told = ended(memory, lambda one: one.kind is Kind.SILENT, stored_s)
    rhythm = told.memory.rhythm.heard(stored_s)
    return Told(replace(told.memory, rhythm=rhythm), told.news)


def waited(memory: StationMemory, now_s: float, listening_since_s: float) -> Told:
    """Nothing came up to now."""
    silent_s = memory.rhythm.silent_s(now_s, listening_since_s)
    if silent_s is None:
        return Told(memory)
    figures = {"minutes": round(silent_s / S_PER_MINUTE)}
    before = next((one for one in memory.findings if one.kind is Kind.SILENT), None)
    if before is None:
        told = begun(memory, Kind.SILENT, Severity.CRITICAL, now_s - silent_s, figures)
        return Told(*renewed(told.memory, replace(told.news[0], noticed_s=now_s, seen_s=now_s)))
    if now_s - before.seen_s < S_PER_MINUTE:
        return Told(memory)
    return Told(*renewed(memory, replace(before, seen_s=now_s, figures=figures)))


def renewed(memory: StationMemory, finding: Finding) -> tuple[StationMemory, tuple[Finding]]:
    others: Iterator[Finding] = (one for one in memory.findings if one.number != finding.number)
    return replace(memory, findings=(*others, finding)), (finding,)
