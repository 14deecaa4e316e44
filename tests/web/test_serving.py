"""The server as it runs at a station, and the two commands."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from edge_agent.__main__ import run
from edge_agent.core.roles import Machine, Scope
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.station_places import STATION_FILE, demo_home
from edge_agent.web.app import operations
from edge_agent.web.commands import YIELDS
from hardware.clock import RealClock
from simulators.broker import free_port
from tests.line.small_station import box_station
from tests.people.samples import PASSWORD

COMMAND = [str(Path(sys.executable).parent / "packwarden")]
LIVENESS_S = 60


def station_at(folder: Path, port: int) -> Path:
    station = box_station(folder, "g")
    station.write_text(station.read_text() + f"\n[web]\nport = {port}\n")
    return station


@contextmanager
def running(station: Path) -> Iterator[subprocess.Popen[str]]:
    argv = [*COMMAND, "web", "--station", str(station)]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line_with(process: subprocess.Popen[str], what: str) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if what in line:
            return line.strip()
    raise AssertionError(f"it ended and never said {what!r}")


def test_the_first_start_tells_address_and_code_and_an_interrupt_ends_it(tmp_path: Path) -> None:
    port = free_port()
    station = station_at(tmp_path, port)
    with running(station) as process:
        address = line_with(process, "Serving").split(" at ")[1].split()[0]
        assert address == f"http://127.0.0.1:{port}"
        code = line_with(process, "this code").rsplit(" ", 1)[1]
        with httpx.Client(base_url=address, timeout=LIVENESS_S) as client:
            new = {"code": code, "name": "anna", "shown_name": "Anna", "password": PASSWORD}
            assert client.post("/api/v1/set-up", json=new).status_code == 201
            entered = client.post("/api/v1/session", json={"name": "anna", "password": PASSWORD})
            assert entered.status_code == 201
            assert client.get("/api/v1/station").json()["name"] == "box"
            own = os.getpriority(os.PRIO_PROCESS, 0)
            assert os.getpriority(os.PRIO_PROCESS, process.pid) == own + YIELDS
            assert "server" not in entered.headers
            assert "Secure" not in entered.headers["set-cookie"]
            proxied = {"X-Forwarded-Proto": "https", "Origin": f"https://127.0.0.1:{port}"}
            secret = {"name": "anna", "password": PASSWORD}
            safe = client.post("/api/v1/session", json=secret, headers=proxied)
            assert "Secure" in safe.headers["set-cookie"]
        process.send_signal(signal.SIGINT)
        assert process.wait(LIVENESS_S) == 0
    with running(station) as process:
        assert line_with(process, "Serving")
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "code" not in process.stderr.read()


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        station = station_at(tmp_path, taken.getsockname()[1])
        argv = [*COMMAND, "web", "--station", str(station)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=LIVENESS_S, check=False)
    assert done.returncode == 7
    assert "Unreachable: nothing can be served at 127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0
) -> str:
    monkeypatch.setattr(sys, "argv", ["packwarden", *words])
    assert run() == code
    return capsys.readouterr().out


def test_the_description_is_printed_without_a_station(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = told(monkeypatch, capsys, "web", "--openapi")
    assert json.loads(printed) == json.loads(json.dumps(operations().openapi()))


def test_a_token_is_issued_at_the_console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    station = str(box_station(tmp_path, "g"))
    words = ("token", "--scope", "state", "--scope", "records", "--station", station)
    assert told(monkeypatch, capsys, *words).startswith("pwm_")
    named = (*words, "--name", "dashboard", "--days", "30", "--json")
    document = json.loads(told(monkeypatch, capsys, *named))
    assert (document["name"], document["scopes"]) == ("dashboard", ["records", "state"])
    assert document["token"].startswith("pwm_")
    again = json.loads(told(monkeypatch, capsys, *named, code=4))
    assert again["error"]["title"] == "Conflict"
    console = ("token", "--scope", "console", "--station", station, "--json")
    assert json.loads(told(monkeypatch, capsys, *console, code=5))["error"]["exit_code"] == 5


def test_a_token_for_the_running_demonstration_needs_no_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    words = ("token", "--scope", "inspect")
    told(monkeypatch, capsys, *words, code=3)
    demo_home().mkdir(mode=0o700)
    box_station(demo_home(), "g")
    token = told(monkeypatch, capsys, *words).strip()
    settings = load_station(demo_home() / STATION_FILE)
    now = RealClock().wall()
    with closing(Office(settings.data.folder, settings.station.full_name, now)) as office:
        machine = office.tokens.present(token, now).actor
    assert isinstance(machine, Machine)
    assert machine.scopes == {Scope.INSPECT}
