"""Ends an upgrade of a station's file at every single call to the disk, as by kill -9.

    python -m deploy.torture.durability.upgrades FOLDER

Runs with the shim. What is found is the schema of before or the new one, never a mixture, with all
that was in the file; and the next opening brings it up to date.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random
from shutil import copytree, rmtree
from typing import Final

from deploy.torture.durability.groups import Found, Packs, looked_at
from deploy.torture.durability.shim import ENDS, Shim
from edge_agent.core.telemetry.streams import Stream
from edge_agent.sqlite_files import SqliteKind, open_to_write, pragma
from edge_agent.store.confirmed import OUTBOX
from edge_agent.store.database import EVENT_STORE
from edge_agent.store.events import INSERT_EVENT, INSERT_RECORD, EventStore, event_row, record_row
from edge_agent.uplink.outbox import Outbox

GROUPS: Final = 5
LOG: Final = "0123456789abcdef"
SUMMED: Final = "SELECT sum(packs) FROM tallies WHERE what = 'outcome'"
ACKED: Final = ("INSERT INTO acked VALUES (?, 'records', 3, 7)", (LOG,))


@dataclass
class Upgrades:
    ended: int = 0
    """Calls before which the process was ended, over all files."""
    mixed: list[str] = field(default_factory=list)
    """Neither the old schema nor the new one."""
    lost: list[str] = field(default_factory=list)
    """Something of what was in the file, or the next opening did not do."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    kind: SqliteKind
    version: int
    """That is upgraded from; 0: nothing."""
    fill: Callable[[sqlite3.Connection], None]
    opened: Callable[[Path], None]
    """As the station does it."""
    is_whole: Callable[[Path], bool]
    """What `fill` put in is there, in a file of the new schema."""


def fill_log(connection: sqlite3.Connection) -> None:
    """As the first version wrote it."""
    connection.execute("INSERT INTO boots DEFAULT VALUES")
    groups = zip(range(1, GROUPS + 1), Packs(Random(1)).groups(Found()), strict=False)
    seq = 0
    for number, group in groups:
        connection.execute(INSERT_EVENT, event_row(1, number, group.event))
        for record in group.packs:
            seq += 1
            connection.execute(INSERT_RECORD, record_row(1, seq, record))


def open_log(path: Path) -> None:
    EventStore.open(path).close()


def is_log_whole(path: Path) -> bool:
    found, flaws = looked_at(path, GROUPS)
    with closing(sqlite3.connect(path)) as connection:
        summed = connection.execute(SUMMED).fetchone()[0]
    return flaws.is_none and summed == found.packs


def fill_outbox(connection: sqlite3.Connection) -> None:
    connection.execute(*ACKED)


def open_outbox(path: Path) -> None:
    Outbox(path).close()


def is_outbox_whole(path: Path) -> bool:
    with closing(Outbox(path)) as outbox:
        return outbox.acked(LOG, Stream.RECORDS) == (3, 7)


def fill_nothing(_: sqlite3.Connection) -> None:
    """A file that is made anew."""


def is_there(path: Path) -> bool:
    return path.is_file()


UPGRADES: Final = (
    Upgraded(EVENT_STORE, 0, fill_nothing, open_log, is_there),
    Upgraded(EVENT_STORE, 1, fill_log, open_log, is_log_whole),
    Upgraded(OUTBOX, 0, fill_nothing, open_outbox, is_there),
    Upgraded(OUTBOX, 1, fill_outbox, open_outbox, is_outbox_whole),
)


def template(folder: Path, one: Upgraded) -> Path:
    folder.mkdir()
    if one.version:
        old = replace(one.kind, schema_version=1, later_files=())
        with closing(open_to_write(folder / "file.db", old)) as connection:
            connection.execute("BEGIN")
            one.fill(connection)
            connection.execute("COMMIT")
    return folder


def ended_everywhere(folder: Path) -> Upgrades:
    upgrades = Upgrades()
    for number, one in enumerate(UPGRADES):
        before = template(folder / str(number), one)
        schemas = [schema(one.kind, version) for version in (one.version, one.kind.schema_version)]
        for at in count(1):
            place = folder / "ended"
            copytree(before, place)
            is_over = not was_ended(one, place / "file.db", at)
            look(one, place / "file.db", schemas, f"{one.kind.what} at call {at}", upgrades)
            rmtree(place)
            if is_over:
                break
            upgrades.ended += 1
    return upgrades


def was_ended(one: Upgraded, path: Path, at: int) -> bool:
    """Whether there were so many calls."""
    child = os.fork()
    if child == 0:
        try:
            Shim().arm(at, ENDS)
            one.opened(path)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def look(one: Upgraded, path: Path, schemas: list[set[str]], name: str, upgrades: Upgrades) -> None:
    if path.exists() and schema_in(path) not in schemas:
        upgrades.mixed.append(name)
    one.opened(path)
    if schema_in(path) != schemas[-1] or not one.is_whole(path):
        upgrades.lost.append(name)


def schema(kind: SqliteKind, version: int) -> set[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for name in (kind.schema_file, *kind.later_files)[:version]:
            connection.executescript(kind.file(name))
        connection.execute(f"PRAGMA user_version = {version}")
        return told(connection)


def schema_in(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return told(connection)


def told(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {row[0] for row in rows} | {f"version {pragma(connection, 'user_version')}"}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(ended_everywhere(Path(sys.argv[1])))) + "\n")
