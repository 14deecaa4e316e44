"""Whatever stops an upgrade, the schema is the old one or the new one, as the code expects it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, event, inspect, text

from deploy.fleet.database import engine_of, open_database
from deploy.fleet.errors import SchemaAhead
from deploy.fleet.migrating import VERSION_TABLE, revision_of, upgrade
from deploy.fleet.schema import metadata
from tests.fleet.postgres import postgres
from tests.peers import require
from tests.samples import NOON

HOW_TO_MEND = (
    "the tables and the migrations differ; write a revision, or one that is not released yet anew: "
    "its first lines have the command"
)
KILLED_AFTER = (3, 40)
"""Statements."""
UPGRADE_AND_DIE = """
import os, signal, sys
from sqlalchemy import event
from deploy.fleet.database import engine_of
from deploy.fleet.migrating import upgrade

engine, left = engine_of(sys.argv[1]), [int(sys.argv[2])]

def one_less(*_):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "after_cursor_execute", one_less)
with engine.begin() as connection:
    upgrade(connection)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require("postgresql")
    with postgres(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'centre.db'}"
    whole: str = request.getfixturevalue("server")
    engine = engine_of(whole)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return whole


def tables_in(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_an_upgrade_from_nothing_makes_what_the_code_expects(url: str) -> None:
    engine = open_database(url, NOON)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == [], HOW_TO_MEND
    engine.dispose()


def test_two_that_start_together_upgrade_once(url: str) -> None:
    opened: list[Engine] = []
    threads = [Thread(target=lambda: opened.append(open_database(url, NOON))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == len(threads)
    for engine in opened:
        engine.dispose()


@pytest.mark.parametrize("statements", KILLED_AFTER)
def test_an_upgrade_that_is_killed_leaves_nothing_half_done(url: str, statements: int) -> None:
    program = [sys.executable, "-c", UPGRADE_AND_DIE, url, str(statements)]
    killed = subprocess.run(program, timeout=60, check=False, env=os.environ)
    assert killed.returncode == -signal.SIGKILL
    engine = engine_of(url)
    assert tables_in(engine) == set()
    open_database(url, NOON).dispose()
    assert tables_in(engine) == {*metadata.tables, VERSION_TABLE}
    engine.dispose()


def test_an_upgrade_that_fails_anywhere_leaves_the_schema_of_before(url: str) -> None:
    engine = engine_of(url)
    for fails_at in range(2, 60, 7):
        left = [fails_at]

        def fail(*_: object, left: list[int] = left) -> None:
            left[0] -= 1
            if not left[0]:
                raise OSError("the disk is full")

        event.listen(engine, "before_cursor_execute", fail)
        with pytest.raises(OSError, match="full"), engine.begin() as connection:
            upgrade(connection)
        event.remove(engine, "before_cursor_execute", fail)
        assert tables_in(engine) == set()
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(url: str) -> None:
    engine = open_database(url, NOON)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '99'"))
    with pytest.raises(SchemaAhead, match=r"revision 99, .* update this centre"):
        open_database(url, NOON)
    with engine.connect() as connection:
        assert revision_of(connection) == "99"
    engine.dispose()


def test_what_other_products_keep_in_the_database_is_left_alone(url: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    open_database(url, NOON).dispose()
    with engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert found == "theirs"
    engine.dispose()
