"""A station that was laid out runs packs, lets its first person in, and overwrote nothing."""

import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_agent.core.errors import Conflict, SettingsError, StoreFailed
from edge_agent.core.packs import Verdict
from edge_agent.core.roles import Role
from edge_agent.first_station.administrator import drawn_password
from edge_agent.first_station.laying_out import PLACES, lay_out
from edge_agent.line.checking.findings import State
from edge_agent.line.checking.whole_station import station_findings
from edge_agent.line.station import Station
from edge_agent.people.office import Office
from edge_agent.people.passwords import refuse_weak_password
from edge_agent.settings import load_station
from hardware.clock import RealClock
from simulators.clock import VirtualClock
from tests.first_station.a_station import PASSWORD, drawn_station, untaught_station
from tests.line.small_station import box_station

PACKS = 20


def silent(_: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def carton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """station.toml of a drawn product without a gate."""
    folder = tmp_path_factory.mktemp("first") / "station"
    return lay_out(folder, drawn_station(), RealClock(), silent)


def test_a_simulated_station_inspects_its_packs(carton: Path) -> None:
    with closing(Station(load_station(carton), RealClock(), silent)) as station:
        station.run(lambda: False, PACKS)
        verdicts = [record.verdict.verdict for record in station.records()]
    assert len(verdicts) == PACKS
    assert verdicts.count(Verdict.OK) >= PACKS // 2
    assert set(verdicts) > {Verdict.OK}


def test_nothing_is_wrong_with_it(carton: Path) -> None:
    found = list(station_findings(carton, RealClock(), drives=False, tell=silent))
    assert [one for one in found if one.state is State.WRONG] == []
    assert {"people", "recipe", "camera front"} <= {one.part for one in found}


def test_its_first_person_is_an_engineer_who_may_sign_in(carton: Path) -> None:
    data = carton.parent / "data"
    now = RealClock().wall()
    with closing(Office(data, "plant-1/line-1/station-1", now)) as office:
        (person,) = office.accounts.people()
        assert (person.name, person.role) == ("engineer", Role.ENGINEER)
        assert office.enter_with_password("engineer", PASSWORD, "here", now)
    assert stat.S_IMODE((data / "keys" / "station.key").stat().st_mode) == 0o600


def test_a_password_that_is_drawn_is_strong_and_never_the_same() -> None:
    refuse_weak_password(drawn_password(), ["engineer"])
    assert drawn_password() != drawn_password()


@pytest.mark.parametrize("name", PLACES)
def test_whatever_is_there_is_left_as_it_is_and_nothing_else_is_written(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(Conflict, match="never overwritten"):
        lay_out(tmp_path, untaught_station(tmp_path), VirtualClock(), silent)
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_station_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures-that-go"
    pictures.mkdir()
    station = untaught_station(pictures)
    pictures.rmdir()
    with pytest.raises(SettingsError, match="is not there"):
        lay_out(tmp_path / "new", station, VirtualClock(), silent)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="file"):
        lay_out(tmp_path / "file" / "new", untaught_station(tmp_path), VirtualClock(), silent)


def test_a_product_of_ones_own_waits_for_its_recipe(tmp_path: Path) -> None:
    box_station(tmp_path, "gg")  # for its pictures
    file = lay_out(tmp_path / "new", untaught_station(tmp_path / "top"), VirtualClock(), silent)
    found = {one.part: one for one in station_findings(file, RealClock(), False, silent)}
    assert found["recipe"].state is State.WRONG
    assert "packwarden teach" in str(found["recipe"].mend)
    assert found["camera front"].state is State.OK


def test_names_of_others_stand_in_the_file(tmp_path: Path) -> None:
    station = untaught_station(tmp_path)
    given = replace(station.answers, site="north", line="7", station="top-seal")
    named = replace(station, answers=given)
    file = lay_out(tmp_path / "new", named, VirtualClock(), silent)
    assert load_station(file).station.full_name == "north/7/top-seal"
