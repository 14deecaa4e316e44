import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_agent.core.errors import NotFound, StoreDamaged, StoreTaken
from edge_agent.people.audit import AUDIT
from edge_agent.people.database import PEOPLE
from edge_agent.sqlite_files import SqliteKind, open_private, open_to_read, pragma
from edge_agent.store.database import EVENT_STORE

KINDS = [AUDIT, PEOPLE, EVENT_STORE]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_privately_only_its_owner_reads(tmp_path: Path, kind: SqliteKind) -> None:
    path = tmp_path / "new" / "file.db"
    with closing(open_private(path, kind)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("COMMIT")
        written = {file.name: file for file in path.parent.iterdir() if file.suffix != ".lock"}
        assert set(written) == {"file.db", "file.db-wal", "file.db-shm"}
        for file in written.values():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_kind_has_its_own_mark_and_refuses_the_others(tmp_path: Path) -> None:
    assert len({kind.application_id for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        path = tmp_path / f"{kind.schema_file}.db"
        open_private(path, kind).close()
        for other in KINDS:
            if other is not kind:
                with pytest.raises(StoreDamaged, match=f"no {other.what}"):
                    open_private(path, other)


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    open_private(path, replace(PEOPLE, schema_version=2)).close()
    with pytest.raises(StoreTaken, match="newer version"):
        open_private(path, PEOPLE)


def test_a_file_that_is_not_there_is_not_made_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="audit record"):
        open_to_read(tmp_path / "audit.db", AUDIT)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_its_writer_has_only_just_begun_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "audit.db").touch()
    with pytest.raises(NotFound, match="nothing in it yet; expected the audit record"):
        open_to_read(tmp_path / "audit.db", AUDIT)


OPENER = """
import sys
from pathlib import Path
from edge_agent.people.database import PEOPLE
from edge_agent.sqlite_files import open_private

print("ready", flush=True)
for path in sys.stdin.readline().split():
    open_private(Path(path), PEOPLE).close()
"""


def test_processes_that_start_together_make_one_file(tmp_path: Path) -> None:
    """Eight files, one after the other, so that they do meet."""
    paths = [tmp_path / f"people-{number}.db" for number in range(8)]
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for opener in openers:
        assert opener.stdout is not None
        opener.stdout.readline()
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write(" ".join(map(str, paths)) + "\n")
        opener.stdin.flush()
    for opener in openers:
        opener.communicate(timeout=60)
    assert [opener.returncode for opener in openers] == [0] * 3
    for path in paths:
        with closing(sqlite3.connect(path)) as connection:
            assert pragma(connection, "user_version") == PEOPLE.schema_version
