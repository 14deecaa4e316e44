import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.keeping import Keep, PictureFormat, PicturePolicy
from edge_agent.core.monitoring.audit import AuditRates
from edge_agent.core.packs import Record, Verdict
from edge_agent.line.parts import AuditPlan
from edge_agent.line.record_writer import LEFT_OUT
from edge_agent.line.recorder import (
    MOST_WAITING,
    Chooser,
    DiskRecorder,
    InlineRecorder,
    RecorderBehind,
    RecorderStopped,
)
from edge_agent.line.recorder_thread import (
    HANGS,
    LONGEST_WRITE_NS,
    MOST_PICTURE_BYTES,
    ThreadRecorder,
)
from edge_agent.store.events import Event, EventReader, EventStore, StoredEvent
from edge_agent.store.pictures import INCOMING, PictureStore, read_picture
from hardware.hang_sense import GRACE_NS
from hardware.interfaces import Pixels
from hardware.pictures import decode_picture
from tests.samples import NOON, StandingClock, a_picture, a_record

PROJECT = Path(__file__).parents[2]
FULL_RECORDING = PicturePolicy(Keep.ALL, format=PictureFormat.PNG)
LIVENESS_S = 30.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    opened = EventStore.open(tmp_path / "events.db")
    yield opened
    opened.close()


@pytest.fixture
def pictures(tmp_path: Path) -> PictureStore:
    return PictureStore(tmp_path / "pictures", 10_000_000)


class GatedStore(EventStore):
    """Commits only while its gate is open, as a disk that hangs does."""

    gate: threading.Event
    batches: list[int]

    def append_together(
        self, records: Sequence[Record], events: Sequence[Event]
    ) -> list[StoredEvent]:
        self.batches.append(len(records) + len(events))
        assert self.gate.wait(LIVENESS_S)
        return super().append_together(records, events)


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[GatedStore]:
    opened = GatedStore.open(tmp_path / "events.db")
    opened.gate, opened.batches = threading.Event(), []
    yield opened
    opened.gate.set()
    opened.close()


def recorded(tmp_path: Path) -> list[Record]:
    return [stored.record for stored in EventReader(tmp_path / "events.db").records()]


Maker = Callable[..., DiskRecorder]


@pytest.fixture(params=[InlineRecorder, ThreadRecorder])
def maker(request: pytest.FixtureRequest) -> Maker:
    made: Maker = request.param
    return made


def test_every_record_is_there_once_and_in_order(
    maker: Maker, store: EventStore, pictures: PictureStore, tmp_path: Path
) -> None:
    recorder = maker(store, pictures, StandingClock())
    records = [a_record(number) for number in range(1, 601)]
    for record in records:
        recorder.write(record, {})
    recorder.close()
    assert recorded(tmp_path) == records
    assert recorder.backlog == 0


def test_a_full_recording_keeps_every_pixel(
    maker: Maker, store: EventStore, pictures: PictureStore, tmp_path: Path
) -> None:
    recorder = maker(store, pictures, StandingClock(), FULL_RECORDING)
    recorder.write(a_record(1), {"top": a_picture(1), "bottom": a_picture(2)})
    recorder.flush()
    (record,) = recorded(tmp_path)
    seen = {
        view: decode_picture(read_picture(pictures.folder, digest), view)
        for view, digest in record.pictures.items()
    }
    assert seen.keys() == {"top", "bottom"}
    assert np.array_equal(seen["bottom"], a_picture(2))
    recorder.close()


def test_defects_keep_their_pictures_and_good_packs_every_so_many_th(
    maker: Maker, store: EventStore, pictures: PictureStore, tmp_path: Path
) -> None:
    recorder = maker(store, pictures, StandingClock(), PicturePolicy(every_good=2))
    for number, verdict in enumerate([Verdict.OK, Verdict.NOT_OK, Verdict.OK, Verdict.OK]):
        recorder.write(a_record(number, verdict), {"top": a_picture(number)})
    recorder.close()
    assert [bool(record.pictures) for record in recorded(tmp_path)] == [False, True, True, False]


def test_events_are_stamped_with_wall_time_and_kept_in_order(
    maker: Maker, store: EventStore, pictures: PictureStore, tmp_path: Path
) -> None:
    recorder = maker(store, pictures, StandingClock())
    recorder.event("armed", {"default": "pass"})
    recorder.event("suspended", {"why": "camera lost"})
    recorder.close()
    events = [stored.event for stored in EventReader(tmp_path / "events.db").events()]
    assert [(event.kind, event.at) for event in events] == [("armed", NOON), ("suspended", NOON)]


def test_a_picture_that_cannot_be_kept_costs_the_picture_and_never_the_record(
    maker: Maker, store: EventStore, pictures: PictureStore, tmp_path: Path
) -> None:
    recorder = maker(store, pictures, StandingClock(), FULL_RECORDING)
    shutil.rmtree(pictures.folder / INCOMING)
    for number in (1, 2):
        recorder.write(a_record(number), {"top": a_picture(number)})
        recorder.flush()
    (pictures.folder / INCOMING).mkdir()
    recorder.write(a_record(3), {"top": a_picture(3)})
    recorder.close()
    assert [bool(record.pictures) for record in recorded(tmp_path)] == [False, False, True]
    kinds = [stored.event.kind for stored in EventReader(tmp_path / "events.db").events()]
    assert kinds == ["pictures_not_kept", "pictures_kept_again"]


def test_all_that_waits_is_committed_together(hanging: GatedStore, pictures: PictureStore) -> None:
    recorder = ThreadRecorder(hanging, pictures, StandingClock())
    for number in range(50):
        recorder.write(a_record(number), {})
    hanging.gate.set()
    recorder.close()
    assert sum(hanging.batches) == 50
    assert len(hanging.batches) <= 2


def test_when_the_disk_hangs_the_writer_is_told_and_nothing_taken_is_lost(
    hanging: GatedStore, pictures: PictureStore, tmp_path: Path
) -> None:
    recorder = ThreadRecorder(hanging, pictures, StandingClock(), longest_wait_s=0.01)
    for number in range(MOST_WAITING):
        recorder.write(a_record(number), {})
    with pytest.raises(RecorderBehind, match="disk"):
        recorder.write(a_record(MOST_WAITING), {})
    assert recorder.backlog == MOST_WAITING
    hanging.gate.set()
    recorder.flush()
    recorder.write(a_record(MOST_WAITING), {})
    recorder.close()
    assert [record.pack_no for record in recorded(tmp_path)] == list(range(MOST_WAITING + 1))


def test_a_write_that_does_not_come_back_is_said_while_there_is_still_room(
    hanging: GatedStore, pictures: PictureStore
) -> None:
    clock = StandingClock()
    recorder = ThreadRecorder(hanging, pictures, clock)
    recorder.event("first", {})
    while not hanging.batches:
        threading.Event().wait(0.001)
    recorder.event("second", {})
    troubles = []
    for late_ns in (0, LONGEST_WRITE_NS, GRACE_NS):
        clock.ns += late_ns
        troubles.append(recorder.trouble)
    assert troubles == [None, None, HANGS]
    hanging.gate.set()
    recorder.flush()
    assert recorder.trouble is None
    assert hanging.batches == [1, 1], "what hung was waited for, and not written twice"
    recorder.close()


def heavy() -> dict[str, Pixels]:
    return {"top": np.zeros((MOST_PICTURE_BYTES // 2 // 3, 1, 3), np.uint8)}


def left_out(tmp_path: Path) -> int:
    """Pictures, as the log tells."""
    told = EventReader(tmp_path / "events.db").events(kind=LEFT_OUT)
    return sum(stored.event.body["pictures"] for stored in told)


def test_pictures_yield_before_records_do(
    hanging: GatedStore, pictures: PictureStore, tmp_path: Path
) -> None:
    recorder = ThreadRecorder(hanging, pictures, StandingClock(), longest_wait_s=0.01)
    for number in range(5):
        recorder.write(a_record(number, Verdict.NOT_OK), heavy())
    hanging.gate.set()
    recorder.close()
    assert len(recorded(tmp_path)) == 5
    assert left_out(tmp_path) == 3


def test_a_full_recording_waits_instead_of_leaving_pictures_out(
    hanging: GatedStore, pictures: PictureStore, tmp_path: Path
) -> None:
    recorder = ThreadRecorder(
        hanging, pictures, StandingClock(), FULL_RECORDING, longest_wait_s=0.01
    )
    for number in range(2):
        recorder.write(a_record(number), heavy())
    with pytest.raises(RecorderBehind):
        recorder.write(a_record(2), heavy())
    hanging.gate.set()
    recorder.close()
    assert left_out(tmp_path) == 0


def keep_writing(recorder: DiskRecorder) -> None:
    for number in range(100_000):
        recorder.write(a_record(number), {})


def test_when_the_thread_dies_its_error_is_raised_at_the_next_write(
    store: EventStore, pictures: PictureStore
) -> None:
    store._connection.close()
    recorder = ThreadRecorder(store, pictures, StandingClock())
    with pytest.raises(RecorderStopped, match="closed database") as caught:
        keep_writing(recorder)
    assert isinstance(caught.value.__cause__, StoreDamaged)
    assert not recorder.healthy
    with pytest.raises(RecorderStopped):
        recorder.write(a_record(1), {})
    with pytest.raises(RecorderStopped):
        recorder.close()


def test_a_disk_that_stays_full_is_said_and_what_was_taken_waits_for_room(
    store: EventStore, pictures: PictureStore, tmp_path: Path
) -> None:
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    recorder = ThreadRecorder(store, pictures, StandingClock(), longest_wait_s=0.1)
    with pytest.raises(RecorderBehind, match="disk is full"):
        keep_writing(recorder)
    assert "disk is full" in (recorder.trouble or "")
    assert recorder.backlog == MOST_WAITING
    store._connection.execute("PRAGMA max_page_count = 1000000")
    recorder.close()
    numbers = [record.pack_no for record in recorded(tmp_path)]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) >= MOST_WAITING


def test_a_closed_recorder_takes_nothing_more(store: EventStore, pictures: PictureStore) -> None:
    recorder = ThreadRecorder(store, pictures, StandingClock())
    recorder.close()
    with pytest.raises(RecorderStopped, match="closed"):
        recorder.write(a_record(), {})


KILLED = """
import sys
from pathlib import Path
from edge_agent.line.recorder_thread import ThreadRecorder
from edge_agent.store.events import EventStore
from edge_agent.store.pictures import PictureStore
from hardware.clock import RealClock
from tests.samples import a_picture, a_record
from edge_agent.core.packs import Verdict

folder = Path(sys.argv[1])
store = EventStore.open(folder / "events.db")
recorder = ThreadRecorder(store, PictureStore(folder / "pictures", 10**7), RealClock())
number = 0
while True:
    for _ in range(7):
        number += 1
        recorder.write(a_record(number, Verdict.NOT_OK), {"top": a_picture(number)})
    recorder.flush()
    print(number, flush=True)
"""


def test_after_kill_9_every_acknowledged_record_is_there_once_in_order(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(12)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout.read().split()]
    process.stdout.close()
    process.wait()
    EventStore.open(tmp_path / "events.db").close()
    stored = list(EventReader(tmp_path / "events.db").records())
    assert [each.record.pack_no for each in stored] == list(range(1, len(stored) + 1))
    assert [each.seq for each in stored] == list(range(1, len(stored) + 1))
    assert len(stored) >= acknowledged[-1]
    for each in stored:
        assert read_picture(tmp_path / "pictures", each.record.pictures["top"])


def test_a_drawn_pack_keeps_its_pictures_however_good_it_is() -> None:
    plan = AuditPlan(AuditRates(passed=0.5, rejected=0.5), b"key", boot=1)
    chooser = Chooser(PicturePolicy(every_good=10**6), plan.draws)
    frames = {"top": a_picture()}
    records = [a_record(number) for number in range(1, 41)]
    kept = [bool(chooser.entry(record, frames).frames) for record in records]
    assert kept == [plan.draws(record) for record in records]
    assert 0 < sum(kept) < len(kept)
    nothing = Chooser(PicturePolicy(Keep.NONE), plan.draws)
    assert not any(nothing.entry(record, frames).frames for record in records)


def test_a_pack_that_a_person_answered_for_is_not_drawn() -> None:
    plan = AuditPlan(AuditRates(passed=1.0, rejected=1.0), b"key", boot=1)
    assert plan.draws(a_record(1))
    assert not plan.draws(a_record(1, answered_by="anna"))
