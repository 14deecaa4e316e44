"""Recorders that end on a disk, and the one that writes in the caller's thread.

A record is never dropped: a recorder takes it or raises, and then the line suspends.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from edge_agent.core.errors import PackwardenError, StoreFailed
from edge_agent.core.keeping import Keep, PicturePolicy, is_plainly_good, keeps_pictures
from edge_agent.core.packs import Record
from edge_agent.line.parts import Recorder
from edge_agent.line.record_writer import Entry, PackEntry, RecordWriter
from edge_agent.store.events import Event, EventStore
from edge_agent.store.pictures import PictureStore
from hardware.interfaces import Clock, Pixels

MOST_WAITING = 1_024
"""Entries that may wait for the disk: about half a minute of the fastest line."""
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
        self._records: list[Record] = []
        self._events: list[Event] = []
        """Both with their pictures on the disk, and not yet written."""
        self._trouble: str | None = None

    def write(self, record: Record, frames: Mapping[str, Pixels]) -> None:
        self._take(self._chooser.entry(record, frames))

    def event(self, kind: str, body: Mapping[str, Any]) -> None:
        self._take(Event(kind, body, self._clock.wall()))

    def flush(self) -> None:
        records, events = self._writer.prepared(self._waiting)
        self._records += records
        self._events += events
        self._waiting = []
        if self._records or self._events:
            self._writer.append(self._records, self._events)
        self._records, self._events, self._trouble = [], [], None

    def close(self) -> None:
        self.flush()

    @property
    def healthy(self) -> bool:
        return self._trouble is None

    @property
    def trouble(self) -> str | None:
        return self._trouble

    @property
    def backlog(self) -> int:
        return len(self._waiting) + len(self._records) + len(self._events)

    def _take(self, entry: Entry) -> None:
        if self.backlog >= MOST_WAITING:
            raise RecorderBehind(f"{self.backlog} entries wait for the disk: {self._trouble}")
        self._waiting.append(entry)
        if self.backlog >= self._group:
            self._try_to_flush()

    def _try_to_flush(self) -> None:
        """What the disk does not take waits for the next entry."""
        try:
            self.flush()
        except StoreFailed as error:
            self._trouble = str(error)
