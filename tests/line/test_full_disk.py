"""A full disk: a real file system of 16 MB, with something else that fills it."""

import os
import subprocess
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.errors import StoreFailed
from edge_agent.core.keeping import Keep, PictureFormat, PicturePolicy
from edge_agent.core.packs import Record
from edge_agent.line.recorder_thread import WRITTEN_AGAIN, ThreadRecorder
from edge_agent.line.room import SHED, SPENT, WHOLE, Room, opened_store
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.pictures import PictureStore
from edge_agent.store.reserve import Reserve
from hardware.interfaces import Pixels
from tests.conftest import absent
from tests.samples import StandingClock, a_record

MEGABYTE = 1_000_000
RESERVE_BYTES = 6 * MEGABYTE
"""The write-ahead log alone takes four before it is used anew."""
FULL = PicturePolicy(Keep.ALL, format=PictureFormat.PNG)
LIVENESS_S = 30.0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=16m", "packwarden", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode:
        absent("no file system of 16 MB can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Takes all that is free."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as opened:
        size = MEGABYTE
        while size >= 512:
            try:
                opened.write(bytes(size))
            except OSError:
                size //= 2
    return filler


def noisy(number: int) -> dict[str, Pixels]:
    """About 0.2 MB as a PNG."""
    random = np.random.default_rng(number)
    return {"top": random.integers(0, 256, (256, 256, 3), dtype=np.uint8)}


class Recording:
    """A recorder on a disk, and packs that end one after the other."""

    def __init__(self, disk: Path) -> None:
        self.reserve = Reserve(disk, RESERVE_BYTES)
        self.store = opened_store(disk / "events.db", self.reserve)
        self.pictures = PictureStore(disk / "pictures", 100 * MEGABYTE)
        room = Room(self.pictures, self.reserve)
        self.recorder = ThreadRecorder(self.store, self.pictures, StandingClock(), FULL, room=room)
        self.numbers = count(1)

    def packs(self, how_many: int, with_pictures: bool = True) -> None:
        for number in (next(self.numbers) for _ in range(how_many)):
            self.recorder.write(a_record(pack_no=number), noisy(number) if with_pictures else {})

    def until(self, healthy: bool) -> None:
        waiting = threading.Event()
        for _ in range(int(LIVENESS_S / 0.02)):
            if self.recorder.healthy is healthy:
                return
            waiting.wait(0.02)
        raise AssertionError(f"the recorder did not become {'healthy' if healthy else 'ill'}")

    def close(self) -> None:
        self.recorder.close()
        self.store.close()


@pytest.fixture
def recording(small_disk: Path) -> Iterator[Recording]:
    made = Recording(small_disk)
    yield made
    made.recorder.close()
    made.store.close()


def recorded(disk: Path) -> list[Record]:
    reader = EventReader(disk / "events.db")
    try:
        return [stored.record for stored in reader.records()]
    finally:
        reader.close()


def told(disk: Path, kind: str) -> int:
    reader = EventReader(disk / "events.db")
    try:
        return sum(1 for _ in reader.events(kind=kind))
    finally:
        reader.close()


def numbers_of(records: list[Record]) -> list[int]:
    return [record.pack_no for record in records]


def test_old_pictures_yield_to_records_on_a_full_disk(
    small_disk: Path, recording: Recording
) -> None:
    recording.packs(20)
    recording.recorder.flush()
    fill(small_disk)
    recording.packs(300)
    recording.recorder.flush()
    assert numbers_of(recorded(small_disk)) == list(range(1, 321))
    assert recording.pictures.shed_count > 0
    assert told(small_disk, SHED) > 0


def test_where_no_picture_is_left_records_go_on_in_the_reserve_and_it_is_laid_by_again(
    small_disk: Path, recording: Recording
) -> None:
    filler = fill(small_disk)
    recording.packs(100)
    recording.recorder.flush()
    assert recording.recorder.healthy
    assert not recording.reserve.is_whole
    assert numbers_of(recorded(small_disk)) == list(range(1, 101))
    assert told(small_disk, SPENT) == 1
    assert recording.pictures.used_bytes == 0, "the reserve is for records"
    filler.unlink()
    for _ in range(200):
        recording.packs(1)
        recording.recorder.flush()
    assert recording.reserve.is_whole
    assert told(small_disk, WHOLE) == 1
    assert recording.pictures.used_bytes > 0


def test_once_all_room_is_used_up_the_recorder_says_so_and_loses_nothing_when_there_is_room_again(
    small_disk: Path, recording: Recording
) -> None:
    recording.packs(5, with_pictures=False)
    recording.recorder.flush()
    recording.reserve.give_up()
    filler = fill(small_disk)
    with (small_disk / "events.db").open("rb") as log:
        os.fsync(log.fileno())
    recording.packs(900, with_pictures=False)
    recording.until(healthy=False)
    assert "disk" in (recording.recorder.trouble or "")
    filler.unlink()
    recording.until(healthy=True)
    recording.recorder.flush()
    assert numbers_of(recorded(small_disk)) == list(range(1, 906))
    assert told(small_disk, WRITTEN_AGAIN) == 1


def test_a_station_starts_on_a_full_disk_with_its_reserve(small_disk: Path) -> None:
    first = Recording(small_disk)
    first.packs(3, with_pictures=False)
    first.close()
    fill(small_disk)
    with pytest.raises(StoreFailed):
        EventStore.open(small_disk / "events.db").close()
    again = Recording(small_disk)
    again.packs(3, with_pictures=False)
    again.close()
    assert numbers_of(recorded(small_disk)) == [1, 2, 3, 1, 2, 3]


def test_a_disk_without_room_for_twice_the_reserve_keeps_none(small_disk: Path) -> None:
    reserve = Reserve(small_disk, 10 * MEGABYTE)
    assert not reserve.lay_by()
    assert not reserve.is_whole
    assert list(small_disk.iterdir()) == []
