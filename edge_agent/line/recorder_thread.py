"""The recorder of a running line: one thread writes what the hot path hands over.

All that waits is written in one transaction. What the disk does not take is tried again and again,
and meanwhile told as trouble, as is a write that does not come back: nothing is lost while there is
room in memory. Such a write is waited for and never begun anew, or it could be made twice.

Where the disk cannot follow, `write` waits a bounded time and then raises. Pictures yield before
that: beyond a bound of memory they are left out, which the log tells, unless a full recording was
asked for.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from edge_agent.core.errors import StoreFailed
from edge_agent.core.keeping import Keep, PicturePolicy
from edge_agent.core.packs import Record
from edge_agent.line.record_writer import Entry, PicturedEvent, RecordWriter
from edge_agent.line.recorder import (
    MOST_WAITING,
    Chooser,
    IsDrawn,
    RecorderBehind,
    RecorderStopped,
    none_drawn,
)
from edge_agent.line.room import Room
from edge_agent.store.events import Event, EventStore
from edge_agent.store.pictures import PictureStore
from hardware.hang_sense import HangSense
from hardware.interfaces import Clock, Pixels

MOST_PICTURE_BYTES = 96 * 1024 * 1024
"""Raw pictures that may wait; a part of the station's memory."""
MOST_PICTURED_BYTES = MOST_PICTURE_BYTES // 4
"""Beyond so many that wait, no event adds any."""
LONGEST_WAIT_S = 2.0
LONGEST_FLUSH_S = 60.0
TRIED_AGAIN_AFTER_S = 0.25
LONGEST_WRITE_NS = 20_000_000_000
"""Of one batch with all its pictures, on the slowest computer."""
HANGS = "the disk does not come back from a write"
WRITTEN_AGAIN = "records_written_again"


class ThreadRecorder:
    """A DiskRecorder. `write` and `event` are called by one thread, the line's."""

    def __init__(
        self,
        store: EventStore,
        pictures: PictureStore,
        clock: Clock,
        policy: PicturePolicy = PicturePolicy(),  # noqa: B008 - a frozen value
        longest_wait_s: float = LONGEST_WAIT_S,
        is_drawn: IsDrawn = none_drawn,
        room: Room | None = None,
    ) -> None:
        self.writer = RecordWriter(store, pictures, clock, policy.format, room)
        self._clock = clock
        self._chooser = Chooser(policy, is_drawn)
        self._complete = policy.keep is Keep.ALL
        self._longest_wait_s = longest_wait_s
        self._changed = threading.Condition()
        self._waiting: list[Entry] = []
        self._picture_bytes = 0
        self._taken = 0
        self._done = 0
        self._closing = False
        self._trouble: str | None = None
        self._due_ns: int | None = None
        """When the batch that is written must be done; None while none is."""
        self._sense = HangSense()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def write(self, record: Record, frames: Mapping[str, Pixels]) -> None:
        self._take(self._chooser.entry(record, frames))

    def event(self, kind: str, body: Mapping[str, Any]) -> None:
        self._take(Event(kind, body, self._clock.wall()))

    def pictured_event(
        self, kind: str, body: Mapping[str, Any], frames: Mapping[str, Pixels]
    ) -> None:
        """The body then also names the pictures that were kept, by view. They yield to those of
        packs: where many wait they are left out."""
        entry: Entry = PicturedEvent(Event(kind, body, self._clock.wall()), frames)
        with self._changed:
            if self._picture_bytes + picture_bytes(entry) > MOST_PICTURED_BYTES:
                entry = without_pictures(entry)
        self._take(entry)

    def flush(self) -> None:
        with self._changed:
            wanted = self._taken
            self._wait_until(lambda: self._done >= wanted, LONGEST_FLUSH_S)

    def close(self) -> None:
        """Writes what waits and ends the thread; raises what kept it from doing so."""
        try:
            self.flush()
        finally:
            with self._changed:
                self._closing = True
                self._changed.notify_all()
            self._thread.join(LONGEST_WAIT_S)

    @property
    def healthy(self) -> bool:
        return self._failure is None and self._trouble is None and not self._closing

    @property
    def trouble(self) -> str | None:
        """Asked again and again by who hands over: so a write that hangs is noticed."""
        hangs = self._sense.hangs(self._due_ns, self._clock.now_ns())
        return self._trouble or (HANGS if hangs else None)

    @property
    def backlog(self) -> int:
        with self._changed:
            return self._taken - self._done

    def _take(self, entry: Entry) -> None:
        with self._changed:
            if not self._complete and not self._has_picture_room(entry):
                entry = without_pictures(entry)
            self._wait_until(lambda: self._has_room(entry), self._longest_wait_s)
            self._waiting.append(entry)
            self._picture_bytes += picture_bytes(entry)
            self._taken += 1
            self._changed.notify_all()

    def _has_room(self, entry: Entry) -> bool:
        return self._taken - self._done < MOST_WAITING and self._has_picture_room(entry)

    def _has_picture_room(self, entry: Entry) -> bool:
        """One pack's pictures always fit when no others wait."""
        size = picture_bytes(entry)
        waiting = self._picture_bytes
        return size == 0 or waiting == 0 or waiting + size <= MOST_PICTURE_BYTES

    def _wait_until(self, reached: Callable[[], bool], longest_s: float) -> None:
        """Called with the lock held."""
        self._changed.wait_for(lambda: self._stopped or reached(), longest_s)
        if self._failure is not None:
            raise RecorderStopped(f"records are not written: {self._failure}") from self._failure
        if self._closing:
            raise RecorderStopped("the recorder was closed; nothing more is taken")
        if not reached():
            raise RecorderBehind(
                f"{self._taken - self._done} entries wait for the disk since {longest_s} s; "
                f"{self._trouble or 'the disk is too slow or hangs'}"
            )

    @property
    def _stopped(self) -> bool:
        return self._failure is not None or self._closing

    def _run(self) -> None:
        try:
            while batch := self._next_batch():
                self._due_ns = self._clock.now_ns() + LONGEST_WRITE_NS
                self._write(batch)
                self._due_ns = None
                self._finish(batch)
        except Exception as error:  # noqa: BLE001 - outermost loop of the thread: told at next write
            with self._changed:
                self._failure = error
                self._changed.notify_all()

    def _write(self, batch: list[Entry]) -> None:
        """Until the disk takes it, or the recorder is closed."""
        records, events = self.writer.prepared(batch)
        while not self._is_written(records, events):
            with self._changed:
                if self._changed.wait_for(lambda: self._closing, TRIED_AGAIN_AFTER_S):
                    raise StoreFailed(f"{len(batch)} entries are lost: {self._trouble}")

    def _is_written(self, records: list[Record], events: list[Event]) -> bool:
        again = [] if self._trouble is None else [Event(WRITTEN_AGAIN, {}, self._clock.wall())]
        try:
            self.writer.append(records, events + again)
        except StoreFailed as error:
            self._trouble = str(error)
            return False
        self._trouble = None
        return True

    def _next_batch(self) -> list[Entry]:
        """All that waits; empty when the recorder closes and nothing waits."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            batch, self._waiting = self._waiting, []
            return batch

    def _finish(self, batch: list[Entry]) -> None:
        with self._changed:
            self._done += len(batch)
            self._picture_bytes -= sum(picture_bytes(entry) for entry in batch)
            self._changed.notify_all()


def picture_bytes(entry: Entry) -> int:
    if isinstance(entry, Event):
        return 0
    return sum(pixels.nbytes for pixels in entry.frames.values())


def without_pictures(entry: Entry) -> Entry:
    if isinstance(entry, Event):
        return entry
    return replace(entry, frames={}, left_out=len(entry.frames))
