"""A whole station on a real file system of 16 MB that something else fills while it inspects."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from edge_agent.core.errors import NotFound
from edge_agent.line.room import SHED, SPENT
from hardware.clock import RealClock
from tests.line.small_station import box_station
from tests.line.test_full_disk import numbers_of, recorded, small_disk, told

__all__ = ["small_disk"]

PACKS = 150
LEFT_BYTES = 256 * 1024
LIVENESS_S = 100
CLOCK = RealClock()


def station_on(disk: Path, folder: Path) -> Path:
    """Ten packs a second; keeps every picture."""
    file = box_station(folder, "gb" * (PACKS // 2))
    text = file.read_text(encoding="utf-8").replace('path = "top"', 'path = "top"\nfps = 10')
    file.write_text(f'{text}folder = "{disk / "data"}"\nreserve_mb = 6\n', encoding="utf-8")
    return file


def fill_but(disk: Path, left_bytes: int) -> None:
    """At once: what is given up for records afterwards stays theirs."""
    with (disk / "filler").open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, shutil.disk_usage(disk).free - left_bytes)


def until_first_record(agent: subprocess.Popen[bytes], data: Path) -> None:
    for _ in range(LIVENESS_S * 20):
        assert agent.poll() is None
        with suppress(NotFound):
            if recorded(data):
                return
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 50_000_000)
    raise AssertionError("no record")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_station_whose_disk_fills_up_records_every_pack_and_ends_in_order(
    small_disk: Path, tmp_path: Path
) -> None:
    (tmp_path / "station").mkdir()
    file = station_on(small_disk, tmp_path / "station")
    command = [sys.executable, "-m", "edge_agent", "run", "--station", str(file)]
    data = small_disk / "data"
    with (tmp_path / "said").open("wb") as said:
        agent = subprocess.Popen([*command, "--no-web", "--json"], stdout=said)
        try:
            until_first_record(agent, data)
            fill_but(small_disk, LEFT_BYTES)
            assert agent.wait(LIVENESS_S) == 0
        finally:
            agent.kill()
            agent.wait()
    seen = json.loads((tmp_path / "said").read_text())["ledger"]["seen"]
    assert numbers_of(recorded(data)) == list(range(1, seen + 1))
    assert seen > PACKS // 2
    assert told(data, SHED) + told(data, SPENT) > 0
