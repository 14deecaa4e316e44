"""The file people.db: one connection that threads share in turn, and short transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, Final

from edge_agent.sqlite_files import SqliteKind, open_private, told, transaction

PEOPLE: Final = SqliteKind(
    what="people file of a station",
    application_id=0x5057_5045,  # "PWPE"
    schema_version=1,
    package="edge_agent.people",
    schema_file="people.sql",
)


class PeopleFile:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = open_private(path, PEOPLE)
        self._turn = RLock()

    @contextmanager
    def changed(self) -> Iterator[sqlite3.Connection]:
        """All of what is done inside, durable at the end, or nothing."""
        with self._turn, transaction(self._connection, self.path):
            yield self._connection

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._turn, told(self.path):
            return self._connection.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        found = self.all(query, *values)
        return found[0] if found else None

    def close(self) -> None:
        with self._turn, told(self.path):
            self._connection.close()
