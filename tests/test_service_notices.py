"""What a process tells the service manager that started it; the test plays the manager."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from signal import SIGTERM
from subprocess import DEVNULL, Popen

import pytest

from edge_agent.service_notices import ServiceNotices, place_of, service_notices
from simulators.broker import free_port
from simulators.clock import VirtualClock
from tests.line.small_station import box_station

LIVENESS_S = 60.0
WATCHDOG_US = 2_000_000


class Manager:
    """Listens as systemd does."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify.sock")
        self.place = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.place.bind(self.address)
        self.place.settimeout(LIVENESS_S)

    def next(self) -> str:
        return self.place.recv(4096).decode()

    def waits_for(self, notice: str) -> list[str]:
        """All up to this one."""
        heard = [self.next()]
        while heard[-1] != notice:
            heard.append(self.next())
        return heard

    def close(self) -> None:
        self.place.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with closing(Manager(tmp_path)) as listening:
        yield listening


def test_a_sign_of_life_comes_twice_in_the_time_of_the_watchdog(manager: Manager) -> None:
    clock = VirtualClock()
    given = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "1000000", "OTHER": "stays"}
    notices = service_notices(clock, given)
    assert given == {"OTHER": "stays"}, "a child must not speak for its parent"
    for _ in range(2001):
        notices.alive()
        clock.time_ns += 1_000_000
    notices.stopping()
    assert manager.waits_for("STOPPING=1") == ["WATCHDOG=1"] * 5 + ["STOPPING=1"]


def test_what_is_for_another_process_is_not_fed(manager: Manager) -> None:
    given = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}
    notices = service_notices(VirtualClock(), given)
    notices.alive()
    notices.ready()
    assert manager.next() == "READY=1"


def test_a_status_is_one_line_and_told_once(manager: Manager) -> None:
    notices = ServiceNotices(VirtualClock(), manager.address)
    for _ in range(3):
        notices.status("camera top:\nlost")
    notices.status("inspecting")
    assert [manager.next(), manager.next()] == ["STATUS=camera top: lost", "STATUS=inspecting"]


def test_nobody_waits_for_a_manager_that_is_away_or_asleep(manager: Manager) -> None:
    ServiceNotices(VirtualClock(), "/nowhere/notify.sock").ready()
    asleep = ServiceNotices(VirtualClock(), manager.address)
    for number in range(10_000):
        asleep.status(f"status {number}")
    assert manager.next() == "STATUS=status 0"


def test_names_in_folders_and_abstract_ones() -> None:
    assert place_of("/run/notify") == "/run/notify"
    assert place_of("@notify") == "\0notify"
    assert place_of("vsock:2:1234") is None


@contextmanager
def started(manager: Manager, station: Path, *words: str) -> Iterator[Popen[bytes]]:
    given = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": str(WATCHDOG_US)}
    command = [sys.executable, "-m", "edge_agent", *words, "--station", str(station)]
    with Popen(command, env={**os.environ, **given}, stdout=DEVNULL, stderr=DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def test_every_process_of_a_station_tells_how_it_is(tmp_path: Path, manager: Manager) -> None:
    station = box_station(tmp_path, "ggg")
    letters = f'[uplink.folder]\npath = "{tmp_path}"\n'
    station.write_text(station.read_text() + f"\n[web]\nport = {free_port()}\n{letters}")
    with started(manager, station, "run", "--no-web", "--no-uplink") as line:
        heard = manager.waits_for("STOPPING=1")
        assert line.wait(LIVENESS_S) == 0
    assert heard[:3] == ["READY=1", "STATUS=Inspecting with recipe box", "WATCHDOG=1"]
    for name in ("web", "uplink"):
        with started(manager, station, name) as process:
            assert manager.waits_for("READY=1") == ["READY=1"]
            manager.waits_for("WATCHDOG=1")
            manager.waits_for("WATCHDOG=1")
            process.send_signal(SIGTERM)
            manager.waits_for("STOPPING=1")
            process.wait(LIVENESS_S)
