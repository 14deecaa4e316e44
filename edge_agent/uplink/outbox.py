"""uplink.db: what the centre has of this station's logs, and which commands it has given.

Beside that lies what waits to be told (waiting.sql, looked_through.sql); who looks after it uses
the same connection.

The outbox itself is the log: it keeps everything, so sending costs the station no second copy, and
what the centre lost it gets again.
"""

import sqlite3
from pathlib import Path

from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.sqlite_files import open_to_write, told, transaction
from edge_agent.store.confirmed import OUTBOX
from edge_agent.uplink.acks import Ack


class Outbox:
    """One process and one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection: sqlite3.Connection = open_to_write(path, OUTBOX)

    def acked(self, log: str, stream: Stream) -> Position:
        query = "SELECT boot, seq FROM acked WHERE log = ? AND stream = ?"
        with told(self.path):
            row = self.connection.execute(query, (log, stream.value)).fetchone()
        return BEGIN if row is None else Position(*row)

    def is_newer(self, ack: Ack) -> bool:
        """Whether it says more than the last; another database begins anew."""
        query = "SELECT database, number FROM centres WHERE log = ?"
        with told(self.path):
            row = self.connection.execute(query, (ack.log,)).fetchone()
        return row is None or row[0] != ack.database or ack.number > row[1]

    def keep(self, ack: Ack) -> None:
        """Durable on return."""
        with transaction(self.connection, self.path):
            self.connection.execute(
                "INSERT OR REPLACE INTO centres VALUES (?, ?, ?)",
                (ack.log, ack.database, ack.number),
            )
            self.connection.executemany(
                "INSERT OR REPLACE INTO acked VALUES (?, ?, ?, ?)",
                [(ack.log, stream.value, *until) for stream, until in ack.until.items()],
            )

    def is_new_command(self, key_id: str, seq: int, note: str | None = None) -> bool:
        """Remembers it, durably, before anybody acts on it, and with it a note for the log; False
        for one of before."""
        with transaction(self.connection, self.path):
            query = "SELECT seq FROM commands WHERE key_id = ?"
            row = self.connection.execute(query, (key_id,)).fetchone()
            if row is not None and seq <= row[0]:
                return False
            self.connection.execute("INSERT OR REPLACE INTO commands VALUES (?, ?)", (key_id, seq))
            if note is not None:
                self.connection.execute("INSERT INTO notes (word) VALUES (?)", (note,))
        return True

    def close(self) -> None:
        with told(self.path):
            self.connection.close()
