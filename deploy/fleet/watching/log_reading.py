"""What is new of the stations' logs, as far as they are at the centre without a gap."""

from collections.abc import Iterator
from dataclasses import dataclass
from json import loads
from typing import Any, Final

from sqlalchemy import Connection, Row, select, tuple_
from sqlalchemy.schema import Table

from deploy.fleet.tables import events, logs, records, streams
from deploy.fleet.watching.happenings import Happening
from deploy.fleet.watching.portions import Pack, Place, pack_of
from edge_agent.core.errors import StoreDamaged
from edge_agent.core.telemetry.streams import Stream
from edge_agent.store.record_json import record_from_json

MOST_ROWS: Final = 2_000
"""Of one log at once."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a stream of a log is there without a gap."""

    station_id: int
    log_id: int
    stream: Stream
    until: tuple[int, int]

    @property
    def key(self) -> str:
        return f"{self.log_id}/{self.stream.value}"


def reaches(connection: Connection) -> list[Reach]:
    """Of all stations; events before records, so that a stop explains a silence."""
    columns = (streams.c.log_id, streams.c.stream, streams.c.until_boot, streams.c.until_seq)
    query = select(logs.c.station_id, *columns).join(logs, logs.c.id == streams.c.log_id)
    query = query.order_by(logs.c.station_id, streams.c.stream, streams.c.log_id)
    return [
        Reach(station_id, log_id, Stream(stream), (boot, seq))
        for station_id, log_id, stream, boot, seq in connection.execute(query)
    ]


def record_rows(connection: Connection, reach: Reach, after: tuple[int, int]) -> list[Row[Any]]:
    return rows(connection, reach, after, records, records.c.body)


def event_rows(connection: Connection, reach: Reach, after: tuple[int, int]) -> list[Row[Any]]:
    return rows(connection, reach, after, events, events.c.kind, events.c.body, events.c.at)


def rows(
    connection: Connection, reach: Reach, after: tuple[int, int], table: Table, *columns: Any
) -> list[Row[Any]]:
    """At most `MOST_ROWS`, in the order of the log."""
    place = tuple_(table.c.boot, table.c.seq)
    query = (
        select(table.c.boot, table.c.seq, table.c.stored_at, *columns)
        .where(table.c.log_id == reach.log_id, place > after, place <= reach.until)
        .order_by(table.c.boot, table.c.seq)
        .limit(MOST_ROWS)
    )
    return list(connection.execute(query))


def packs_in(log_id: int, found: list[Row[Any]]) -> Iterator[Pack]:
    """Records that nobody can read are left out."""
    for row in found:
        try:
            record = record_from_json(row.body)
        except StoreDamaged:
            continue
        yield pack_of(record, Place(log_id, row.boot, row.seq))


def happening(row: Row[Any]) -> Happening:
    body = loads(row.body).get("body")
    known = body if isinstance(body, dict) else {}
    return Happening(row.kind, known, row.at.timestamp(), row.stored_at.timestamp())
