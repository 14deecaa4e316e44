"""Takes old records and events out of the database, into the archive; sums of them stay.

Rules
- A row is deleted only once a file that was read again has it. What dies in between leaves rows in
  both: the next run deletes them, and the archive gives each once.
- Small transactions: an ingest beside it never waits for long.
- What was put away does not come back, though its station may send it again: what is known of a log
  outlives its entries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, Engine, func, select
from sqlalchemy.schema import Table

from deploy.fleet.archives import NAMES_OF, Shelf, entries_in
from deploy.fleet.bulk import delete_keys
from deploy.fleet.database import reading, writing
from deploy.fleet.tables import defects, events, logs, records, stations
from edge_agent.core.telemetry.stretches import Position

ROWS_OF_A_PART: Final = 50_000
ROWS_OF_A_TRANSACTION: Final = 2_000


@dataclass(frozen=True, slots=True)
class Old:
    """What one month of one station has beyond its time."""

    table: str
    month: str
    station: str
    rows: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of entries, and when they are of."""

    table: Table
    at: Column[datetime]
    with_it: tuple[Table, ...] = ()
    """Rows of the same entries in other tables."""


KINDS: Final = (
    Kind(records, records.c.seen_at, (defects,)),
    Kind(events, events.c.at),
)


def cut_of(now: datetime, months: int) -> datetime:
    """Where the month begins before which everything is old: so many whole months stay."""
    number = now.year * 12 + now.month - 1 - months
    begin = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return begin.replace(year=number // 12, month=number % 12 + 1)


def month_after(begin: datetime) -> datetime:
    return cut_of(begin, -1)


def old_in(engine: Engine, cut: datetime) -> list[Old]:
    """What a run would put away, month by month."""
    with reading(engine) as connection:
        return [old for kind in KINDS for old, _, _ in old_of(connection, kind, cut)]


def put_away(engine: Engine, archive: Path, cut: datetime) -> list[Old]:
    """What it put away. StoreFailed where the archive does not take it; nothing is lost then."""
    done = []
    for kind in KINDS:
        with reading(engine) as connection:
            wanted = list(old_of(connection, kind, cut))
        for old, station_id, begin in wanted:
            shelf = Shelf(archive, kind.table, old.month, old.station)
            month = Month(engine, kind, station_id, begin)
            month.finish(shelf)
            while month.put_next(shelf):
                pass
            done.append(old)
    return done


def old_of(
    connection: Connection, kind: Kind, cut: datetime
) -> Iterator[tuple[Old, int, datetime]]:
    """With the station's number and where the month begins."""
    of_station = kind.table.c.station_id
    names = connection.execute(select(stations.c.id, stations.c.name).order_by(stations.c.name))
    for number, name in names.all():
        begin = connection.execute(select(func.min(kind.at)).where(of_station == number)).scalar()
        while begin is not None and begin < cut:
            begin = cut_of(begin, 0)
            count = select(func.count()).where(of_station == number, *within(kind, begin))
            rows = connection.execute(count).scalar_one()
            if rows:
                yield Old(kind.table.name, f"{begin:%Y-%m}", name, rows), number, begin
            begin = month_after(begin)


def within(kind: Kind, begin: datetime) -> tuple[Any, Any]:
    return kind.at >= begin, kind.at < month_after(begin)


@dataclass(frozen=True, slots=True)
class Month:
    """Of one kind and station."""

    engine: Engine
    kind: Kind
    station_id: int
    begin: datetime

    def finish(self, shelf: Shelf) -> None:
        """What an earlier run has written and not deleted."""
        parts = shelf.parts()
        if not parts:
            return
        with reading(self.engine) as connection:
            query = select(logs.c.log, logs.c.id).where(logs.c.station_id == self.station_id)
            ids = {log: int(number) for log, number in connection.execute(query)}
        entries = entries_in(parts[-1])
        self.delete([(ids[log], place) for log, place in entries if log in ids])

    def put_next(self, shelf: Shelf) -> bool:
        """The oldest of them; whether there were any."""
        table = self.kind.table
        named = (logs.c.log.label("log_name"), stations.c.name.label("station_name"))
        query = (
            select(*table.c, *named)
            .join_from(table, logs, table.c.log_id == logs.c.id)
            .join(stations, table.c.station_id == stations.c.id)
            .where(table.c.station_id == self.station_id, *within(self.kind, self.begin))
            .order_by(self.kind.at, table.c.log_id, table.c.boot, table.c.seq)
            .limit(ROWS_OF_A_PART)
        )
        with reading(self.engine) as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        if not rows:
            return False
        shelf.write([archive_row(row) for row in rows])
        self.delete([(row["log_id"], Position(row["boot"], row["seq"])) for row in rows])
        return True

    def delete(self, entries: list[tuple[int, Position]]) -> None:
        for first in range(0, len(entries), ROWS_OF_A_TRANSACTION):
            keys = [
                {"log_id": log_id, "boot": place.boot, "seq": place.seq}
                for log_id, place in entries[first : first + ROWS_OF_A_TRANSACTION]
            ]
            with writing(self.engine) as connection:
                for table in (*self.kind.with_it, self.kind.table):
                    delete_keys(connection, table, keys)


def archive_row(row: dict[str, Any]) -> dict[str, Any]:
    named = {"log": row["log_name"], "station": row["station_name"]}
    kept = {name: value for name, value in row.items() if name not in NAMES_OF}
    return {**kept, **named}
