"""Takes batches of stations into the database, and says what may be acknowledged.

Rules
- One transaction for all that came together; nothing is acknowledged before it is committed.
- An entry is stored once, however often and in whatever order it comes: (log, boot, seq) names it.
- What is known of a log moves in the same transaction, under a lock on it, so that several of these
  may work on one database. They take logs in one order and never wait for each other in a ring.
- An entry that cannot be read is kept as a dead letter, and counts as stored: its station shall not
  send it for ever. A payload that is no batch is kept too, and acknowledges nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, select, update

from deploy.fleet.database import insert_new, name_of, reached
from deploy.fleet.errors import EntryRefused
from deploy.fleet.known import known_of, remember
from deploy.fleet.rows import kept_by, row_of
from deploy.fleet.tables import dead_letters, events, logs, records, stations
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Known
from edge_agent.uplink.acks import Ack
from edge_agent.uplink.batches import Batch, BatchRefused, read

TABLES: Final = {Stream.RECORDS: records, Stream.EVENTS: events}
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Arrival:
    source: str
    """Where it came in, for dead letters: a topic, a file."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of arrivals."""

    acks: tuple[Ack, ...]
    stored: int
    """Entries that were not there before."""
    again: int
    """Entries that were."""
    dead: int
    """Payloads and entries that could not be read."""


class Ingest:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def take(self, arrivals: Sequence[Arrival], now: datetime) -> Taken:
        """DatabaseAway, and nothing taken, where the database does not do it."""
        batches, dead = sorted_out(arrivals)
        with reached(str(self.engine.url)), self.engine.begin() as connection:
            taking = Taking(connection, now)
            for name, of_log in groupby(
                in_turn(batches), key=attrgetter("name.station", "name.log")
            ):
                taking.take_log(*name, list(of_log))
            taking.store()
            taking.bury(dead)
            return taking.told()


class Taking:
    """One transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection, self.now = connection, now
        self.centre = name_of(connection)
        self.rows: dict[Stream, list[dict[str, Any]]] = {stream: [] for stream in Stream}
        self.acks: list[Ack] = []
        self.came = self.stored = self.dead = 0

    def take_log(self, station: str, log: str, batches: list[Batch]) -> None:
        station_id = self.station_id(station)
        log_id, acks = self.locked_log(station_id, log)
        known = known_of(self.connection, log_id)
        for batch in batches:
            stream = batch.name.stream
            before = known.get(stream, Known())
            if not before.has(batch.stretch):
                self.rows[stream].extend(self.rows_of(batch, log_id, station_id))
                known[stream] = before.with_stretch(batch.stretch)
                remember(self.connection, log_id, stream, known[stream])
            self.came += len(batch.entries)
        self.connection.execute(update(logs).where(logs.c.id == log_id).values(acks=acks + 1))
        self.acks.append(self.ack(station, log, acks + 1, known))

    def ack(self, station: str, log: str, number: int, known: dict[Stream, Known]) -> Ack:
        return Ack(
            station=station,
            log=log,
            database=self.centre,
            number=number,
            at=self.now,
            until={stream: (one.until.boot, one.until.seq) for stream, one in known.items()},
        )

    def station_id(self, name: str) -> int:
        heard = {"first_heard": self.now, "last_heard": self.now}
        insert_new(self.connection, stations, [{"name": name, **heard}])
        found = (
            update(stations)
            .where(stations.c.name == name)
            .values(last_heard=self.now)
            .returning(stations.c.id)
        )
        return int(self.connection.execute(found).scalar_one())

    def locked_log(self, station_id: int, log: str) -> tuple[int, int]:
        """Its id, and how many acks were given for it; nobody else changes it until we are done."""
        insert_new(self.connection, logs, [{"station_id": station_id, "log": log, "acks": 0}])
        ours = (logs.c.station_id == station_id) & (logs.c.log == log)
        row = self.connection.execute(select(logs.c.id, logs.c.acks).where(ours).with_for_update())
        log_id, acks = row.one()
        return int(log_id), int(acks)

    def rows_of(self, batch: Batch, log_id: int, station_id: int) -> Iterator[dict[str, Any]]:
        for index, body in enumerate(batch.entries):
            try:
                row = row_of(batch.name.stream, batch.position_of(index), body)
            except EntryRefused as error:
                self.bury([(f"{batch.name.station} {batch.name.log}", str(error), body)])
            else:
                yield kept_by(row, log_id, station_id, self.now)

    def store(self) -> None:
        for stream, rows in self.rows.items():
            self.stored += insert_new(self.connection, TABLES[stream], rows)

    def bury(self, letters: Sequence[tuple[str, str, bytes]]) -> None:
        if not letters:
            return
        rows = [
            {
                "at": self.now,
                "source": source,
                "reason": reason[:LONGEST_REASON],
                "payload": payload,
            }
            for source, reason, payload in letters
        ]
        self.connection.execute(insert(dead_letters), rows)
        self.dead += len(rows)

    def told(self) -> Taken:
        return Taken(tuple(self.acks), self.stored, self.came - self.stored, self.dead)


def sorted_out(arrivals: Sequence[Arrival]) -> tuple[list[Batch], list[tuple[str, str, bytes]]]:
    """Batches, and what is none with the reason."""
    batches, dead = [], []
    for arrival in arrivals:
        try:
            batches.append(read(arrival.payload))
        except BatchRefused as error:
            dead.append((arrival.source, str(error), arrival.payload))
    return batches, dead


def in_turn(batches: Sequence[Batch]) -> list[Batch]:
    """By log, and within a log as they came."""
    return sorted(batches, key=attrgetter("name.station", "name.log"))
