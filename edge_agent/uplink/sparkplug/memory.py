"""sparkplug.db: the number of the next session, and up to which pack everything was told."""

import sqlite3
from pathlib import Path
from typing import Final

from edge_agent.core.sparkplug.session import WRAP
from edge_agent.core.telemetry.stretches import Position
from edge_agent.sqlite_files import SqliteKind, open_to_write, told, transaction

MEMORY: Final = SqliteKind(
    what="memory of an edge node",
    application_id=0x5057_5350,  # "PWSP"
    schema_version=1,
    package="edge_agent.uplink.sparkplug",
    schema_file="memory.sql",
)


class Memory:
    """One process, and one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection = open_to_write(path, MEMORY)

    def next_number(self) -> int:
        """`bdSeq` for one more connection: 0 first, and 0 after 255. Durable on return, so that
        no two connections ever have the same in a row."""
        with transaction(self._connection, self.path):
            number = int(self._connection.execute("SELECT next_number FROM births").fetchone()[0])
            self._connection.execute("UPDATE births SET next_number = ?", ((number + 1) % WRAP,))
        return number

    def told(self, log: str) -> Position | None:
        """None: nothing of this log yet."""
        with told(self.path):
            row = self._connection.execute(
                "SELECT boot, seq FROM told WHERE log = ?", (log,)
            ).fetchone()
        return None if row is None else Position(*row)

    def keep_told(self, log: str, until: Position) -> None:
        """Durable on return."""
        with transaction(self._connection, self.path):
            self._connection.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?)", (log, *until))

    def close(self) -> None:
        with told(self.path):
            self._connection.close()
