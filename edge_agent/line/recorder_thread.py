"""The recorder of a running line: one thread writes what the hot path hands over.

All that waits is written in one transaction. Where the disk cannot follow, `write` waits a bounded
time and then raises. Pictures yield before that: beyond a bound of memory they are left out and
counted, unless a full recording was asked for.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from edge_agent.core.keeping import Keep, PicturePolicy
from edge_agent.core.packs import Record
from edge_agent.line.record_writer import Entry, PackEntry, RecordWriter
from edge_agent.line.recorder import (
    Chooser,
    IsDrawn,
    RecorderBehind,
    RecorderStopped,
    none_drawn,
)
from edge_agent.store.events import Event, EventStore
from edge_agent.store.pictures import PictureStore
from hardware.interfaces import Clock, Pixels

MOST_WAITING = 1_024
"""Entries that may wait for the disk: about half a minute of the fastest line."""
MOST_PICTURE_BYTES = 96 * 1024 * 1024
"""Raw pictures that may wait; a part of the station's memory."""
LONGEST_WAIT_S = 2.0
LONGEST_FLUSH_S = 60.0


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
    ) -> None:
        self.writer = RecordWriter(store, pictures, clock, policy.format)
        self.pictures_left_out = 0
        """Pictures that were to be kept, but too many already waited."""
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
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def write(self, record: Record, frames: Mapping[str, Pixels]) -> None:
        self._take(self._chooser.entry(record, frames))

    def event(self, kind: str, body: Mapping[str, Any]) -> None:
        self._take(Event(kind, body, self._clock.wall()))

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
        return self._failure is None and not self._closing

    @property
    def backlog(self) -> int:
        with self._changed:
            return self._taken - self._done

    def _take(self, entry: Entry) -> None:
        with self._changed:
            if not self._complete and not self._has_picture_room(entry):
                entry = self._without_pictures(entry)
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

    def _without_pictures(self, entry: Entry) -> Entry:
        if isinstance(entry, Event):
            return entry
        self.pictures_left_out += len(entry.frames)
        return PackEntry(entry.record, {})

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
                "the disk is too slow or hangs"
            )

    @property
    def _stopped(self) -> bool:
        return self._failure is not None or self._closing

    def _run(self) -> None:
        try:
            while batch := self._next_batch():
                self.writer.write(batch)
                self._finish(batch)
        except Exception as error:  # noqa: BLE001 - outermost loop of the thread: told at next write
            with self._changed:
                self._failure = error
                self._changed.notify_all()

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
