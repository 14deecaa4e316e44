"""The parts of `make torture PART=messaging` at the size of a test: counts, and no times."""

from pathlib import Path

import pytest

from deploy.torture.inspecting_beside import figures_of
from deploy.torture.messaging import A_DAY, LIVE_PER_S, broker_deaths, centre_deaths, fate, outage
from deploy.torture.way_up import WayUp
from hardware.clock import RealClock
from simulators.torture.figures import Figure
from tests.peers import needs

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), needs("mosquitto")]

CLOCK = RealClock()


def quiet(_: str) -> None:
    pass


def counted(figures: list[Figure]) -> list[bool | None]:
    """Of figures that count records."""
    return [one.is_met for one in figures if one.unit == "records"]


def test_what_was_written_without_a_broker_drains_and_new_records_go_beside_it() -> None:
    assert counted(outage(4_000, CLOCK, quiet)) == [True, True]


@pytest.mark.release
@pytest.mark.timeout(3_600)
def test_a_day_without_a_broker_drains() -> None:
    assert counted(outage(A_DAY, CLOCK, quiet)) == [True, True]


@pytest.mark.parametrize("seconds", [8, pytest.param(60, marks=pytest.mark.release)])
def test_a_while_without_a_broker(tmp_path: Path, seconds: int) -> None:
    with WayUp(tmp_path, CLOCK) as way:
        way.start_centre()
        way.start_uplink()
        way.write(LIVE_PER_S)
        way.until_all_is_there()
        way.broker.stop()
        for _ in range(seconds):
            way.write(LIVE_PER_S)
            way.rest(1)
        way.broker.start()
        assert counted(fate(f"{seconds} s", way, 1)) == [True, True]
        assert way.written == (seconds + 1) * LIVE_PER_S


def test_brokers_and_centres_that_are_killed_lose_and_double_nothing() -> None:
    assert counted(broker_deaths(4, CLOCK, quiet)) == [True, True]
    assert counted(centre_deaths(3, CLOCK, quiet)) == [True, True]


def test_a_slower_inspection_is_told_as_times_the_one_without_an_uplink() -> None:
    none, busy = figures_of({"none": [10.0] * 50, "busy": [12.0] * 50})
    assert (none.value, busy.value, busy.is_met) == (10.0, 1.2, False)
