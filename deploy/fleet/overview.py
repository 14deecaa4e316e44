"""How every station is now, in one answer: what it last said, what came from it, what was found.

Everything goes by an index or by sums: the answer does not grow with the number of records.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, Select, desc, func, select

from deploy.fleet.database import reading
from deploy.fleet.states.tables import state_changes, station_states
from deploy.fleet.tables import records, stations, tallies, versions
from deploy.fleet.watching.reading import open_counts
from edge_agent.core.errors import NotFound

SILENT: Final = timedelta(seconds=120)
"""A station says how it is twice a minute; after four times nothing it counts as silent."""
A_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StationNow:
    station: str
    """site/line/station."""
    first_heard: datetime
    last_heard: datetime
    """Of anything: a state, records, events."""
    is_silent: bool
    """Nothing was heard for longer than it ever takes."""
    online: bool | None
    """What it last said itself, or the broker of it; None where it never said."""
    mode: str | None
    since: datetime | None
    """Of the state as it is."""
    level: str | None
    recipe: str | None
    lot: str | None
    bundle_sha256: str | None
    software: str | None
    troubles: Mapping[str, str]
    """By name what is wrong with it, as it says."""
    lag_s: float | None
    """From the photo-eye to the centre, of its newest pack; None where there is none."""
    newest_pack_at: datetime | None
    packs: int
    """Ever."""
    packs_last_day: Mapping[str, int]
    """By verdict, of the last 24 whole hours and this one."""
    open_findings: int


@dataclass(frozen=True, slots=True)
class StateChange:
    """What a station said when it changed."""

    id: int
    heard_at: datetime
    online: bool
    mode: str
    said: Mapping[str, Any]


def fleet_now(engine: Engine, now: datetime, station: str | None = None) -> list[StationNow]:
    """By name; with `station` this one alone. NotFound for one that never sent anything."""
    with reading(engine) as connection:
        rows = connection.execute(stations_query(station)).all()
        packs, last_day = pack_sums(connection), day_sums(connection, now)
        found = open_counts(connection)
    if station is not None and not rows:
        raise NotFound(f"no station {station} has ever sent anything to this centre")
    return [
        station_now(row, now, packs.get(row.id, 0), last_day.get(row.id, {}), found) for row in rows
    ]


def changes_of(
    engine: Engine, station: str, limit: int, before: int | None = None
) -> list[StateChange]:
    """The newest first, those before number `before`."""
    query = (
        select(state_changes)
        .join(stations, stations.c.id == state_changes.c.station_id)
        .where(stations.c.name == station)
        .order_by(desc(state_changes.c.id))
        .limit(limit)
    )
    if before is not None:
        query = query.where(state_changes.c.id < before)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return [
        StateChange(row.id, row.heard_at, row.online, row.mode, json.loads(row.body))
        for row in rows
    ]


def stations_query(station: str | None) -> Select[Any]:
    query = (
        select(
            *(stations.c.id, stations.c.name, stations.c.first_heard, stations.c.last_heard),
            *(newest_pack("seen_at"), newest_pack("stored_at")),
            *(column for column in station_states.c if column.name != "station_id"),
        )
        .join_from(stations, station_states, isouter=True)
        .order_by(stations.c.name)
    )
    return query if station is None else query.where(stations.c.name == station)


def newest_pack(column: str) -> Any:
    """One look into the index for each station."""
    newest = (
        select(records.c[column])
        .where(records.c.station_id == stations.c.id)
        .order_by(desc(records.c.seen_at))
        .limit(1)
    )
    return newest.scalar_subquery().label(f"newest_{column}")


def pack_sums(connection: Connection) -> dict[int, int]:
    query = select(versions.c.station_id, func.sum(versions.c.packs).label("packs"))
    rows = connection.execute(query.group_by(versions.c.station_id))
    return {row.station_id: int(row.packs) for row in rows}


def day_sums(connection: Connection, now: datetime) -> dict[int, dict[str, int]]:
    begin = now.replace(minute=0, second=0, microsecond=0) - A_DAY
    query = select(
        tallies.c.station_id, tallies.c.verdict, func.sum(tallies.c.packs).label("packs")
    )
    query = query.where(tallies.c.hour >= begin)
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(query.group_by(tallies.c.station_id, tallies.c.verdict)):
        sums[row.station_id][row.verdict] = int(row.packs)
    return sums


def station_now(
    row: Row[Any],
    now: datetime,
    packs: int,
    packs_last_day: Mapping[str, int],
    open_findings: Mapping[str, int],
) -> StationNow:
    said = {} if row.body is None else json.loads(row.body)
    seen, stored = row.newest_seen_at, row.newest_stored_at
    troubles = said.get("health", {}).get("troubles", {})
    return StationNow(
        station=row.name,
        first_heard=row.first_heard,
        last_heard=row.last_heard,
        is_silent=now - row.last_heard > SILENT,
        online=row.online,
        mode=row.mode,
        since=row.since,
        level=row.level,
        recipe=row.recipe,
        lot=row.lot,
        bundle_sha256=row.bundle_sha256,
        software=row.software,
        troubles={name: str(why) for name, why in troubles.items()},
        lag_s=None if seen is None else (stored - seen).total_seconds(),
        newest_pack_at=seen,
        packs=packs,
        packs_last_day=packs_last_day,
        open_findings=open_findings.get(row.name, 0),
    )
