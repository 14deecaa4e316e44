"""The same test on SQLite and on PostgreSQL. One server is there for all tests of a process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from deploy.fleet.schema import metadata
from deploy.fleet.tables import centre
from tests.fleet.empty_centre import empty_centre
from tests.fleet.engines import ENGINES, opened
from tests.fleet.postgres import new_database, postgres
from tests.peers import PEERS, require

NewUrl = Callable[[str, Path], str]


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """Of PostgreSQL; None where no server is installed."""
    if not PEERS["postgresql"].is_here():
        yield None
        return
    with postgres(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="session")
def new_url(server_url: str | None) -> NewUrl:
    """Of a new database of this kind, with nothing in it; a file of SQLite lies in that folder."""

    def url_of(kind: str, folder: Path) -> str:
        if kind == "sqlite":
            return f"sqlite:///{folder / 'centre.db'}"
        require("postgresql")
        assert server_url is not None
        return new_database(server_url)

    return url_of


@pytest.fixture(scope="session")
def server(server_url: str | None) -> Iterator[Engine | None]:
    """One database of PostgreSQL, emptied for each test."""
    if server_url is None:
        yield None
        return
    with opened(server_url) as engine:
        yield engine


@pytest.fixture(params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, server: Engine | None
) -> Iterator[Engine]:
    if request.param == "sqlite":
        with opened(empty_centre(tmp_path / "centre.db")) as engine:
            yield engine
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
