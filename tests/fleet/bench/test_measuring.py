"""The bench measures a real centre: small here; what it counts must be right at any size."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from deploy.fleet.bench.measuring import SHARE, Bench
from deploy.fleet.database import open_database
from deploy.fleet.tables import stations
from edge_agent.core.errors import Conflict, InvalidInput
from hardware.clock import RealClock
from tests.fleet.postgres import postgres
from tests.peers import needs
from tests.samples import NOON

CLOCK = RealClock()


def say_nothing(_: str) -> None:
    pass


@needs("mosquitto")
def test_an_embedded_centre_takes_everything_once(tmp_path: Path) -> None:
    told = Bench(None, 2, 20).run(tmp_path, CLOCK, say_nothing)
    assert (told["database"], told["ingestors"]) == ("sqlite", 1)
    assert told["records_per_s"] > 0
    assert told["at"]["sent"] > 0
    assert (told["at"]["lost"], told["at"]["duplicates"]) == (0, 0)
    assert set(told["at"]["publish_to_ack_ms"]) == {"p50", "p99"}


@pytest.mark.slow
@needs("mosquitto", "postgresql")
def test_two_ingestors_on_postgresql_of_which_one_is_killed_lose_nothing(tmp_path: Path) -> None:
    with postgres(tmp_path) as url:
        told = Bench(url, 2, 40).run(tmp_path, CLOCK, say_nothing)
    assert told["scaling"]["limited"]["share"] == SHARE
    for one in (told["at"], told["one_of_two_killed"]):
        assert one["sent"] > 0
        assert (one["lost"], one["duplicates"]) == (0, 0)


def test_a_database_of_real_stations_is_not_measured_with(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'real.db'}"
    engine = open_database(url, NOON)
    with engine.begin() as connection:
        heard = {"first_heard": NOON, "last_heard": NOON}
        connection.execute(insert(stations).values(name="plant-1/line-1/box", **heard))
    engine.dispose()
    with pytest.raises(Conflict, match="plant-1/line-1/box"):
        Bench(url, 2, records=1_000).run(tmp_path, CLOCK, say_nothing)


def test_a_search_is_measured_question_by_question(tmp_path: Path) -> None:
    told = Bench(None, 2, records=10_000).run(tmp_path, CLOCK, say_nothing)
    assert told["records"] == 10_000
    assert {"lot", "lot_summary", "lot_not_ok", "versions"} <= set(told["searches_ms"])


def test_too_few_records_to_search_among_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="9999 records are too few to search among; 10000 do"):
        Bench(None, 2, records=9_999).run(tmp_path, CLOCK, say_nothing)
