"""Since when records have waited for the centre, as anybody sees it who is not the uplink.

Told from what the uplink remembers of the centre's own word (uplink.db) and the log beside it. So
it is known whatever fails on the way: network, broker, centre, or the uplink itself.
"""

import sqlite3
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final

from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.sqlite_files import SqliteKind, open_to_read, told
from edge_agent.store.log_stretches import FIRST_EVENT, name_made_of
from edge_agent.store.pages import StorePages

OUTBOX_FILE: Final = "uplink.db"
OUTBOX: Final = SqliteKind(
    what="outbox of a station",
    application_id=0x5057_5550,  # "PWUP"
    schema_version=3,
    package="edge_agent.uplink",
    schema_file="outbox.sql",
    later_files=("waiting.sql", "looked_through.sql"),
)
ACKED: Final = "SELECT boot, seq FROM acked WHERE log = ? AND stream = ?"
OLDEST: Final = "SELECT seen_at FROM records WHERE (boot, seq) > (?, ?) ORDER BY boot, seq LIMIT 1"


class Confirmed:
    """Of one station. Any thread may ask; both files are only read."""

    def __init__(self, store: StorePages, outbox: Path) -> None:
        self.store, self.outbox = store, outbox
        self._turn = Lock()
        self._connection: sqlite3.Connection | None = None

    def waiting_since(self) -> datetime | None:
        """When the oldest pack was seen whose record the centre has not confirmed; None where it
        has all. StoreDamaged or StoreFailed where that cannot be read."""
        first = self.store.rows(FIRST_EVENT)
        if not first:
            return None
        oldest = self.store.rows(OLDEST, self.acked(name_made_of(first[0])))
        return datetime.fromisoformat(oldest[0][0]) if oldest else None

    def acked(self, log: str) -> Position:
        """BEGIN where the centre has said nothing of this log, or the uplink has never run."""
        with self._turn, told(self.outbox):
            connection = self._opened()
            row = connection and connection.execute(ACKED, (log, Stream.RECORDS.value)).fetchone()
        return Position(*row) if row else BEGIN

    def close(self) -> None:
        with self._turn:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection | None:
        """Opened once: to check a file means to read all of it."""
        if self._connection is None and self.outbox.is_file():
            self._connection = open_to_read(self.outbox, OUTBOX)
        return self._connection
