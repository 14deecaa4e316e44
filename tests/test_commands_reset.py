"""`packwarden reset --factory` on a station that has lived: no secret and no picture is left."""

import json
import socket
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge_agent.__main__ import run
from edge_agent.core.roles import Role
from edge_agent.people.office import Office
from edge_agent.settings import load_station, read_station
from edge_agent.sqlite_files import writer_lock
from simulators.broker import free_port
from tests.line.small_station import box_station
from tests.people.samples import NOW, PASSWORD, QUICK

PICTURE = b"\xff\xd8 a picture of a pack"
TOKEN = "pwm_a-token-of-the-centre"


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Has people, a key, a picture, and a secret beside its settings."""
    file = box_station(tmp_path, "g")
    (tmp_path / "token").write_text(TOKEN + "\n", encoding="utf-8")
    uplink = '\n[uplink.https]\nurl = "https://centre.example"\ntoken_file = "token"\n'
    web = f"\n[web]\nport = {free_port()}\n"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + uplink + ("" if "[web]" in text else web), encoding="utf-8")
    settings = load_station(file)
    data = settings.data.folder
    with closing(Office(data, settings.station.full_name, NOW, QUICK)) as office:
        office.accounts.add("anna", "Anna", Role.ENGINEER)
        office.accounts.set_password("anna", PASSWORD)
    (data / "pictures").mkdir(exist_ok=True)
    (data / "pictures" / "one.jpg").write_bytes(PICTURE)
    monkeypatch.chdir(tmp_path)
    return file


def name_of(station: Path) -> str:
    return load_station(station).station.full_name


def said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str
) -> tuple[int, dict[str, Any]]:
    monkeypatch.setattr("sys.argv", ["packwarden", "reset", *words, "--json"])
    code = run()
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, document


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_no_secret_and_no_picture_of_packs_is_left(
    station: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(station.parent)
    assert all(one in before for one in (PICTURE, TOKEN.encode(), b"PRIVATE KEY", b"anna"))
    code, told = said(capsys, monkeypatch, "--factory", "--confirm", name_of(station))
    assert code == 0
    assert told["erased"]["files"] > 5
    assert told["left"] == []
    left = everything(station.parent)
    assert not any(one in left for one in (PICTURE, TOKEN.encode(), b"PRIVATE KEY", b"anna"))
    assert station.exists()
    assert recipe_of(station).is_dir()


def recipe_of(station: Path) -> Path:
    return read_station(station).settings.station.recipe


def test_recipes_with_their_pictures_go_too_where_that_is_asked_for(
    station: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = recipe_of(station)
    assert recipe.is_dir()
    words = ("--factory", "--recipes", "--confirm", name_of(station))
    assert said(capsys, monkeypatch, *words)[0] == 0
    assert not recipe.exists()
    assert [file.name for file in station.parent.iterdir() if file.is_file()] == [station.name]


def test_it_may_be_said_again(
    station: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--factory", "--confirm", name_of(station))
    assert said(capsys, monkeypatch, *words)[0] == 0
    code, told = said(capsys, monkeypatch, *words)
    assert (code, told["erased"]) == (0, {"files": 0, "bytes": 0})


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        ((), 5),
        (("--factory",), 5),
        (("--factory", "--confirm", "plant-1/line-1/other"), 3),
    ],
)
def test_nothing_is_erased_without_the_stations_name(
    station: Path,
    words: tuple[str, ...],
    exit_code: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = everything(station.parent)
    assert said(capsys, monkeypatch, *words)[0] == exit_code
    assert everything(station.parent) == before


def test_a_line_that_runs_is_not_erased(
    station: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--factory", "--confirm", name_of(station))
    with closing(writer_lock(load_station(station).data.folder / "events.db")):
        code, told = said(capsys, monkeypatch, *words)
    assert code != 0
    assert "another process" in told["error"]["detail"]


def test_a_station_whose_pages_are_served_is_not_erased(
    station: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    web = load_station(station).web
    with socket.create_server((web.host, web.port)):
        code, told = said(capsys, monkeypatch, "--factory", "--confirm", name_of(station))
    assert code == 4
    assert "end the station first" in told["error"]["detail"]


def test_a_data_folder_that_holds_the_settings_is_left_to_a_person(
    station: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = station.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("folder")]
    whole = "\n".join(lines).replace("[data]", '[data]\nfolder = "."')
    station.write_text(whole, encoding="utf-8")
    code, told = said(capsys, monkeypatch, "--factory", "--confirm", name_of(station))
    assert code == 4
    assert "more than the station's data" in told["error"]["detail"]


def test_a_secret_that_lies_elsewhere_is_told(
    station: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = tmp_path_factory.mktemp("etc") / "token"
    elsewhere.write_text(TOKEN, encoding="utf-8")
    text = station.read_text(encoding="utf-8")
    station.write_text(text.replace('"token"', f'"{elsewhere}"'), encoding="utf-8")
    _, told = said(capsys, monkeypatch, "--factory", "--confirm", name_of(station))
    assert told["left"] == [str(elsewhere)]
    assert elsewhere.exists()
