import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from deploy.fleet.database import open_database
from tests.fleet.rollouts.fleet import Fleet
from tests.fleet.two_databases import empty_file, engine, server
from tests.samples import NOON

__all__ = ["empty_file", "engine", "server"]


@pytest.fixture
def fleet(tmp_path: Path, empty_file: Path) -> Iterator[Fleet]:
    shutil.copyfile(empty_file, tmp_path / "centre.db")
    engine = open_database(f"sqlite:///{tmp_path / 'centre.db'}", NOON)
    yield Fleet(engine)
    engine.dispose()


@pytest.fixture
def any_fleet(engine: Engine) -> Fleet:
    """At either database."""
    return Fleet(engine)
