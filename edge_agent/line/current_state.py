"""How a line is at one moment, as a frozen value. Looks, changes nothing, waits for nothing."""

from collections.abc import Iterator
from datetime import datetime

from edge_agent.control.line_state import (
    BundleState,
    BypassState,
    ChangeoverState,
    CheckState,
    FirstPacksState,
    FirstPackState,
    Identity,
    LineState,
    Recommendation,
    Trouble,
)
from edge_agent.core.policy import lower_of
from edge_agent.line.first_packs import MOST_SHOWN, FirstPacksAtLine
from edge_agent.line.guard import Guard
from edge_agent.line.lately import LastPacks
from edge_agent.line.loop import Line
from edge_agent.line.recommendations import seen


def state_of(
    line: Line,
    last_packs: LastPacks,
    identity: Identity,
    recommendations: tuple[Recommendation, ...],
    at: datetime,
    now_ns: int,
) -> LineState:
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
        recommendations=recommendations,
        challenges=line.challenges.challenges.asks,
        lately=last_packs.lately(now_ns),
        changeover=changeover_of(line),
        on_belt=tuple(line.packs),
        challenge_names=tuple(one.name for one in line.challenges.challenges.plan.challenges),
        bundle=bundle_of(line),
        packml=line.packml.view(now_ns),
        safe_mode=guard.standing.safe_mode,
    )


def changeover_of(line: Line) -> ChangeoverState:
    orders = line.orders
    first_packs = first_packs_of(line.first_packs)
    return ChangeoverState(
        *(orders.next, orders.announced, orders.mismatch, first_packs),
        recipes_ready=tuple(orders.offered),
    )


def bundle_of(line: Line) -> BundleState:
    wanted = line.bundle_return.wanted
    return BundleState(
        is_ready=line.orders.bundle_lies_ready,
        return_why=None if wanted is None else wanted.why,
        return_by=None if wanted is None else wanted.by,
        went_back_why=line.bundle_return.went_back_why,
    )


def first_packs_of(at_line: FirstPacksAtLine) -> FirstPacksState | None:
    verified = at_line.verified
    if verified is None:
        return None
    packs = tuple(
        FirstPackState(
            *(pack.pack_no, pack.verdict, tuple(map(seen, at_line.checks(pack.pack_no)))),
            *(pack.is_asked, pack.person, pack.found_good),
        )
        for pack in verified.packs[-MOST_SHOWN:]
    )
    return FirstPacksState(verified.wanted, verified.right, verified.is_over, packs)


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
