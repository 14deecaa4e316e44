"""The append-only log of one station: its events, and one record for every pack.

One process writes (`EventStore`), any number read (`EventReader`). Each opening for writing is a
boot; within a boot `seq` counts from 1 without a gap. What was appended together is there together
or not at all.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Self

from edge_agent.core.packs import Record
from edge_agent.sqlite_files import open_to_read, open_to_write, told, transaction, writer_lock
from edge_agent.store.database import EVENT_STORE
from edge_agent.store.record_json import record_from_json, record_to_json
from edge_agent.store.summary import Happened, Summary
from edge_agent.store.times import utc_text as utc_text

INSERT_EVENT = "INSERT INTO events (boot, seq, at, kind, body) VALUES (?, ?, ?, ?, ?)"
INSERT_RECORD = """
    INSERT INTO records (boot, seq, pack_no, seen_at, recipe, recipe_hash, lot, verdict, score,
                         decision, level, outcome, late, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ROWS_AT_ONCE = 500
LATEST = "9999"
"""Later than every time that is written."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and is no pack: a level changed, a device lost, an order begun."""

    kind: str
    body: Mapping[str, Any]
    """JSON values only."""
    at: datetime
    """Wall time in UTC."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    boot: int
    seq: int
    event: Event


@dataclass(frozen=True, slots=True)
class StoredRecord:
    boot: int
    seq: int
    record: Record


class EventStore:
    """The writer. Its methods are called by one thread at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: IO[bytes]) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._summary = Summary(connection)
        self._event_seq = 0
        self._record_seq = 0
        with transaction(self._connection, self.path):
            if self._summary.is_missing:
                self._summary.fill()
            self.boot = int(connection.execute("INSERT INTO boots DEFAULT VALUES").lastrowid or 0)

    @classmethod
    def open(cls, path: Path) -> Self:
        """StoreTaken while another process writes it; StoreDamaged, StoreFailed as named."""
        with ExitStack() as on_failure:
            lock = on_failure.enter_context(closing(writer_lock(path)))
            connection = on_failure.enter_context(closing(open_to_write(path, EVENT_STORE)))
            store = cls(path, connection, lock)
            on_failure.pop_all()
        return store

    def append(self, kind: str, body: Mapping[str, Any], at: datetime) -> int:
        """Durable on return. The event's seq."""
        self.append_together([], [Event(kind, body, at)])
        return self._event_seq

    def append_records(self, records: Sequence[Record]) -> int:
        """All of them in one transaction, durable on return. The seq of the last."""
        self.append_together(records, [])
        return self._record_seq

    def append_together(
        self, records: Sequence[Record], events: Sequence[Event]
    ) -> list[StoredEvent]:
        """All of both in one transaction (group commit), durable on return. The events."""
        record_rows = [
            record_row(self.boot, seq, record)
            for seq, record in enumerate(records, start=self._record_seq + 1)
        ]
        stored = [
            StoredEvent(self.boot, seq, event)
            for seq, event in enumerate(events, start=self._event_seq + 1)
        ]
        event_rows = [event_row(one.boot, one.seq, one.event) for one in stored]
        with transaction(self._connection, self.path):
            self._connection.executemany(INSERT_RECORD, record_rows)
            self._connection.executemany(INSERT_EVENT, event_rows)
            self._summary.records(self.boot, self._record_seq + 1, records)
            for one in stored:
                at = utc_text(one.event.at)
                self._summary.event(one.event.kind, Happened(one.boot, at, one.event.body))
        self._record_seq += len(record_rows)
        self._event_seq += len(event_rows)
        return stored

    def close(self) -> None:
        with told(self.path):
            self._connection.close()
        self._lock.close()


class EventReader:
    """Reads a store that another process may be writing at the same time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = open_to_read(path, EVENT_STORE)

    def records(self, after: tuple[int, int] = (0, 0)) -> Iterator[StoredRecord]:
        """Every record later than `after` (boot, seq), in the order they were written."""
        for boot, seq, body in self._rows("boot, seq, body FROM records", after):
            yield StoredRecord(boot, seq, record_from_json(body))

    def last_record(self) -> StoredRecord | None:
        """The one written last; None where there is none."""
        query = "SELECT boot, seq, body FROM records ORDER BY boot DESC, seq DESC LIMIT 1"
        with told(self.path):
            row = self._connection.execute(query).fetchone()
        return None if row is None else StoredRecord(row[0], row[1], record_from_json(row[2]))

    def last_records(
        self, count: int, recipe_hash: str, until: datetime | None = None
    ) -> list[StoredRecord]:
        """At most so many of this recipe, those seen last (up to `until`), the oldest first."""
        query = (
            "SELECT boot, seq, body FROM records WHERE recipe_hash = ? AND seen_at <= ? "
            "ORDER BY boot DESC, seq DESC LIMIT ?"
        )
        latest = LATEST if until is None else utc_text(until)
        with told(self.path):
            rows = self._connection.execute(query, (recipe_hash, latest, count)).fetchall()
        return [
            StoredRecord(boot, seq, record_from_json(body)) for boot, seq, body in reversed(rows)
        ]

    def events(
        self, after: tuple[int, int] = (0, 0), kind: str | None = None
    ) -> Iterator[StoredEvent]:
        """Every event (of one kind) later than `after` (boot, seq), in the order of writing."""
        rows = self._rows("boot, seq, at, kind, body FROM events", after, kind)
        for boot, seq, at, found, body in rows:
            event = Event(found, json.loads(body), datetime.fromisoformat(at))
            yield StoredEvent(boot, seq, event)

    def last_event(self, kind: str) -> StoredEvent | None:
        """The one of this kind written last; None where there is none."""
        query = (
            "SELECT boot, seq, at, body FROM events WHERE kind = ? "
            "ORDER BY boot DESC, seq DESC LIMIT 1"
        )
        with told(self.path):
            row = self._connection.execute(query, (kind,)).fetchone()
        if row is None:
            return None
        boot, seq, at, body = row
        return StoredEvent(boot, seq, Event(kind, json.loads(body), datetime.fromisoformat(at)))

    def close(self) -> None:
        self._connection.close()

    def _rows(
        self, columns: str, after: tuple[int, int], kind: str | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Page by page: no read transaction stays open while the caller works on a row."""
        wanted, named = ("", ()) if kind is None else (" AND kind = ?", (kind,))
        query = f"SELECT {columns} WHERE (boot, seq) > (?, ?){wanted} ORDER BY boot, seq LIMIT ?"
        while True:
            with told(self.path):
                found = self._connection.execute(query, (*after, *named, ROWS_AT_ONCE))
                rows = found.fetchall()
            yield from rows
            if len(rows) < ROWS_AT_ONCE:
                return
            after = rows[-1][0], rows[-1][1]


def event_row(boot: int, seq: int, event: Event) -> tuple[Any, ...]:
    body = json.dumps(event.body, ensure_ascii=False, allow_nan=False)
    return boot, seq, utc_text(event.at), event.kind, body


def record_row(boot: int, seq: int, record: Record) -> tuple[Any, ...]:
    return (
        boot,
        seq,
        record.pack_no,
        utc_text(record.seen_at),
        record.recipe,
        record.recipe_hash,
        None if record.order is None else record.order.lot,
        record.verdict.verdict.value,
        record.verdict.score,
        record.decision.action.value,
        record.decision.level.value,
        record.outcome.value,
        record.late,
        record_to_json(record),
    )
