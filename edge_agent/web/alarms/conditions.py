"""What of a line's state, and of the page server's own view, may be the cause of an alarm. Pure.

While no line answers, nothing is known of what only the line sees: its alarms neither come nor go.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from edge_agent.control.line_state import LineState
from edge_agent.core.alarms.alarm_list import Sight
from edge_agent.core.alarms.raised import Condition
from edge_agent.core.alarms.table import AlarmName
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.bundle_orders import STATION
from edge_agent.core.packs import Reason
from edge_agent.web.live.counters import counters_of

OF_TROUBLE: Final = {
    Cause.CAMERA_FAULT: AlarmName.PICTURES_BAD,
    Cause.LATE_VERDICTS: AlarmName.LATE_VERDICTS,
    Cause.ENCODER_TROUBLE: AlarmName.ENCODER_TROUBLE,
    Cause.CLOCK_TROUBLE: AlarmName.CLOCK_TROUBLE,
    Cause.GATE_NOT_CONFIRMING: AlarmName.REJECTS_NOT_CONFIRMED,
    Cause.STORE_TROUBLE: AlarmName.NOT_RECORDED,
    Cause.PART_HANGS: AlarmName.SAFE_MODE,
}
"""A lost gate stands in the state by itself."""
OF_BELT_STOP: Final = {
    "bin full": AlarmName.BIN_FULL,
    "hold": AlarmName.PACK_HELD,
    "no_answer": AlarmName.ANSWER_OVERDUE,
}
"""By the words with which the line names why the belt stands."""
SEEN_BY_PAGES: Final = frozenset(
    {
        AlarmName.NO_LINE,
        AlarmName.DISK_FILLING,
        AlarmName.STORE_UNREADABLE,
        AlarmName.RELEASE_REFUSED,
        AlarmName.CENTRE_BEHIND,
    }
)
SEEN_BY_LINE: Final = frozenset(AlarmName) - SEEN_BY_PAGES


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the page server sees by itself."""

    disk_share: float | None = None
    """Of the data folder's disk that is used; None where that cannot be told."""
    store_trouble: str | None = None
    refused_releases: Mapping[str, str] = field(default_factory=dict)
    """Why, by the name of each that was refused just now."""
    centre_waits_s: float | None = None
    """How long the oldest record has waited for the centre; None where none waits, or there is no
    centre that could be reached at any time."""
    decisions_per_min: float = 0.0
    why_no_line: str = ""
    is_starting: bool = False
    """The line has not been reached yet, and may still be on its way."""


def sight_of(line: LineState | None, facts: SiteFacts) -> Sight:
    pages = tuple(conditions_of_pages(facts))
    if line is None and facts.is_starting:
        return Sight(pages, SEEN_BY_LINE | {AlarmName.NO_LINE})
    if line is None:
        gone = Condition(AlarmName.NO_LINE, detail=facts.why_no_line)
        return Sight((*pages, gone), SEEN_BY_LINE)
    return Sight((*pages, *conditions_of_line(line, facts)))


def conditions_of_pages(facts: SiteFacts) -> Iterator[Condition]:
    if facts.disk_share is not None:
        yield Condition(AlarmName.DISK_FILLING, value=facts.disk_share)
    if facts.store_trouble is not None:
        yield Condition(AlarmName.STORE_UNREADABLE, detail=facts.store_trouble)
    for release, why in facts.refused_releases.items():
        yield Condition(AlarmName.RELEASE_REFUSED, release, why)
    if facts.centre_waits_s is not None:
        yield Condition(AlarmName.CENTRE_BEHIND, value=facts.centre_waits_s)


def conditions_of_line(line: LineState, facts: SiteFacts) -> Iterator[Condition]:
    yield from of_devices(line)
    yield from of_belt(line)
    yield from of_level(line)
    yield from of_challenges(line)
    yield from of_changeover(line)
    yield from of_bundle(line)
    yield from of_packs(line, facts)


def of_devices(line: LineState) -> Iterator[Condition]:
    """In safe mode a gate is without its host on purpose."""
    for view, why in line.lost_cameras.items():
        yield Condition(AlarmName.CAMERA_LOST, view, why)
    if line.gate_trouble is not None and line.safe_mode is None:
        yield Condition(AlarmName.GATE_LOST, detail=line.gate_trouble)
    for trouble in line.troubles:
        is_told_already = trouble.cause is Cause.CAMERA_FAULT and bool(line.lost_cameras)
        if trouble.cause in OF_TROUBLE and not is_told_already:
            yield Condition(OF_TROUBLE[trouble.cause], detail=trouble.why)


def of_belt(line: LineState) -> Iterator[Condition]:
    for stop in line.belt_stops:
        word, _, pack_no = stop.partition(" ")
        if stop in OF_BELT_STOP:
            yield Condition(OF_BELT_STOP[stop])
        elif word in OF_BELT_STOP:
            yield Condition(OF_BELT_STOP[word], pack_no)


def of_level(line: LineState) -> Iterator[Condition]:
    if line.hands_over or line.suspensions:
        whys = "; ".join(one.why for one in line.suspensions)
        yield Condition(AlarmName.LEVEL_FELL, detail=whys)
    if line.suspensions and not line.lacking:
        yield Condition(AlarmName.SUSPENSION_CLEARABLE)
    if line.bypass is not None:
        yield Condition(AlarmName.BYPASS_ENDS, value=line.bypass.left_s)


def of_challenges(line: LineState) -> Iterator[Condition]:
    overdue = [ask.name for ask in line.challenges if line.at > ask.until]
    due = [ask.name for ask in line.challenges if line.at <= ask.until]
    if overdue:
        yield Condition(AlarmName.CHALLENGE_OVERDUE, detail=", ".join(overdue))
    if due:
        yield Condition(AlarmName.CHALLENGE_DUE, detail=", ".join(due))


def of_changeover(line: LineState) -> Iterator[Condition]:
    differences = line.changeover.mismatch
    if differences:
        yield Condition(
            AlarmName.PRODUCT_MISMATCH, detail="; ".join(one.sentence for one in differences)
        )
    first = line.changeover.first_packs
    if first is not None and any(one.is_asked for one in first.packs):
        yield Condition(AlarmName.FIRST_PACK_WAITS)


def of_bundle(line: LineState) -> Iterator[Condition]:
    """Only what the station wants by itself: a person knows what he ordered."""
    bundle = line.bundle
    why = bundle.return_why if bundle.return_by == STATION else bundle.went_back_why
    if why is not None:
        yield Condition(AlarmName.BUNDLE_LEFT, detail=why)


def of_packs(line: LineState, facts: SiteFacts) -> Iterator[Condition]:
    yield Condition(AlarmName.DECISION_OVERLOAD, value=facts.decisions_per_min)
    if rejects_more_than_usual(line):
        yield Condition(AlarmName.REJECT_RATE_HIGH)
    if line.order is None and any(one.reason is Reason.NO_ORDER for one in line.lately.strip):
        yield Condition(AlarmName.NO_ORDER)


def rejects_more_than_usual(line: LineState) -> bool:
    """Above the band that the panel shows."""
    counters = counters_of(line)
    if counters.reject_rate is None or counters.usual_to is None:
        return False
    return counters.reject_rate > counters.usual_to
