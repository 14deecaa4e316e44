"""Opens the event store's SQLite file: durable, checked, and with one writer at a time.

Write-ahead log with a full sync per transaction: what was committed survives a power cut. Readers
of other processes are never blocked and never block the writer.
"""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import IO

from edge_agent.core.errors import NotFound
from edge_agent.store.errors import StoreDamaged, StoreFailed, StoreTaken

SCHEMA_VERSION = 1
APPLICATION_ID = 0x5041_434B
"""Marks the file as ours in SQLite's header: "PACK"."""
BUSY_TIMEOUT_MS = 5_000
MOST_CHECKED_BYTES = 256 * 1024 * 1024
"""A check at opening reads the whole file; beyond this the station would not be ready in 5 s."""


def open_to_write(path: Path) -> sqlite3.Connection:
    """The store at `path`, made when it is not there. The caller holds `writer_lock`."""
    connection = connect(f"{path.resolve().as_uri()}?mode=rwc", path)
    try:
        with told(path):
            if is_empty(connection):
                create(connection)
            check(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """The store at `path`; NotFound when there is none."""
    if not path.is_file():
        raise NotFound(f"{path} is not there; expected a station's event store")
    connection = connect(f"{path.resolve().as_uri()}?mode=ro", path)
    try:
        with told(path):
            check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def connect(uri: str, path: Path) -> sqlite3.Connection:
    """Transactions are begun and ended in words; one thread at a time uses the connection."""
    with told(path):
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
    return connection


def is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()


def create(connection: sqlite3.Connection) -> None:
    schema = files("edge_agent.store").joinpath("schema.sql").read_text(encoding="utf-8")
    connection.executescript(
        f"BEGIN IMMEDIATE; {schema}"
        f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
    )


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Refuses a foreign, a newer and a broken file."""
    if pragma(connection, "application_id") != APPLICATION_ID:
        raise StoreDamaged(f"{path} is no event store of a station; name another file")
    version = pragma(connection, "user_version")
    if version > SCHEMA_VERSION:
        raise StoreTaken(
            f"{path} was written by a newer version (schema {version}, this one knows "
            f"{SCHEMA_VERSION}); update this station or choose another data folder"
        )
    if path.stat().st_size <= MOST_CHECKED_BYTES:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreDamaged(f"{path} is damaged ({found}); restore it or move it away")


def pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def writer_lock(path: Path) -> IO[bytes]:
    """Held open for as long as this process writes; StoreTaken while another one does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(path.name + ".lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise StoreTaken(f"{path} is being written by another process; end that one") from error
    return lock


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreFailed(f"{path}: {error}; free the disk or check its permissions") from error
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(f"{path}: {error}; restore it or move it away") from error
