"""What a demonstration lays out: a station that its page server and the commands find."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge_agent.core.packs import Level
from edge_agent.core.roles import Role
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.station_places import usual_station
from simulators.certified import STATION
from simulators.demo import Staging
from simulators.demo_people import fresh_secrets, name_of
from simulators.demo_site import DemoSite, at_home, laid_out
from simulators.scenario import load_scenario

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def site_in(folder: Path) -> DemoSite:
    staging = Staging(load_scenario("tray-panel"), folder / "stage", folder / "data" / "recipe")
    return laid_out(folder / "data", staging, 8123, NOW)


def test_its_file_is_a_station_that_anybody_may_see_and_that_acts(tmp_path: Path) -> None:
    settings = load_station(site_in(tmp_path).station_file)
    assert settings.station.full_name == STATION
    assert settings.station.ceiling is Level.ACT_WHEN_SURE
    assert settings.web.anybody_may_look
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8123)
    assert settings.data.folder == tmp_path / "data"
    assert [camera.view for camera in settings.cameras] == ["top", "bottom"]
    assert {pack.name for pack in settings.challenges.packs} >= {"good", "sticker missing"}


def test_every_role_comes_in_with_the_secrets_of_this_start_and_no_other(tmp_path: Path) -> None:
    first = site_in(tmp_path)
    second = site_in(tmp_path)
    with closing(Office(second.folder, STATION, NOW)) as office:
        for role in Role:
            office.enter_with_password(name_of(role), second.given.password, "test", NOW)
            office.enter_with_pin(name_of(role), second.given.pin, STATION, NOW)
            assert office.accounts.person(name_of(role)).role is role
    assert first.given != second.given


def test_the_secrets_stand_in_no_file(tmp_path: Path) -> None:
    given = site_in(tmp_path).given
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert not any(given.password.encode() in content for content in files)


def test_no_two_starts_have_the_same_secrets() -> None:
    assert len({fresh_secrets() for _ in range(50)}) == 50


def test_commands_find_it_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    site = site_in(tmp_path)
    with at_home(site):
        assert load_station(usual_station()).data.folder == site.folder
    assert not usual_station().exists()
