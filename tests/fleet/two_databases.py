"""The same test on SQLite and on PostgreSQL: a new database for each test, one server for all."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from deploy.fleet.database import open_database
from tests.fleet.postgres import postgres
from tests.peers import PEERS, require
from tests.samples import NOON

KINDS = ("sqlite", "postgresql")
numbers = count()


@pytest.fixture(scope="package")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """None where no server is installed."""
    if not PEERS["postgresql"].is_here():
        yield None
        return
    with postgres(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(params=KINDS)
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str | None
) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'centre.db'}"
    else:
        require("postgresql")
        assert postgres_url is not None
        url = new_database(postgres_url)
    engine = open_database(url, NOON)
    yield engine
    engine.dispose()


def new_database(server: str) -> str:
    name = f"test_{next(numbers)}"
    admin = create_engine(server.replace("postgresql:", "postgresql+psycopg:"))
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return f"{server.rpartition('/')[0]}/{name}"
