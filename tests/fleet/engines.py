"""What a test opens a centre's database with: at this version's schema, for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Engine

from deploy.fleet.database import open_database
from tests.samples import NOON

ENGINES: Final = ("sqlite", "postgresql")


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = open_database(url, NOON)
    try:
        yield engine
    finally:
        engine.dispose()
