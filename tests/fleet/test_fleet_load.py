"""Many simulated stations beside one embedded centre: what they write arrives, all of it, once."""

import resource
from pathlib import Path
from typing import Any

import pytest

from deploy.fleet.demo.disks import allow_files, stations_folder
from deploy.fleet.demo.show import FleetShow
from hardware.clock import RealClock

STATIONS, PACKS_PER_S = 200, 10.0


def shown(folder: Path, stations: int, seconds: float, packs_per_s: float) -> dict[str, Any]:
    return FleetShow(stations, seconds, packs_per_s).run(folder, RealClock(), lambda _: None)


def assert_all_arrived(told: dict[str, Any], stations: int, least: float) -> None:
    assert told["stations"] == stations
    assert told["sent"] >= least
    assert (told["stored"], told["lost"], told["duplicates"]) == (told["sent"], 0, 0)
    assert told["dead_letters"] == 0


def test_what_many_stations_write_arrives_once(tmp_path: Path) -> None:
    told = shown(tmp_path, 60, 4, 5)
    assert_all_arrived(told, 60, 60 * 4 * 5 * 0.9)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_hundred_stations_of_ten_packs_a_second_for_half_a_minute(tmp_path: Path) -> None:
    told = shown(tmp_path, STATIONS, 30, PACKS_PER_S)
    assert_all_arrived(told, STATIONS, STATIONS * 30 * PACKS_PER_S * 0.9)


@pytest.mark.slow
@pytest.mark.release
@pytest.mark.timeout(900)
def test_two_hundred_stations_of_ten_packs_a_second_for_five_minutes(tmp_path: Path) -> None:
    told = shown(tmp_path, STATIONS, 300, PACKS_PER_S)
    assert_all_arrived(told, STATIONS, STATIONS * 300 * PACKS_PER_S * 0.9)


def test_a_fleet_has_the_files_it_needs_and_a_folder_with_room(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, before[1]))
        allow_files(1_000)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(256 + 12_000, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    with stations_folder(tmp_path, 1, 10**12) as folder:
        assert folder == tmp_path
