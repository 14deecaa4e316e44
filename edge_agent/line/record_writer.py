"""Writes a batch of packs and events: pictures first, then everything in one transaction.

So a record never names a picture that was not on the disk. A picture that cannot be kept costs
only the picture: the record is written without it, and an event says so once until it works again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from edge_agent.core.errors import PackwardenError
from edge_agent.core.keeping import PictureFormat
from edge_agent.core.packs import Record
from edge_agent.store.events import Event, EventStore, StoredEvent
from edge_agent.store.pictures import PictureStore
from hardware.interfaces import Clock, Pixels
from hardware.pictures import encode_jpeg, encode_png

ENCODERS = {PictureFormat.PNG: encode_png, PictureFormat.JPEG: encode_jpeg}


@dataclass(frozen=True, slots=True, eq=False)
class PackEntry:
    """A record and those of its pictures that shall be kept, by view."""

    record: Record
    frames: Mapping[str, Pixels]


Entry = PackEntry | Event
TellStored = Callable[[Sequence[StoredEvent]], None]


def nobody(events: Sequence[StoredEvent]) -> None:
    """Where nobody listens."""


class RecordWriter:
    """Has no thread; whoever calls it waits for the disk."""

    def __init__(
        self, store: EventStore, pictures: PictureStore, clock: Clock, form: PictureFormat
    ) -> None:
        self._store = store
        self._pictures = pictures
        self._clock = clock
        self._encode = ENCODERS[form]
        self._in_trouble = False
        self.tell_stored: TellStored = nobody
        """Told of events when they are durable, in the writer's thread."""
        self.pictures_failed = 0
        """Pictures that the disk did not take."""

    def write(self, batch: Sequence[Entry]) -> None:
        """Durable on return. StoreFailed when the records cannot be written."""
        events = [entry for entry in batch if isinstance(entry, Event)]
        records = []
        for entry in batch:
            if isinstance(entry, PackEntry):
                record, trouble = self._with_pictures(entry)
                records.append(record)
                events.extend(trouble)
        self.tell_stored(self._store.append_together(records, events))

    def _with_pictures(self, entry: PackEntry) -> tuple[Record, list[Event]]:
        names = dict(entry.record.pictures)
        try:
            for view, pixels in entry.frames.items():
                names[view] = self._pictures.save(self._encode(pixels))
        except PackwardenError as error:
            self.pictures_failed += len(entry.frames)
            return replace(entry.record, pictures=names), self._trouble(str(error))
        recovered = self._recovered() if entry.frames else []
        return replace(entry.record, pictures=names), recovered

    def _trouble(self, why: str) -> list[Event]:
        if self._in_trouble:
            return []
        self._in_trouble = True
        return [Event("pictures_not_kept", {"why": why}, self._clock.wall())]

    def _recovered(self) -> list[Event]:
        if not self._in_trouble:
            return []
        self._in_trouble = False
        body = {"failed_so_far": self.pictures_failed}
        return [Event("pictures_kept_again", body, self._clock.wall())]
