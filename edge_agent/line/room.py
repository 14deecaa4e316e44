"""What the recorder gives up when the disk takes no more: old pictures first, then the reserve.

A record is worth more than a picture, and a new picture more than an old one. While the reserve is
not whole, no picture is kept: that room is for records. What was given up is told in the log.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from edge_agent.core.errors import StoreFailed
from edge_agent.store.events import EventStore
from edge_agent.store.pictures import PictureStore
from edge_agent.store.reserve import Reserve

SHED_AT_ONCE_BYTES: Final = 4 * 1024 * 1024
"""A few hundred records and their pages in the write-ahead log."""
LOOKS_BETWEEN: Final = 64
"""Batches from one look at the disk to the next while the reserve is not whole."""
SPENT: Final = "reserve_spent"
WHOLE: Final = "reserve_whole"
SHED: Final = "pictures_shed_for_room"
NO_ROOM_FOR_PICTURES: Final = "the disk is full: its last room is for records"

Told = list[tuple[str, Mapping[str, Any]]]


class Room:
    """Of one station's data folder; called by one thread at a time."""

    def __init__(self, pictures: PictureStore, reserve: Reserve) -> None:
        self.pictures, self.reserve = pictures, reserve
        self.keeps_pictures = reserve.lay_by()
        self.shed = 0
        """Pictures given up, and not told yet."""
        self.known_whole = True
        """What the log says of the reserve."""
        self.batches = 0

    def make(self) -> bool:
        """Whether a write that failed is worth another try."""
        shed = self.pictures.give_up(SHED_AT_ONCE_BYTES)
        self.shed += shed
        if shed:
            return True
        self.keeps_pictures = False
        return self.reserve.give_up()

    def look(self) -> None:
        """Once for every batch: lays the reserve by again where the disk has room once more."""
        self.batches += 1
        if not self.keeps_pictures and self.batches % LOOKS_BETWEEN == 0:
            self.keeps_pictures = self.reserve.lay_by()

    def news(self) -> Told:
        """What the log does not know yet."""
        told: Told = [(SHED, {"pictures": self.shed})] if self.shed else []
        if self.keeps_pictures != self.known_whole:
            kind = WHOLE if self.keeps_pictures else SPENT
            told.append((kind, {"bytes": self.reserve.size_bytes}))
        return told

    def is_told(self) -> None:
        """The news are durable."""
        self.shed, self.known_whole = 0, self.keeps_pictures


def opened_store(events: Path, reserve: Reserve) -> EventStore:
    """Also on a disk that has filled since the last start. As `EventStore.open` refuses."""
    try:
        return EventStore.open(events)
    except StoreFailed:
        if not reserve.give_up():
            raise
        return EventStore.open(events)
