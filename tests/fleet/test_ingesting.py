"""An ingestor is a process: it says that it lives, ends when it is told to, and leaves nothing."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from deploy.fleet.bench.ingestors import Ingestors, write_centre
from deploy.fleet.database import reading
from deploy.fleet.ingesting import run_ingestor
from deploy.fleet.pulses.tables import pulses
from edge_agent.core.errors import NotFound
from hardware.clock import RealClock
from simulators.broker import Broker
from tests.fleet.engines import opened

CLOCK = RealClock()


def test_an_ingestor_that_is_told_to_end_does_so_in_order(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    with Broker(tmp_path, CLOCK) as broker, opened(url) as engine:
        write_centre(tmp_path, url, broker.settings)
        working = Ingestors(tmp_path, 1, is_shared=False)
        try:
            working.wait_until_ready(engine, CLOCK)
            assert working.resident_mb() > 0
        finally:
            working.stop()
        with reading(engine) as connection:
            alive = connection.execute(select(func.count()).select_from(pulses)).scalar_one()
    assert [one.returncode for one in working.processes] == [0]
    assert alive == 0


def test_an_ingestor_without_a_broker_says_so(tmp_path: Path) -> None:
    with Broker(tmp_path, CLOCK) as broker:
        settings = write_centre(tmp_path, f"sqlite:///{tmp_path / 'centre.db'}", broker.settings)
    alone = settings.model_copy(update={"broker": None})
    with pytest.raises(NotFound, match=r"no \[broker\] table"):
        run_ingestor(alone, CLOCK, lambda _: None, is_shared=False)


def test_a_password_of_a_url_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    # no secret: made up
    url = "postgresql://bench:s%40fe@127.0.0.1:5432/fleet"
    with Broker(tmp_path, CLOCK) as broker:
        settings = write_centre(tmp_path, url, broker.settings)
    assert settings.centre.database == "postgresql://bench@127.0.0.1:5432/fleet"
    assert settings.centre.database_url == url
    assert (tmp_path / "database.password").stat().st_mode & 0o777 == 0o600
