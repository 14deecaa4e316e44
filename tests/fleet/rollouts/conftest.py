from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.fleet.empty_centre import empty_centre
from tests.fleet.engines import opened
from tests.fleet.rollouts.fleet import Fleet


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with opened(empty_centre(tmp_path / "centre.db")) as engine:
        yield Fleet(engine)


@pytest.fixture
def any_fleet(engine: Engine) -> Fleet:
    """At either database."""
    return Fleet(engine)
