"""Roll-outs in the database: read as values, and moved forward."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from deploy.fleet.rollouts.engine import LIVE, Rollout, State
from deploy.fleet.rollouts.plan import Plan
from deploy.fleet.rollouts.saying import StationSays
from deploy.fleet.rollouts.standing import Ordering, StationAt
from deploy.fleet.rollouts.tables import rollout_notes, rollout_orders, rollout_stations, rollouts
from edge_agent.core.errors import NotFound

HALTED: Final = "halted"
"""Kind of the note that says by which rule, with figures."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened to a roll-out; never changed afterwards."""

    kind: str
    at: datetime
    by: str | None = None
    station: str | None = None
    told: Mapping[str, Any] | None = None
    act_sha256: str | None = None


def rollout_row(connection: Connection, number: int, locked: bool = False) -> Row[Any]:
    """Locked: others wait until this transaction is over. NotFound."""
    query = select(rollouts).where(rollouts.c.id == number)
    row = connection.execute(query.with_for_update() if locked else query).first()
    if row is None:
        raise NotFound(f"there is no roll-out {number}")
    return row


def rollout_rows(connection: Connection) -> list[Row[Any]]:
    """The newest first."""
    return list(connection.execute(select(rollouts).order_by(rollouts.c.id.desc())))


def live_rows(connection: Connection) -> list[Row[Any]]:
    is_live = rollouts.c.state.in_([one.value for one in LIVE])
    return list(connection.execute(select(rollouts).where(is_live).order_by(rollouts.c.id)))


def station_rows(connection: Connection, number: int) -> list[Row[Any]]:
    """By rank."""
    query = (
        select(rollout_stations)
        .where(rollout_stations.c.rollout_id == number)
        .order_by(rollout_stations.c.rank)
    )
    return list(connection.execute(query))


def rollout_of(
    row: Row[Any], stations: Sequence[Row[Any]], says: Mapping[str, StationSays]
) -> Rollout:
    return Rollout(
        number=row.id,
        release=row.release,
        bundle_sha256=row.bundle_sha256,
        plan=Plan.model_validate_json(row.plan),
        state=State(row.state),
        step=row.step,
        step_since=row.step_since,
        stations=tuple(station_of(one, says[one.station]) for one in stations),
    )


def station_of(row: Row[Any], says: StationSays) -> StationAt:
    at = {what: told.at for what, told in says.told.items()}
    return StationAt(
        row.station,
        row.rank,
        row.chosen_step,
        shadow_at=at.get(Ordering.SHADOW),
        take_at=at.get(Ordering.TAKE),
        return_at=at.get(Ordering.RETURN),
    )


def move(connection: Connection, number: int, **values: Any) -> None:
    connection.execute(update(rollouts).where(rollouts.c.id == number).values(**values))


def move_station(connection: Connection, number: int, station: str, **values: Any) -> None:
    own = (rollout_stations.c.rollout_id == number) & (rollout_stations.c.station == station)
    connection.execute(update(rollout_stations).where(own).values(**values))


def add_note(connection: Connection, number: int, note: Note) -> None:
    connection.execute(
        insert(rollout_notes).values(
            rollout_id=number,
            at=note.at,
            kind=note.kind,
            by=note.by,
            station=note.station,
            told=json.dumps(note.told or {}),
            act_sha256=note.act_sha256,
        )
    )


def notes_of(connection: Connection, number: int) -> list[Note]:
    """The oldest first."""
    query = (
        select(rollout_notes)
        .where(rollout_notes.c.rollout_id == number)
        .order_by(rollout_notes.c.id)
    )
    return [
        Note(row.kind, row.at, row.by, row.station, json.loads(row.told), row.act_sha256)
        for row in connection.execute(query)
    ]


def last_halt(notes: Sequence[Note]) -> Note | None:
    return next((note for note in reversed(notes) if note.kind == HALTED), None)


def add_order(
    connection: Connection,
    number: int,
    station: str,
    what: Ordering,
    carrier: tuple[str, int],
    now: datetime,
) -> None:
    """`carrier`: key and number of the command that says it."""
    connection.execute(
        insert(rollout_orders).values(
            rollout_id=number,
            station=station,
            what=what.value,
            at=now,
            key_id=carrier[0],
            number=carrier[1],
        )
    )


def orders_of(connection: Connection, number: int) -> list[Row[Any]]:
    query = select(rollout_orders).where(rollout_orders.c.rollout_id == number)
    return list(connection.execute(query.order_by(rollout_orders.c.id)))
