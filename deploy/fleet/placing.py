"""Which numbers the database gives to stations and their logs; who is new gets one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, tuple_

from deploy.fleet.bulk import insert_new
from deploy.fleet.tables import logs, stations

LogName = tuple[str, str]
"""site/line/station, and the log's own name."""


class LogPlace(NamedTuple):
    log_id: int
    station_id: int


def place_logs(
    connection: Connection, names: Sequence[LogName], now: datetime
) -> dict[LogName, LogPlace]:
    """In the order of `names`, which is the same for all who write."""
    found = placed(connection, names)
    lacking = [name for name in names if name not in found]
    if lacking:
        enter(connection, lacking, now)
        found |= placed(connection, lacking)
    return {name: found[name] for name in names}


def placed(connection: Connection, names: Sequence[LogName]) -> dict[LogName, LogPlace]:
    asked = tuple_(stations.c.name, logs.c.log).in_(bindparam("names", expanding=True))
    query = (
        select(stations.c.name, logs.c.log, logs.c.id, logs.c.station_id)
        .join_from(logs, stations)
        .where(asked)
    )
    rows = connection.execute(query, {"names": list(names)})
    return {(name, log): LogPlace(log_id, station_id) for name, log, log_id, station_id in rows}


def enter(connection: Connection, names: Sequence[LogName], now: datetime) -> None:
    """Somebody else may do so at the same time."""
    heard = {"first_heard": now, "last_heard": now}
    own = sorted({station for station, _ in names})
    insert_new(connection, stations, [{"name": station, **heard} for station in own])
    query = select(stations.c.name, stations.c.id).where(stations.c.name.in_(own))
    ids = {row.name: int(row.id) for row in connection.execute(query)}
    wanted = [{"station_id": ids[station], "log": log, "acks": 0} for station, log in names]
    insert_new(connection, logs, wanted)
