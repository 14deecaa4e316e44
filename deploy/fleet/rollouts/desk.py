"""Carries roll-outs on: what the engine decides is written together with the commands that say it.

What is decided, what is ordered and how far it is are one transaction, so it may die anywhere; the
commands are sent, again and again, by the desk of orders. Several of these may work side by side
on one database: each roll-out is held by one at a time.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, and_, or_, select

from deploy.fleet.database import reading, writing
from deploy.fleet.orders.commanding import LOG_DELAY, Wanted, command, withdraw
from deploy.fleet.rollouts.counting import counted_before, counted_on, ends, newest_bundle
from deploy.fleet.rollouts.engine import Decisions, Ordered, Rollout, State, next_step
from deploy.fleet.rollouts.halting import Halt
from deploy.fleet.rollouts.keeping import (
    HALTED,
    Note,
    add_note,
    add_order,
    move,
    move_station,
    orders_of,
    rollout_of,
    rollout_row,
    station_rows,
)
from deploy.fleet.rollouts.reading import said_by
from deploy.fleet.rollouts.saying import Counts, StationSays
from deploy.fleet.rollouts.standing import NOT_BACK, At, Ordering
from deploy.fleet.rollouts.tables import rollout_notes, rollout_stations, rollouts
from edge_agent.core.told import EndShadow, ReturnBundle, ShadowBundle, TakeBundle, Told
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.centre_words import LONGEST_LIFE
from hardware.interfaces import Clock

LOOK_NS: Final = 5_000_000_000
MOST_TURNS: Final = 4
"""Of one look: a halt is followed by its orders at once, an end by the next step."""
FORWARD_LIFE: Final = timedelta(minutes=10)
"""What tells a station to change is soon no longer true; the way back is true until it was gone."""
TOLD: Final = (At.TOOK, At.REFUSED, At.LEFT, At.BACK)
"""States of a station that its roll-out's history tells."""
NOTHING: Final = json.dumps(asdict(Counts()))


@dataclass(frozen=True, slots=True)
class Held:
    """A roll-out in this transaction."""

    connection: Connection
    row: Row[Any]
    stations: Mapping[str, Row[Any]]
    says: Mapping[str, StationSays]
    key: SigningKey
    now: datetime

    @property
    def number(self) -> int:
        return int(self.row.id)


class RolloutDesk:
    """One thread calls `step` in a loop."""

    def __init__(self, engine: Engine, key: SigningKey, clock: Clock) -> None:
        self.engine, self.key, self.clock = engine, key, clock
        self.looked_ns = -LOOK_NS

    def step(self) -> None:
        """DatabaseAway, and it is tried again at the next call."""
        now_ns = self.clock.now_ns()
        if now_ns - self.looked_ns < LOOK_NS:
            return
        self.looked_ns = now_ns
        for number in self.moving():
            with writing(self.engine) as connection:
                carry_on(connection, number, self.key, self.clock.wall())

    def moving(self) -> list[int]:
        """Those that run; and halted ones while somebody is not back, or may still come late."""
        told = rollout_notes.c
        lately = told.at >= self.clock.wall() - LOG_DELAY
        halts = select(told.rollout_id).where(told.kind == HALTED, lately)
        not_back = rollout_stations.c.state.in_([one.value for one in (*NOT_BACK, At.SHADOWING)])
        away = select(rollout_stations.c.rollout_id).where(not_back)
        is_halted = and_(
            rollouts.c.state == State.HALTED.value,
            or_(rollouts.c.id.in_(halts), rollouts.c.id.in_(away)),
        )
        runs = rollouts.c.state == State.RUNNING.value
        query = select(rollouts.c.id).where(or_(runs, is_halted)).order_by(rollouts.c.id)
        with reading(self.engine) as connection:
            return list(connection.execute(query).scalars())


def carry_on(connection: Connection, number: int, key: SigningKey, now: datetime) -> None:
    """Whatever is due of one roll-out, in this transaction."""
    rollout_row(connection, number, locked=True)
    count_on(connection, number)
    for _ in range(MOST_TURNS):
        held, rollout = hold(connection, number, key, now)
        decisions = next_step(rollout, held.says, now)
        carry_out(held, decisions)
        if not (decisions.halt or decisions.next_step):
            return


def hold(
    connection: Connection, number: int, key: SigningKey, now: datetime
) -> tuple[Held, Rollout]:
    row = rollout_row(connection, number)
    stations = station_rows(connection, number)
    says = said_by(connection, stations, row)
    by_name = {one.station: one for one in stations}
    return Held(connection, row, by_name, says, key, now), rollout_of(row, stations, says)


def count_on(connection: Connection, number: int) -> None:
    """Packs of the stations that were told to take it."""
    row = rollout_row(connection, number)
    if row.state != State.RUNNING:
        return
    for one in station_rows(connection, number):
        if one.before_sha256 is None:
            continue
        before = Counts(**json.loads(one.after))
        after, counted = counted_on(
            *(connection, one.station, json.loads(one.counted), before),
            *(row.bundle_sha256, row.product),
        )
        values = {"after": json.dumps(asdict(after)), "counted": json.dumps(counted)}
        if values["counted"] != one.counted:
            move_station(connection, number, one.station, **values)


def carry_out(held: Held, decisions: Decisions) -> None:
    note_states(held, decisions.states)
    for station in decisions.chosen:
        if held.row.state == State.RUNNING and takes(held.row):
            values = {"chosen_step": held.row.step}
            move_station(held.connection, held.number, station, **values)
    for ordered in decisions.orders:
        give(held, ordered)
    if decisions.halt is not None:
        halt(held.connection, held.row, decisions.halt, held.now)
    if decisions.next_step:
        begin_step(held, held.row.step + 1)
    if decisions.is_done:
        move(held.connection, held.number, state=State.DONE.value)
        add_note(held.connection, held.number, Note("done", held.now))


def takes(row: Row[Any]) -> bool:
    kind: str = json.loads(row.plan)["steps"][row.step]["kind"]
    return kind != "shadow"


def note_states(held: Held, states: Mapping[str, At]) -> None:
    for name, state in states.items():
        says, row = held.says[name], held.stations[name]
        why = why_of(state, says)
        if (row.state, row.why) == (state.value, why):
            continue
        move_station(held.connection, held.number, name, state=state.value, why=why)
        if state in TOLD and row.state != state:
            told = {"why": why} if why else None
            note = Note(f"station_{state.value}", held.now, station=name, told=told)
            add_note(held.connection, held.number, note)


def why_of(state: At, says: StationSays) -> str:
    if state is At.REFUSED:
        words = (says.refused, says.shadow_refused, *says.told.values())
        return next((word.why for word in words if word is not None and word.why), "")
    return says.returned.why if state is At.LEFT and says.returned is not None else ""


def give(held: Held, ordered: Ordered) -> None:
    """The command, and what is remembered of it."""
    is_forward = ordered.what in (Ordering.TAKE, Ordering.SHADOW)
    life = FORWARD_LIFE if is_forward else LONGEST_LIFE
    word = word_of(ordered.what, held.row)
    wanted = Wanted(ordered.station, word, held.now + life)
    number = command(held.connection, wanted, held.key, held.now)
    carrier = held.key.key_id, number
    add_order(held.connection, held.number, ordered.station, ordered.what, carrier, held.now)
    if ordered.what is Ordering.TAKE:
        remember_before(held, ordered.station)


def remember_before(held: Held, station: str) -> None:
    """What it is compared with, once: a second order of the same is of the same comparison."""
    row = held.stations[station]
    runs = held.says[station].runs or newest_bundle(held.connection, station)
    if row.before_sha256 is not None or runs is None:
        return
    before = counted_before(held.connection, station, runs, held.row.product)
    values = {
        "before_sha256": runs,
        "before": json.dumps(asdict(before)),
        "after": NOTHING,
        "levels": json.dumps(dict(held.says[station].levels)),
        "counted": json.dumps(ends(held.connection, station)),
    }
    move_station(held.connection, held.number, station, **values)


def word_of(what: Ordering, row: Row[Any]) -> Told:
    match what:
        case Ordering.TAKE:
            return TakeBundle(row.release, row.by)
        case Ordering.SHADOW:
            return ShadowBundle(row.release, row.by)
        case Ordering.END_SHADOW:
            return EndShadow(row.by)
        case Ordering.RETURN:
            why = f"roll-out {row.id} of {row.release} was halted"
            return ReturnBundle(why, row.by, row.bundle_sha256)


def halt(
    connection: Connection,
    row: Row[Any],
    found: Halt,
    now: datetime,
    by: str | None = None,
    act_sha256: str | None = None,
) -> None:
    """Nobody hears of it any more who has not heard yet."""
    move(connection, row.id, state=State.HALTED.value)
    told = {"rule": found.rule.value, **found.figures}
    note = Note(HALTED, now, by, found.station, told, act_sha256)
    add_note(connection, row.id, note)
    for order in orders_of(connection, row.id):
        if order.what in (Ordering.TAKE, Ordering.SHADOW):
            withdraw(connection, order.key_id, order.number, now)


def begin_step(held: Held, step: int) -> None:
    move(held.connection, held.number, step=step, step_since=held.now)
    add_note(held.connection, held.number, Note("step", held.now, told={"step": step}))
