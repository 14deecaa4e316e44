"""Takes batches of stations into the database, and says what may be acknowledged.

Rules
- One transaction for all that came together; nothing is acknowledged before it is committed.
- An entry is stored once, however often and in whatever order it comes: (log, boot, seq) names it.
  What is known of a log outlives its entries: one that was archived does not come back.
- Several of these may work on one database. Each puts its entries in first, and takes the locks on
  the logs at the end, for as long as it takes to note what is known of them. All take logs in one
  order and never wait for each other in a ring.
- An entry that cannot be read is kept as a dead letter, and counts as stored: its station shall not
  send it for ever. A payload that is no batch is kept too, and acknowledges nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, select, update

from deploy.fleet.bulk import Row, insert_new, key_of
from deploy.fleet.database import name_of, writing
from deploy.fleet.dead_letters import DeadLetter, bury
from deploy.fleet.errors import EntryRefused
from deploy.fleet.known import has_entry, known_of, remember
from deploy.fleet.placing import LogName, LogPlace, place_logs
from deploy.fleet.rows import Entry, entry_of
from deploy.fleet.tables import defects, events, logs, records, stations
from deploy.fleet.tallies import count
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Known
from edge_agent.uplink.acks import Ack
from edge_agent.uplink.batches import Batch, BatchRefused, read

TABLES: Final = {Stream.RECORDS: records, Stream.EVENTS: events}
MOST_TOLD: Final = 16
"""Islands of a log; a backlog and what goes beside it make one."""


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
        with writing(self.engine) as connection:
            taking = Taking(connection, now, dead)
            taking.place(batches)
            taking.sort_entries(batches)
            taking.store()
            taking.note(batches)
            bury(connection, taking.dead, now)
            return taking.told()


class Taking:
    """One transaction."""

    def __init__(self, connection: Connection, now: datetime, dead: list[DeadLetter]) -> None:
        self.connection, self.now, self.dead = connection, now, dead
        self.centre = name_of(connection)
        self.places: dict[LogName, LogPlace] = {}
        self.new: dict[Stream, list[Entry]] = {stream: [] for stream in Stream}
        self.acks: list[Ack] = []
        self.came = self.stored = 0

    def place(self, batches: Sequence[Batch]) -> None:
        names = sorted({(batch.name.station, batch.name.log) for batch in batches})
        self.places = place_logs(self.connection, names, self.now)

    def place_of(self, batch: Batch) -> LogPlace:
        return self.places[batch.name.station, batch.name.log]

    def sort_entries(self, batches: Sequence[Batch]) -> None:
        """What is known by now is left aside; another process may still store the same."""
        known = known_of(self.connection, [one.log_id for one in self.places.values()])
        for batch in batches:
            name = self.place_of(batch).log_id, batch.name.stream
            before = known.get(name, Known())
            self.new[batch.name.stream].extend(self.new_entries(batch, before))
            known[name] = before.with_stretch(batch.stretch)
            self.came += len(batch.entries)

    def new_entries(self, batch: Batch, before: Known) -> Iterator[Entry]:
        place = self.place_of(batch)
        of_log = {
            "log_id": place.log_id,
            "station_id": place.station_id,
            "stored_at": self.now,
        }
        for index, body in enumerate(batch.entries):
            position = batch.position_of(index)
            if has_entry(before, position):
                continue
            try:
                entry = entry_of(batch.name.stream, position, body)
            except EntryRefused as error:
                where = f"{batch.name.station} {batch.name.log}"
                self.dead.append(DeadLetter(where, str(error), body))
            else:
                yield Entry({**of_log, **entry.row}, entry.defects)

    def store(self) -> None:
        for stream, entries in self.new.items():
            table = TABLES[stream]
            added = insert_new(self.connection, table, [entry.row for entry in entries])
            self.stored += len(added)
            if len(added) < len(entries):
                self.new[stream] = [one for one in entries if key_of(table, one.row) in added]
        found = [row for entry in self.new[Stream.RECORDS] for row in defect_rows(entry)]
        insert_new(self.connection, defects, found)

    def note(self, batches: Sequence[Batch]) -> None:
        """From here on nobody else changes these logs until we are done."""
        acks = self.locked({place.log_id for place in self.places.values()})
        stretches = defaultdict(list)
        for batch in batches:
            stretches[self.place_of(batch).log_id, batch.name.stream].append(batch.stretch)
        known = known_of(self.connection, list(acks))
        for name, came in stretches.items():
            for stretch in came:
                known[name] = known.get(name, Known()).with_stretch(stretch)
        remember(self.connection, [(*name, known[name]) for name in stretches])
        of_log: dict[int, dict[Stream, Known]] = defaultdict(dict)
        for (log_id, stream), one in known.items():
            of_log[log_id][stream] = one
        self.acks = [
            self.ack(log, acks[place.log_id] + 1, of_log[place.log_id])
            for log, place in self.places.items()
        ]
        count(self.connection, self.new[Stream.RECORDS])

    def locked(self, log_ids: Iterable[int]) -> dict[int, int]:
        """How many acks were given for each; one more is counted. An entry's reference to its log
        does not wait for this lock (NO KEY)."""
        ids = sorted(log_ids)
        ours = logs.c.id.in_(bindparam("ids", expanding=True))
        query = select(logs.c.id, logs.c.acks).where(ours).order_by(logs.c.id)
        locking = query.with_for_update(key_share=True)
        acks = {row.id: int(row.acks) for row in self.connection.execute(locking, {"ids": ids})}
        self.connection.execute(update(logs).where(ours).values(acks=logs.c.acks + 1), {"ids": ids})
        heard = stations.c.id.in_(bindparam("ids", expanding=True))
        of_stations = sorted({place.station_id for place in self.places.values()})
        self.connection.execute(
            update(stations).where(heard).values(last_heard=self.now), {"ids": of_stations}
        )
        return acks

    def ack(self, name: LogName, number: int, known: dict[Stream, Known]) -> Ack:
        station, log = name
        return Ack(
            station=station,
            log=log,
            database=self.centre,
            number=number,
            at=self.now,
            until={stream: (one.until.boot, one.until.seq) for stream, one in known.items()},
            islands={
                stream: tuple((*island.after, *island.last) for island in one.islands[:MOST_TOLD])
                for stream, one in known.items()
            },
        )

    def told(self) -> Taken:
        return Taken(tuple(self.acks), self.stored, self.came - self.stored, len(self.dead))


def defect_rows(entry: Entry) -> Iterator[Row]:
    same = ("log_id", "boot", "seq", "station_id", "lot", "seen_at")
    for one in entry.defects:
        yield {**{name: entry.row[name] for name in same}, **one._asdict()}


def sorted_out(arrivals: Sequence[Arrival]) -> tuple[list[Batch], list[DeadLetter]]:
    """Batches, and what is none with the reason."""
    batches, dead = [], []
    for arrival in arrivals:
        try:
            batches.append(read(arrival.payload))
        except BatchRefused as error:
            dead.append(DeadLetter(arrival.source, str(error), arrival.payload))
    return batches, dead
