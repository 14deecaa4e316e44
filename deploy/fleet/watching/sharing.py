"""Which stations a watcher watches: any number of watchers share a fleet by leases.

A lease is renewed long before it ends, and left to others where a watcher has more than its share.
It only saves double work: that nothing is counted twice, the station's turn sees to (keeping).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import Connection, Engine, select, update

from deploy.fleet.bulk import insert_new
from deploy.fleet.database import writing
from deploy.fleet.pulses.beating import beats
from deploy.fleet.tables import stations
from deploy.fleet.watching.keeping import written
from deploy.fleet.watching.station import StationMemory
from deploy.fleet.watching.tables import watches

PART: Final = "watch"
LEASE: Final = timedelta(seconds=30)
RENEWED: Final = timedelta(seconds=10)
"""How often."""


@dataclass(frozen=True, slots=True)
class Lease:
    station_id: int
    holder: str
    held_until: datetime


def renewed(engine: Engine, holder: str, now: datetime) -> frozenset[int]:
    """Stations that this holder may watch until the lease ends."""
    with writing(engine) as connection:
        add_new(connection, now)
        query = select(watches.c.station_id, watches.c.holder, watches.c.held_until)
        in_turn = query.order_by(watches.c.station_id).with_for_update()
        leases = [Lease(*row) for row in connection.execute(in_turn)]
        mine = chosen(leases, holder, share(connection, len(leases), holder, now), now)
        ours = [one.station_id for one in leases if one.holder == holder]
        lease(connection, set(ours) - mine, holder, now)
        lease(connection, mine, holder, now + LEASE)
        return frozenset(mine)


def add_new(connection: Connection, now: datetime) -> None:
    known = select(watches.c.station_id)
    new = connection.execute(select(stations.c.id).where(stations.c.id.not_in(known)))
    empty = written(StationMemory())
    rows = [
        {"station_id": one, "turn": 0, "holder": "", "held_until": now, "state": empty}
        for one in new.scalars()
    ]
    insert_new(connection, watches, rows)


def share(connection: Connection, count: int, holder: str, now: datetime) -> int:
    """As many stations as each of the watchers that live takes at most."""
    living = {one.instance for one in beats(connection) if one.part == PART and one.lives(now)}
    return ceil(count / len({*living, holder}))


def chosen(leases: list[Lease], holder: str, most: int, now: datetime) -> set[int]:
    """What it has, and then what nobody has, in a fixed order, up to its share. Pure."""
    mine = [one.station_id for one in leases if one.holder == holder]
    free = [one.station_id for one in leases if one.holder != holder and one.held_until <= now]
    return set([*sorted(mine), *sorted(free)][:most])


def lease(connection: Connection, ids: set[int], holder: str, until: datetime) -> None:
    if ids:
        mine = watches.c.station_id.in_(ids)
        connection.execute(update(watches).where(mine).values(holder=holder, held_until=until))
