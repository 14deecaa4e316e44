"""Recorders that end on a disk, and the one that writes in the caller's thread.

A record is never dropped: a recorder takes it or raises, and then the line suspends.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from edge_agent.core.errors import PackwardenError
from edge_agent.core.keeping import Keep, PicturePolicy, is_plainly_good, keeps_pictures
from edge_agent.core.packs import Record
from edge_agent.line.parts import Recorder
from edge_agent.line.record_writer import Entry, PackEntry, RecordWriter
from edge_agent.store.events import Event, EventStore
from edge_agent.store.pictures import PictureStore
from hardware.interfaces import Clock, Pixels

INLINE_GROUP = 256
"""Entries per transaction where nobody waits for durability."""


class RecorderBehind(PackwardenError):
    """The disk does not follow the line. The line suspends."""

    title = "Disk too slow"


class RecorderStopped(PackwardenError):
    """The recorder's thread ended on an error, or the recorder was closed."""

    title = "Not recorded"


class DiskRecorder(Recorder, Protocol):
    """A recorder of the line that ends on a disk.

    `write` and `event` raise RecorderBehind or RecorderStopped when they could not take it: the
    caller still has it. Nobody changes the pictures after handing them over.
    """

    def flush(self) -> None:
        """Returns when everything taken so far is durable."""
        ...

    def close(self) -> None: ...

    @property
    def healthy(self) -> bool: ...

    @property
    def backlog(self) -> int:
        """Entries taken and not yet durable."""
        ...


IsDrawn = Callable[[Record], bool]
"""Whether somebody shall examine the pack: then its pictures are wanted, however good it is."""


def none_drawn(record: Record) -> bool:
    """Without an audit."""
    return False


class Chooser:
    """Which pictures of a pack are kept; counts the good packs."""

    def __init__(self, policy: PicturePolicy, is_drawn: IsDrawn = none_drawn) -> None:
        self._policy, self._is_drawn = policy, is_drawn
        self._good_count = 0

    def entry(self, record: Record, frames: Mapping[str, Pixels]) -> PackEntry:
        self._good_count += is_plainly_good(record)
        kept = keeps_pictures(record, self._good_count, self._policy)
        kept = kept or (self._policy.keep is Keep.NOTABLE and self._is_drawn(record))
        return PackEntry(record, dict(frames) if kept else {})


class InlineRecorder:
    """Writes in the caller's thread, so many entries at once. For virtual time and replays."""

    def __init__(
        self,
        store: EventStore,
        pictures: PictureStore,
        clock: Clock,
        policy: PicturePolicy = PicturePolicy(),  # noqa: B008 - a frozen value
        group: int = INLINE_GROUP,
    ) -> None:
        self._writer = RecordWriter(store, pictures, clock, policy.format)
        self._clock = clock
        self._chooser = Chooser(policy)
        self._group = group
        self._waiting: list[Entry] = []

    def write(self, record: Record, frames: Mapping[str, Pixels]) -> None:
        self._take(self._chooser.entry(record, frames))

    def event(self, kind: str, body: Mapping[str, Any]) -> None:
        self._take(Event(kind, body, self._clock.wall()))

    def flush(self) -> None:
        if self._waiting:
            self._writer.write(self._waiting)
            self._waiting = []

    def close(self) -> None:
        self.flush()

    @property
    def healthy(self) -> bool:
        return True

    @property
    def backlog(self) -> int:
        return len(self._waiting)

    def _take(self, entry: Entry) -> None:
        self._waiting.append(entry)
        if len(self._waiting) >= self._group:
            self.flush()
