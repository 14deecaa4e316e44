"""Reads a station's log as it is sent: entry by entry as text, without looking into it.

One process writes the log meanwhile; nothing here ever waits for it or makes it wait.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge_agent.core.telemetry.sending import Reading
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.sqlite_files import open_to_read, told
from edge_agent.store.database import EVENT_STORE

NAME_DIGITS: Final = 16
FIRST_EVENT: Final = "SELECT at, kind, body FROM events ORDER BY boot, seq LIMIT 1"
NEWEST: Final = "SELECT boot, seq FROM {table} ORDER BY boot DESC, seq DESC LIMIT 1"
LATER: Final = (
    "SELECT {columns} FROM {table} WHERE (boot, seq) > (?, ?) AND (boot, seq) <= (?, ?) "
    "ORDER BY boot, seq LIMIT ?"
)
TOLD_OF_PACKS: Final = """
    SELECT events.boot, events.seq, records.boot, records.seq, events.body FROM events
    JOIN records ON records.boot = events.boot
        AND records.pack_no = json_extract(events.body, '$.pack_no')
    WHERE kind = ? AND (events.boot, events.seq) > (?, ?) AND (events.boot, events.seq) <= (?, ?)
    ORDER BY events.boot, events.seq LIMIT ?
"""
COLUMNS: Final = {Stream.RECORDS: "boot, seq, body", Stream.EVENTS: "boot, seq, at, kind, body"}


@dataclass(frozen=True, slots=True)
class Entries:
    """What a reading gave: entries of one boot, one after the other."""

    first: Position
    bodies: list[bytes]
    is_all: bool
    """There was no more up to the reading's end."""


@dataclass(frozen=True, slots=True)
class ToldOfPack:
    """An event that tells of a pack."""

    place: Position
    record: Position
    """Of the pack."""
    body: str
    """JSON."""


class LogStretches:
    """Of one event store."""

    def __init__(self, path: Path) -> None:
        """NotFound where there is no store yet."""
        self.path = path
        self._connection = open_to_read(path, EVENT_STORE)

    def name(self) -> str | None:
        """Of this very log: made of its first event, so that it never changes, and a log that
        begins anew has another one. None before the first event."""
        with told(self.path):
            first = self._connection.execute(FIRST_EVENT).fetchone()
        return None if first is None else name_made_of(first)

    def newest(self, stream: Stream) -> Position:
        """Of the entry written last; BEGIN where there is none."""
        with told(self.path):
            row = self._connection.execute(NEWEST.format(table=stream.value)).fetchone()
        return BEGIN if row is None else Position(*row)

    def boot(self) -> int:
        """The latest one, whether or not it has entries; 0 where there was none."""
        with told(self.path):
            row = self._connection.execute("SELECT max(boot) FROM boots").fetchone()
        return row[0] or 0

    def read(self, stream: Stream, reading: Reading) -> Entries | None:
        """None where there is nothing."""
        query = LATER.format(columns=COLUMNS[stream], table=stream.value)
        with told(self.path):
            found = self._connection.execute(
                query, (*reading.after, *reading.until, reading.most + 1)
            )
            rows = found.fetchall()
        if not rows:
            return None
        boot = rows[0][0]
        of_boot = [row for row in rows if row[0] == boot][: reading.most]
        bodies = [body_of(stream, row) for row in of_boot]
        return Entries(Position(*rows[0][:2]), bodies, len(of_boot) == len(rows))

    def told_of_packs(self, kind: str, reading: Reading) -> list[ToldOfPack]:
        """Events of this kind whose packs have records; each record is written before its event."""
        given = (kind, *reading.after, *reading.until, reading.most)
        with told(self.path):
            rows = self._connection.execute(TOLD_OF_PACKS, given).fetchall()
        return [ToldOfPack(Position(*row[:2]), Position(*row[2:4]), row[4]) for row in rows]

    def close(self) -> None:
        with told(self.path):
            self._connection.close()


def body_of(stream: Stream, row: tuple[int, int, str] | tuple[int, int, str, str, str]) -> bytes:
    """JSON in one line, as the store writes it."""
    if stream is Stream.RECORDS:
        return row[2].encode()
    at, kind, body = row[2:]  # type: ignore[misc]  # events have more columns
    return f'{{"at":"{at}","kind":{json.dumps(kind)},"body":{body}}}'.encode()


def name_made_of(first_event: tuple[str, str, str]) -> str:
    """at, kind and body, as they are stored."""
    return hashlib.sha256(json.dumps(first_event).encode()).hexdigest()[:NAME_DIGITS]
