"""Opens this product's SQLite files: durable, checked, and never somebody else's.

Write-ahead log with a full sync per transaction: what was committed survives a power cut. Readers
of other processes are never blocked and never block the writer.
"""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO

from edge_agent.core.errors import NotFound, StoreDamaged, StoreFailed, StoreTaken
from edge_agent.whole_files import make_folder

BUSY_TIMEOUT_MS = 5_000
MOST_CHECKED_BYTES = 256 * 1024 * 1024
"""A check at opening reads the whole file; beyond this the station would not be ready in 5 s."""
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class SqliteKind:
    """What a file is, so that a foreign, a newer and a broken one are refused."""

    what: str
    """For messages: "event store of a station"."""
    application_id: int
    """Four letters in SQLite's header that mark the file as ours."""
    schema_version: int
    package: str
    schema_file: str
    later_files: tuple[str, ...] = ()
    """What each version after the first adds, in order."""

    def schema_from(self, version: int) -> str:
        """What a file of this version lacks; version 0 has nothing yet."""
        names = (self.schema_file, *self.later_files)[version:]
        return "".join(self.file(name) for name in names)

    def file(self, name: str) -> str:
        return files(self.package).joinpath(name).read_text(encoding="utf-8")


def open_to_write(path: Path, kind: SqliteKind) -> sqlite3.Connection:
    """The file at `path`, made when it is not there. One process at a time opens it so."""
    connection = connect(f"{path.resolve().as_uri()}?mode=rwc", path)
    try:
        with told(path):
            if is_empty(connection):
                write_schema(connection, kind, 0)
            check(connection, path, kind)
            version = pragma(connection, "user_version")
            if version <= len(kind.later_files):
                write_schema(connection, kind, version)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def open_private(path: Path, kind: SqliteKind) -> sqlite3.Connection:
    """As `open_to_write`, for several processes at once; only its owner may read what this makes.

    SQLite gives the files that it makes beside it the same permissions.
    """
    with opening_lock(path):
        if not path.exists():
            path.touch(OWNER_ONLY, exist_ok=False)
        return open_to_write(path, kind)


def open_to_read(path: Path, kind: SqliteKind) -> sqlite3.Connection:
    """The file at `path`; NotFound when there is none, or its writer has only just begun it."""
    if not path.is_file():
        raise NotFound(f"{path} is not there; expected the {kind.what}")
    connection = connect(f"{path.resolve().as_uri()}?mode=ro", path)
    try:
        with told(path):
            if is_empty(connection):
                raise NotFound(f"{path} has nothing in it yet; expected the {kind.what}")
            check(connection, path, kind)
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


def write_schema(connection: sqlite3.Connection, kind: SqliteKind, version: int) -> None:
    """All that a file of this version lacks, or nothing."""
    connection.executescript(
        f"BEGIN IMMEDIATE; {kind.schema_from(version)}"
        f"PRAGMA application_id = {kind.application_id}; "
        f"PRAGMA user_version = {kind.schema_version}; COMMIT;"
    )


def check(connection: sqlite3.Connection, path: Path, kind: SqliteKind) -> None:
    """Refuses a foreign, a newer and a broken file."""
    if pragma(connection, "application_id") != kind.application_id:
        raise StoreDamaged(f"{path} is no {kind.what}; name another file")
    version = pragma(connection, "user_version")
    if version > kind.schema_version:
        raise StoreTaken(
            f"{path} was written by a newer version (schema {version}, this one knows "
            f"{kind.schema_version}); update this station or choose another data folder"
        )
    if path.stat().st_size <= MOST_CHECKED_BYTES:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreDamaged(f"{path} is damaged ({found}); restore it or move it away")


def pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def writer_lock(path: Path) -> IO[bytes]:
    """Held open for as long as this process writes; StoreTaken while another one does."""
    lock = lock_beside(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise StoreTaken(f"{path} is being written by another process; end that one") from error
    return lock


@contextmanager
def opening_lock(path: Path) -> Iterator[None]:
    """One process at a time finds the file empty and fills it."""
    with lock_beside(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def lock_beside(path: Path) -> IO[bytes]:
    try:
        make_folder(path.parent)
        return path.with_name(path.name + ".lock").open("ab")
    except OSError as error:
        raise StoreFailed(
            f"{path}: {error.strerror or error}; free the disk or check its permissions"
        ) from error


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All of it, durable at the end, or nothing. Takes the write lock at once."""
    with told(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreFailed(f"{path}: {error}; free the disk or check its permissions") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # a text in it that is no UTF-8
        raise StoreDamaged(f"{path}: {error}; restore it or move it away") from error
