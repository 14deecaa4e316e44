"""The same test on SQLite and on PostgreSQL: an empty database for each, made once for all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from deploy.fleet.database import open_database
from deploy.fleet.schema import metadata
from deploy.fleet.tables import centre
from tests.fleet.postgres import postgres
from tests.peers import PEERS, require
from tests.samples import NOON

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="package")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that is copied."""
    file = tmp_path_factory.mktemp("empty") / "centre.db"
    open_database(f"sqlite:///{file}", NOON).dispose()
    return file


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine | None]:
    """One PostgreSQL database; None where no server is installed."""
    if not PEERS["postgresql"].is_here():
        yield None
        return
    with postgres(tmp_path_factory.mktemp("server")) as url:
        engine = open_database(url, NOON)
        yield engine
        engine.dispose()


@pytest.fixture(params=KINDS)
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path, server: Engine | None
) -> Iterator[Engine]:
    if request.param == "sqlite":
        shutil.copyfile(empty_file, tmp_path / "centre.db")
        engine = open_database(f"sqlite:///{tmp_path / 'centre.db'}", NOON)
        yield engine
        engine.dispose()
        return
    require("postgresql")
    assert server is not None
    empty(server)
    yield server


def empty(engine: Engine) -> None:
    """Of everything but the name of the centre."""
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not centre:
                connection.execute(delete(table))
