"""What persons do about roll-outs: start, agree, halt, let go on. In the caller's transaction.

Where a station works at a level at which the machine acts, two persons agree: one proposes, another
approves. Elsewhere one starts it. Halting is anybody's who may stop a belt; going on begins again
at the canary, once every station is back, and is approved as the start was.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, insert, or_, select

from deploy.fleet.recipes.agreeing import Step, Taken, refuse_step
from deploy.fleet.rollouts.choosing import ranked
from deploy.fleet.rollouts.desk import NOTHING, halt
from deploy.fleet.rollouts.engine import State
from deploy.fleet.rollouts.halting import Halt, Rule
from deploy.fleet.rollouts.keeping import (
    Note,
    add_note,
    move,
    move_station,
    notes_of,
    rollout_row,
    station_rows,
)
from deploy.fleet.rollouts.plan import Plan
from deploy.fleet.rollouts.reading import states_of
from deploy.fleet.rollouts.standing import NOT_BACK, At
from deploy.fleet.rollouts.tables import rollout_stations, rollouts
from deploy.fleet.tables import stations, versions
from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Actor

ACTS: Final = {
    Step.PROPOSED: Act.ROLL_OUT,
    Step.APPROVED: Act.APPROVE_ROLLOUT,
    Step.DECLINED: Act.APPROVE_ROLLOUT,
    Step.WITHDRAWN: Act.ROLL_OUT,
}
ACTING: Final = frozenset((Level.ACT_WHEN_SURE.value, Level.ACT_ALWAYS.value))
BUSY: Final = (At.SHADOWING, At.ORDERED, At.READY, At.TOOK, At.RETURNING)
"""In a roll-out that was halted, such stations are not free for another one."""
MOST_STATIONS: Final = 2_000
STARTED: Final = "started"
GONE_ON: Final = "gone_on"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A roll-out that somebody wants."""

    release: str
    bundle_sha256: str
    patterns: tuple[str, ...]
    """site/line/station, each part may have `*`."""
    product: str | None
    plan: Plan
    note: str


@dataclass(frozen=True, slots=True)
class By:
    """Who does it, when, and his signed act."""

    actor: Actor
    at: datetime
    reason: str
    act_sha256: str


def chosen_stations(
    connection: Connection, patterns: Sequence[str], product: str | None
) -> list[str]:
    """NotFound for a pattern that fits none; with a product those that have ever made it."""
    query = select(stations.c.name).order_by(stations.c.name)
    if product is not None:
        made = select(versions.c.station_id).where(versions.c.recipe == product)
        query = query.where(stations.c.id.in_(made))
    known = list(connection.execute(query).scalars())
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            of_product = "" if product is None else f" that has made {product!r}"
            raise NotFound(f"no station{of_product} is called {pattern!r}")
    found = [name for name in known if any(fnmatchcase(name, one) for one in patterns)]
    if len(found) > MOST_STATIONS:
        raise InvalidInput(f"a roll-out has at most {MOST_STATIONS} stations, not {len(found)}")
    return found


def check_start(connection: Connection, wanted: Wanted) -> list[str]:
    """Its stations, before it is recorded. Conflict where one is in another roll-out; NotFound."""
    names = chosen_stations(connection, wanted.patterns, wanted.product)
    refuse_busy(connection, names)
    return names


def start(connection: Connection, wanted: Wanted, by: By) -> int:
    """Its number. What `check_start` refuses is refused."""
    names = check_start(connection, wanted)
    needs_two = any_acts(connection, names)
    state = State.PROPOSED if needs_two else State.RUNNING
    number = insert_rollout(connection, wanted, by, needs_two, state)
    rows = [
        row_of(number, rank, name, by.at)
        for rank, name in enumerate(ranked(names, wanted.bundle_sha256))
    ]
    connection.execute(insert(rollout_stations), rows)
    kind = Step.PROPOSED.value if needs_two else STARTED
    note_by(connection, number, kind, by)
    return number


def insert_rollout(
    connection: Connection, wanted: Wanted, by: By, needs_two: bool, state: State
) -> int:
    values = insert(rollouts).values(
        release=wanted.release,
        bundle_sha256=wanted.bundle_sha256,
        product=wanted.product,
        plan=wanted.plan.model_dump_json(),
        at=by.at,
        by=by.actor.name,
        note=wanted.note,
        needs_two=needs_two,
        state=state.value,
        step=0,
        step_since=by.at,
    )
    return int(connection.execute(values.returning(rollouts.c.id)).scalar_one())


def row_of(number: int, rank: int, station: str, now: datetime) -> dict[str, Any]:
    return {"rollout_id": number, "station": station, "rank": rank, **fresh(now)}


def fresh(now: datetime) -> dict[str, Any]:
    """Of a station whose turn has not come."""
    return {
        "state": At.WAITING.value,
        "why": "",
        "chosen_step": None,
        "since": now,
        "before_sha256": None,
        "before": NOTHING,
        "after": NOTHING,
        "levels": "{}",
        "counted": "{}",
    }


def refuse_busy(connection: Connection, names: Sequence[str], but: int = 0) -> None:
    """One roll-out at a time for each station."""
    moves = rollouts.c.state.in_([State.PROPOSED.value, State.RUNNING.value])
    not_back = and_(
        rollouts.c.state == State.HALTED.value,
        rollout_stations.c.state.in_([one.value for one in BUSY]),
    )
    query = (
        select(rollouts.c.id, rollout_stations.c.station)
        .join_from(rollouts, rollout_stations)
        .where(rollouts.c.id != but, or_(moves, not_back), rollout_stations.c.station.in_(names))
        .order_by(rollouts.c.id, rollout_stations.c.station)
    )
    row = connection.execute(query.limit(1)).first()
    if row is not None:
        raise Conflict(f"{row.station} is in roll-out {row.id}; a station has one at a time")


def any_acts(connection: Connection, names: Sequence[str]) -> bool:
    """Whether the machine decides by itself at one of them."""
    return any(ACTING & set(says.levels.values()) for says in states_of(connection, names).values())


def take_step(connection: Connection, number: int, step: Step, by: By) -> None:
    """Approved it begins; declined or withdrawn it never does. NotPermitted, Conflict."""
    state = State.RUNNING if step is Step.APPROVED else State.WITHDRAWN
    move(connection, number, state=state.value, step_since=by.at)
    note_by(connection, number, step.value, by)


def check_step(connection: Connection, number: int, step: Step, actor: Actor) -> Row[Any]:
    """Before it is recorded. NotFound, NotPermitted or Conflict."""
    row = rollout_row(connection, number, locked=True)
    if row.state != State.PROPOSED:
        raise Conflict(f"roll-out {number} is {row.state}; nobody waits for approval")
    refuse_step(step, actor, taken_of(connection, number), ACTS)
    return row


def taken_of(connection: Connection, number: int) -> list[Taken]:
    steps = {step.value for step in Step}
    return [
        Taken(Step(note.kind), note.by or "", note.at, str((note.told or {}).get("why", "")), None)
        for note in notes_of(connection, number)
        if note.kind in steps
    ]


def check_halt(connection: Connection, number: int) -> Row[Any]:
    row = rollout_row(connection, number, locked=True)
    if row.state != State.RUNNING:
        raise Conflict(f"roll-out {number} is {row.state}; only one that runs can be halted")
    return row


def halt_by(connection: Connection, row: Row[Any], by: By) -> None:
    found = Halt(Rule.BY_PERSON, None, {"why": by.reason})
    halt(connection, row, found, by.at, by.actor.name, by.act_sha256)


def check_go_on(connection: Connection, number: int) -> Row[Any]:
    """Conflict until everybody is back."""
    row = rollout_row(connection, number, locked=True)
    if row.state != State.HALTED:
        raise Conflict(f"roll-out {number} is {row.state}; only one that was halted can go on")
    rows = station_rows(connection, number)
    away = [one.station for one in rows if one.state in NOT_BACK and one.chosen_step is not None]
    if away:
        raise Conflict(f"{away[0]} is not back yet, and {len(away) - 1} others; wait for them")
    refuse_busy(connection, [one.station for one in rows], but=number)
    return row


def go_on(connection: Connection, row: Row[Any], by: By) -> None:
    """From the first step at which stations take it, with nothing counted."""
    for one in station_rows(connection, row.id):
        move_station(connection, row.id, one.station, **fresh(by.at))
    steps = json.loads(row.plan)["steps"]
    first = next(index for index, step in enumerate(steps) if step["kind"] != "shadow")
    state = State.PROPOSED if row.needs_two else State.RUNNING
    move(connection, row.id, state=state.value, step=first, step_since=by.at)
    note_by(connection, row.id, Step.PROPOSED.value if row.needs_two else GONE_ON, by)


def note_by(connection: Connection, number: int, kind: str, by: By) -> None:
    told = {"why": by.reason} if by.reason else {}
    note = Note(kind, by.at, by.actor.name, told=told, act_sha256=by.act_sha256)
    add_note(connection, number, note)
