"""A whole station whose wall clock is set while it inspects: nothing is lost or reordered."""

import json
import os
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from struct import pack
from subprocess import DEVNULL, PIPE, Popen, run
from typing import Final

import pytest

from edge_agent.core.errors import NotFound
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from tests.line.small_station import box_station
from tests.peers import needs

LIVENESS_NS: Final = 90_000_000_000
BETWEEN: Final = 3
"""Packs from one jump to the next."""
DAY_S: Final = 86_400
YEARS_10_S: Final = 3652 * DAY_S
SETTINGS: Final = ("+0", "+1", "-1", "+3600", "-3600")
DAYS: Final = (f"+{DAY_S}", f"-{DAY_S}", f"+{YEARS_10_S}", f"-{YEARS_10_S}")
TO_1970: Final = datetime(1970, 1, 2, tzinfo=UTC)
END_OF_32_BITS: Final = datetime(2038, 1, 19, 3, 14, 6, tzinfo=UTC)
SUMMER_TIME: Final = datetime(2026, 3, 29, 0, 59, 58, tzinfo=UTC)
FPS: Final = 10
SHIM: Final = Path(__file__).with_name("wall_clock_shim.c")


def settings() -> list[float]:
    """Seconds by which the wall clock is to be apart from the true one, one after the other."""
    now = RealClock().wall()
    moments = [(at - now).total_seconds() for at in (TO_1970, END_OF_32_BITS, SUMMER_TIME)]
    return [*(float(one) for one in SETTINGS + DAYS), *(float(round(one)) for one in moments), 0.0]


def built(folder: Path) -> Path:
    shim = folder / "wall_clock_shim.so"
    run(["gcc", "-shared", "-fPIC", "-Wall", "-Werror", "-o", shim, SHIM], check=True)
    return shim


class Station:
    """A station in a process of its own, whose wall clock the test sets."""

    def __init__(self, folder: Path, packs: int) -> None:
        file = box_station(folder, "g" * packs)
        text = file.read_text().replace('type = "files"', f'type = "files"\nfps = {FPS}')
        file.write_text(text)
        self.log, self.clock_file = folder / "data" / "events.db", folder / "clock"
        self.clock_file.write_bytes(pack("d", 0.0))
        shifted = {
            "LD_PRELOAD": str(built(folder)),
            "WALL_CLOCK_FILE": str(self.clock_file),
            "TZ": "Europe/Berlin",
        }
        command = [sys.executable, "-m", "edge_agent", "run", "--station", str(file)]
        options = ["--no-web", "--no-uplink", "--json"]
        self.process = Popen(
            [*command, *options], env={**os.environ, **shifted}, stdout=PIPE, stderr=DEVNULL
        )

    def set_clock(self, offset_s: float) -> None:
        """In place: the station has the file mapped."""
        with self.clock_file.open("r+b") as file:
            file.write(pack("d", offset_s))

    def recorded(self) -> int:
        try:
            with closing(EventReader(self.log)) as reader:
                return sum(1 for _ in reader.records())
        except NotFound:
            return 0

    def wait_for(self, packs: int) -> None:
        give_up_ns = RealClock().now_ns() + LIVENESS_NS
        while self.recorded() < packs:
            assert self.process.poll() is None, "it ended before its packs were through"
            assert RealClock().now_ns() < give_up_ns
            threading.Event().wait(0.05)


@needs("gcc")
def test_no_jump_of_the_wall_clock_loses_or_reorders_a_record(tmp_path: Path) -> None:
    offsets = settings()
    packs = BETWEEN * (len(offsets) + 8)
    station = Station(tmp_path, packs)
    with station.process as process:
        for number, offset_s in enumerate(offsets, start=1):
            station.wait_for(BETWEEN * number)
            station.set_clock(offset_s)
        out, _ = process.communicate(timeout=LIVENESS_NS / 1e9)
    document = json.loads(out)
    assert process.returncode == 0
    ledger = document["ledger"]
    with closing(EventReader(station.log)) as reader:
        stored = list(reader.records())
        events = [one.event for one in reader.events()]
    assert ledger["seen"] == ledger["passed"] == len(stored)
    assert [one.seq for one in stored] == list(range(1, len(stored) + 1))
    numbers = [one.record.pack_no for one in stored]
    assert numbers == sorted(set(numbers))
    assert not any(one.record.late for one in stored)
    seen_ns = [one.record.seen_ns for one in stored]
    assert seen_ns == sorted(seen_ns)
    told = [event.body["seconds"] for event in events if event.kind == "clock_jumped"]
    jumps = [after - before for before, after in zip([0.0, *offsets], offsets, strict=False)]
    assert told == [pytest.approx(jump, abs=0.4) for jump in jumps if jump]
