"""The centre's schema is the old one or the new one, after whichever statement an upgrade ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.torture.durability.centre_upgrades import ended_from_last, ended_from_nothing
from tests.fleet.postgres import postgres
from tests.peers import require

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

EVERY = 40
"""So many-th statement of them; the release ends every one."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'centre.db'}"
        return
    require("postgresql")
    with postgres(tmp_path) as server:
        yield server


def test_the_next_revision_that_is_ended_at_any_statement(url: str, tmp_path: Path) -> None:
    done = ended_from_last(url, tmp_path)
    assert done.mixed == []
    assert done.ended >= 6


def test_the_revisions_of_a_new_database_that_are_ended_on_its_way(
    url: str, tmp_path: Path
) -> None:
    done = ended_from_nothing(url, tmp_path, EVERY)
    assert done.mixed == []
    assert done.ended >= 3
