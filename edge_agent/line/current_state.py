"""How a line is at one moment, as a frozen value. Looks, changes nothing, waits for nothing."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import isfinite
from typing import Final

from edge_agent.control.line_state import (
    BypassState,
    CheckState,
    Identity,
    LineState,
    Recommendation,
    SeenCheck,
    Trouble,
)
from edge_agent.control.shown import Views
from edge_agent.core.packs import CheckResult, Verdict
from edge_agent.core.policy import lower_of
from edge_agent.core.reasons.decision_sentences import decision_sentence
from edge_agent.core.reasons.languages import Language
from edge_agent.line.guard import Guard
from edge_agent.line.lately import LastPacks
from edge_agent.line.loop import Line
from edge_agent.line.pack_in_work import PackInWork

MOST_ASKED: Final = 8
"""Packs about which a page asks at once: no person answers for more before they are at the gate."""


def state_of(
    line: Line, last_packs: LastPacks, identity: Identity, at: datetime, now_ns: int, tick: int
) -> LineState:
    """`tick`: where the belt is now."""
    guard, health = line.guard, line.health
    return LineState(
        identity=identity,
        at=at,
        now_ns=now_ns,
        order=line.orders.current,
        level=guard.level,
        ceiling=guard.ceiling,
        checks=tuple(checks_of(guard)),
        suspensions=guard.standing.suspensions,
        lacking=guard.standing.lacking() if guard.standing.suspensions else (),
        is_armed=guard.is_armed,
        hands_over=guard.hands_over,
        bypass=bypass_of(guard, now_ns),
        belt_stops=tuple(sorted(line.stops.reasons)),
        ledger=line.ledger,
        belt_mm_per_s=round(line.speed.ticks_per_s / line.gate.capability.ticks_per_mm, 1),
        troubles=tuple(Trouble(cause, why) for cause, why in health.troubles().items()),
        lost_cameras=dict(health.lost_cameras),
        gate_trouble=health.gate_trouble,
        recommendations=tuple(recommendation(line, work, tick) for work in asked_about(line)),
        challenges=line.challenges.challenges.asks,
        lately=last_packs.lately(now_ns),
    )


def checks_of(guard: Guard) -> Iterator[CheckState]:
    for check in guard.asked.checks:
        grant = guard.standing.grant_of(check.name)
        may = lower_of(guard.standing.level_of(check.name), guard.ceiling)
        yield CheckState(
            *(check.name, check.kind, check.view, check.level, grant.level),
            in_force=lower_of(check.level, may),
            certificate_sha256=grant.certificate_sha256,
            thresholds=guard.thresholds.get(check.name),
        )


def bypass_of(guard: Guard, now_ns: int) -> BypassState | None:
    if guard.bypass is None:
        return None
    left_s = max(0, guard.bypass.until_ns - now_ns) / 1e9
    return BypassState(guard.bypass.person, round(left_s, 1))


def asked_about(line: Line) -> list[PackInWork]:
    """Packs about which a person is asked, the one nearest to the gate first."""
    return [work for work in line.packs.values() if work.is_open][:MOST_ASKED]


def recommendation(line: Line, work: PackInWork, tick: int) -> Recommendation:
    decision, said = work.decision, work.said()
    if decision is None or decision.recommended is None:
        raise RuntimeError(f"pack {work.pack.pack_no} is open and nothing is recommended")
    return Recommendation(
        pack_no=work.pack.pack_no,
        recommended=decision.recommended,
        sentences={one: decision_sentence(decision, said, one) for one in Language},
        verdict=said.verdict,
        checks=tuple(seen(check) for check in said.checks if check.verdict is not Verdict.OK),
        left_s=left_s(line, work, tick),
        is_overdue=work.no_answer,
    )


def left_s(line: Line, work: PackInWork, tick: int) -> float | None:
    """Until an answer is too late; None while the belt stands."""
    due_tick = line.deadlines.due_tick(work)
    if due_tick is None:
        return None
    time_s = line.speed.time_for_s(due_tick - tick)
    return round(max(0.0, time_s), 2) if isfinite(time_s) else None


def seen(check: CheckResult) -> SeenCheck:
    return SeenCheck(
        *(check.name, check.view, check.verdict),
        score=check.score if isfinite(check.score) else None,
        read=check.read,
        expected=check.expected,
        reasons=check.reasons,
        box=check.box,
    )


def views_asked_about(line: Line) -> Mapping[int, Views]:
    return {work.pack.pack_no: work.pixels() for work in asked_about(line)}
