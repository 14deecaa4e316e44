"""The centre's database: one SQLite file by default, PostgreSQL where that is outgrown."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from deploy.fleet.errors import DatabaseAway
from deploy.fleet.migrating import upgrade
from deploy.fleet.tables import centre

BUSY_S: Final = 10.0
SETTINGS: Final = (
    "page_size = 8192",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -32768",
)
"""Pages fit several records; the first counts for a new file only."""
NAME_BYTES: Final = 8


def open_database(url: str, now: datetime) -> Engine:
    """Made where it lacks, and brought to this version's schema. DatabaseAway with what the driver
    says; SchemaAhead where a newer version wrote it."""
    engine = engine_of(url)
    try:
        with writing(engine) as connection:
            upgrade(connection)
            name_it(connection, now)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def opened(url: str, now: datetime) -> Iterator[Engine]:
    """Until the end of `with`; as `open_database`."""
    engine = open_database(url, now)
    try:
        yield engine
    finally:
        engine.dispose()


def engine_of(url: str) -> Engine:
    """`postgresql://…` is spoken to by psycopg 3, in UTC."""
    if not url.startswith("sqlite"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        in_utc = {"options": "-c timezone=UTC"}
        return create_engine(url, pool_pre_ping=True, pool_size=4, connect_args=in_utc)
    engine = create_engine(url, connect_args={"timeout": BUSY_S})
    event.listen(engine, "connect", durably)
    event.listen(engine, "begin", begin)
    return engine


def durably(connection: Any, _record: Any) -> None:
    """What was committed survives a power cut; the driver begins no transaction by itself."""
    connection.isolation_level = None
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def begin(connection: Connection) -> None:
    """A transaction that will write takes its turn at its beginning, not when it is half done."""
    is_reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Sees one moment, writes nothing, and neither waits for who writes nor holds him up.
    DatabaseAway where it does not answer."""
    with reached(str(engine.url)), engine.connect() as connection:
        level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else None
        options = {"isolation_level": level} if level else {"reading": True}
        yield connection.execution_options(**options)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction. DatabaseAway where it does not answer, and nothing is written."""
    with reached(str(engine.url)), engine.begin() as connection:
        yield connection


def name_it(connection: Connection, now: datetime) -> None:
    if connection.execute(select(centre.c.name)).first() is None:
        name = secrets.token_hex(NAME_BYTES)
        connection.execute(insert(centre).values(name=name, since=now))


def name_of(connection: Connection) -> str:
    return str(connection.execute(select(centre.c.name)).scalar_one())


@contextmanager
def reached(where: str) -> Iterator[None]:
    """DatabaseAway instead of what the driver says, without the password of the URL."""
    try:
        yield
    except SQLAlchemyError as error:
        shown = where.rsplit("@", 1)[-1]
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DatabaseAway(f"{shown}: {reason}") from error
