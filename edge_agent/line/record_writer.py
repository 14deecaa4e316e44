"""Writes a batch of packs and events: pictures first, then everything in one transaction.

So a record never names a picture that was not on the disk. A picture that cannot be kept costs
only the picture: the record is written without it, and an event says so once until it works again.
So does one for each batch of which pictures had no room in memory.
Where the disk does not take the records themselves, room is made as long as there is any.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from edge_agent.core.errors import PackwardenError, StoreFailed
from edge_agent.core.keeping import PictureFormat
from edge_agent.core.packs import Record
from edge_agent.line.room import NO_ROOM_FOR_PICTURES, Room
from edge_agent.store.events import Event, EventStore, StoredEvent
from edge_agent.store.pictures import PictureStore
from hardware.interfaces import Clock, Pixels
from hardware.pictures import encode_jpeg, encode_png

LEFT_OUT: Final = "pictures_left_out"
ENCODERS = {PictureFormat.PNG: encode_png, PictureFormat.JPEG: encode_jpeg}


@dataclass(frozen=True, slots=True, eq=False)
class PackEntry:
    """A record and those of its pictures that shall be kept, by view."""

    record: Record
    frames: Mapping[str, Pixels]
    left_out: int = 0
    """Pictures that were to be kept, but too many already waited."""


@dataclass(frozen=True, slots=True, eq=False)
class PicturedEvent:
    """An event, and the pictures that show it, by view; its body names those that were kept."""

    event: Event
    frames: Mapping[str, Pixels]
    left_out: int = 0
    """As of a pack."""


Entry = PackEntry | PicturedEvent | Event
TellStored = Callable[[Sequence[StoredEvent]], None]


def nobody(events: Sequence[StoredEvent]) -> None:
    """Where nobody listens."""


class RecordWriter:
    """Has no thread; whoever calls it waits for the disk."""

    def __init__(
        self,
        store: EventStore,
        pictures: PictureStore,
        clock: Clock,
        form: PictureFormat,
        room: Room | None = None,
    ) -> None:
        """room: what may be given up when the disk is full; None: nothing."""
        self._store, self._room = store, room
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
        self.append(*self.prepared(batch))

    def prepared(self, batch: Sequence[Entry]) -> tuple[list[Record], list[Event]]:
        """With its pictures on the disk, where that takes them."""
        events = [entry for entry in batch if isinstance(entry, Event)]
        records = []
        for entry in batch:
            if isinstance(entry, PackEntry):
                record, trouble = self._with_pictures(entry)
                records.append(record)
                events.extend(trouble)
            elif isinstance(entry, PicturedEvent):
                events.extend(self._pictured(entry))
        return records, events + self._left_out(batch)

    def append(self, records: Sequence[Record], events: Sequence[Event]) -> None:
        """Durable on return. StoreFailed, and nothing of it is there; it may be tried again."""
        self.tell_stored(self._appended(records, events))

    def _appended(
        self, records: Sequence[Record], events: Sequence[Event]
    ) -> Sequence[StoredEvent]:
        if self._room is None:
            return self._store.append_together(records, events)
        self._room.look()
        while True:
            news = [Event(kind, body, self._clock.wall()) for kind, body in self._room.news()]
            try:
                stored = self._store.append_together(records, [*events, *news])
            except StoreFailed:
                if not self._room.make():
                    raise
            else:
                self._room.is_told()
                return stored

    def _with_pictures(self, entry: PackEntry) -> tuple[Record, list[Event]]:
        kept, trouble = self._kept(entry.frames)
        return replace(entry.record, pictures=entry.record.pictures | kept), trouble

    def _pictured(self, entry: PicturedEvent) -> list[Event]:
        kept, trouble = self._kept(entry.frames)
        return [replace(entry.event, body={**entry.event.body, "pictures": kept}), *trouble]

    def _kept(self, frames: Mapping[str, Pixels]) -> tuple[dict[str, str], list[Event]]:
        """View to sha256, as far as the disk took them."""
        kept: dict[str, str] = {}
        if not frames:
            return kept, []
        try:
            self._refuse_pictures_without_room()
            for view, pixels in frames.items():
                kept[view] = self._pictures.save(self._encode(pixels))
        except PackwardenError as error:
            self.pictures_failed += len(frames)
            return kept, self._trouble(str(error))
        return kept, self._recovered()

    def _left_out(self, batch: Sequence[Entry]) -> list[Event]:
        """Told once for a batch, however many there were."""
        pictures = sum(entry.left_out for entry in batch if not isinstance(entry, Event))
        return [Event(LEFT_OUT, {"pictures": pictures}, self._clock.wall())] if pictures else []

    def _refuse_pictures_without_room(self) -> None:
        if self._room is not None and not self._room.keeps_pictures:
            raise StoreFailed(NO_ROOM_FOR_PICTURES)

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
