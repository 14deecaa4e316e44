"""Databases for tests: both engines, each empty and at this version's schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from deploy.fleet.database import open_database
from tests.fleet.postgres import postgres
from tests.peers import require
from tests.samples import NOON

ENGINES: Final = ("sqlite", "postgresql")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Engine]:
    if kind == "postgresql":
        require("postgresql")
        with postgres(folder) as url, opened(url) as engine:
            yield engine
        return
    with opened(f"sqlite:///{folder / 'centre.db'}") as engine:
        yield engine


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = open_database(url, NOON)
    try:
        yield engine
    finally:
        engine.dispose()
