"""A whole station that gets no processor or no memory: the ledger adds up, and it says why it ends.

The station is a process of its own; the belt and its PLC are the test's, and go on.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from resource import RLIMIT_AS, prlimit
from signal import SIGCONT, SIGINT, SIGSTOP
from subprocess import PIPE, Popen
from typing import Any, Final

from edge_agent.core.errors import NotFound
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from tests.line.running_belt import RunningBelt, running_belt
from tests.line.small_station import box_station
from tests.line.test_station_at_gate import station_at

LIVENESS_S: Final = 90.0
PACKS: Final = 2_000
"""More than ever come by."""
STOPS_S: Final = (0.2, 0.7, 2.6)
"""Shorter than a PLC's patience, longer, and longer than any camera has for a picture."""
GIVEN_UP_S: Final = 0.5
BURSTS: Final = 40
STOPPED_S, RUNNING_S = 0.08, 0.02
"""A fifth of one processor."""
LESS_BYTES: Final = 100 * 1024 * 1024
"""Below what it has: nothing more is given, and what was given back is not given again."""
GIVEN_BACK: Final = {"MALLOC_MMAP_THRESHOLD_": "32768"}
"""To the system, not kept by the C library: pictures among it."""


def until(reached: Any) -> None:
    give_up_ns = RealClock().now_ns() + int(LIVENESS_S * 1e9)
    while not reached():
        assert RealClock().now_ns() < give_up_ns
        threading.Event().wait(0.01)


class Host:
    """The station's process."""

    def __init__(self, station: Path) -> None:
        self.log = station.parent / "data" / "events.db"
        command = [sys.executable, "-m", "edge_agent", "run", "--station", str(station)]
        options = ["--no-web", "--no-uplink", "--json"]
        given = {**os.environ, **GIVEN_BACK}
        self.process = Popen([*command, *options], env=given, stdout=PIPE, stderr=PIPE, text=True)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        os.kill(self.process.pid, SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, SIGCONT)

    def recorded(self) -> int:
        try:
            with closing(EventReader(self.log)) as reader:
                return sum(1 for _ in reader.records())
        except NotFound:
            return 0

    def waits_for_more(self, packs: int) -> None:
        wanted = self.recorded() + packs
        until(lambda: self.recorded() >= wanted or self.process.poll() is not None)
        assert self.process.poll() is None

    def ended(self) -> dict[str, Any]:
        """After an orderly end; its document."""
        self.process.send_signal(SIGINT)
        out, told = self.process.communicate(timeout=LIVENESS_S)
        assert self.process.returncode == 0, told
        document: dict[str, Any] = json.loads(out)
        return document


@contextmanager
def host_at(belt: RunningBelt, folder: Path) -> Iterator[Host]:
    host = Host(station_at(belt, folder))
    try:
        yield host
    finally:
        host.process.kill()
        host.process.communicate()


def adds_up(host: Host, document: dict[str, Any]) -> bool:
    """By what the station says at its end, and by its log."""
    ledger, left = document["ledger"], document["left_on_belt"]
    ended = sum(ledger[name] for name in ("passed", "rejected", "held", "missed"))
    with closing(EventReader(host.log)) as reader:
        stored = list(reader.records())
    numbers = [one.record.pack_no for one in stored]
    assert [one.seq for one in stored] == list(range(1, len(stored) + 1))
    assert len(set(numbers)) == len(numbers) == ended
    return bool(ledger["seen"] == ended + len(left))


def kinds_in(host: Host) -> list[str]:
    with closing(EventReader(host.log)) as reader:
        return [one.event.kind for one in reader.events()]


def test_a_station_that_is_stopped_or_starved_loses_no_pack_and_nothing_seems_to_hang(
    tmp_path: Path,
) -> None:
    with running_belt(PACKS) as belt, host_at(belt, tmp_path) as host:
        program = belt.plc.program
        for stop_s in STOPS_S:
            host.waits_for_more(2)
            until(lambda: program.armed is not None)
            with host.stopped():
                threading.Event().wait(stop_s)
                if stop_s > GIVEN_UP_S:
                    until(lambda: program.armed is None)
        for _ in range(BURSTS):
            with host.stopped():
                threading.Event().wait(STOPPED_S)
            threading.Event().wait(RUNNING_S)
        until(lambda: program.armed is not None)
        host.waits_for_more(2)
        assert adds_up(host, host.ended())
    kinds = kinds_in(host)
    assert {"part_hangs", "safe_mode", "clock_jumped", "camera_lost"}.isdisjoint(kinds)
    assert kinds.index("gate_lost") < kinds.index("gate_back")


def test_a_station_that_gets_no_more_memory_goes_on_or_says_why_it_ends(tmp_path: Path) -> None:
    station = box_station(tmp_path, "g" * 60)
    station.write_text(station.read_text().replace('type = "files"', 'type = "files"\nfps = 20'))
    host = Host(station)
    try:
        until(lambda: host.recorded() >= 3)
        status = Path(f"/proc/{host.process.pid}/statm").read_text()
        now_bytes = int(status.split()[0]) * os.sysconf("SC_PAGE_SIZE")
        most_bytes = now_bytes - LESS_BYTES
        prlimit(host.process.pid, RLIMIT_AS, (most_bytes, most_bytes))
        _, told = host.process.communicate(timeout=LIVENESS_S)
    finally:
        host.process.kill()
    assert host.process.returncode == 0 or "Out of memory" in told, told
    with closing(EventReader(host.log)) as reader:
        stored = list(reader.records())
    assert [one.seq for one in stored] == list(range(1, len(stored) + 1))
