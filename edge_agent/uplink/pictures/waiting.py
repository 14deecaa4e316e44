"""The pictures that shall go to the centre and are not there yet, kept in uplink.db.

A picture is named once, by the record of the first pack that it shows. It leaves when the centre
has it whole, or has heard that it is gone; both are counted for good.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge_agent.core.telemetry.picture_policy import Worth
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.sqlite_files import told, transaction
from edge_agent.uplink.pictures.letters import PictureName

ARRIVED: Final = "pictures_arrived"
SHED_UNSENT: Final = "pictures_shed_unsent"
ADD: Final = (
    "INSERT INTO pictures (sha256, log, boot, seq, worth, is_gone) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING"
)
BEST: Final = (
    "SELECT log, boot, seq, sha256 FROM pictures WHERE is_gone = 0 "
    "ORDER BY worth DESC, boot DESC, seq DESC LIMIT ?"
)
OLDEST: Final = (
    "SELECT log, boot, seq, sha256 FROM pictures WHERE is_gone = ? ORDER BY boot, seq LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A picture that the log names."""

    name: PictureName
    worth: Worth
    is_gone: bool


@dataclass(frozen=True, slots=True)
class PictureCounts:
    """Over the whole life of uplink.db."""

    waiting: int
    arrived: int
    shed_unsent: int
    """Removed for the disk's budget before the centre had them."""


class WaitingPictures:
    """Of one outbox; durable on return."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection, self.path = connection, path

    def looked_until(self, log: str, stream: Stream) -> Position:
        query = "SELECT boot, seq FROM looked_through WHERE log = ? AND stream = ?"
        with told(self.path):
            row = self.connection.execute(query, (log, stream.value)).fetchone()
        return BEGIN if row is None else Position(*row)

    def add(self, log: str, stream: Stream, until: Position, pictures: Iterable[Chosen]) -> None:
        """The pictures that entries up to there name."""
        with transaction(self.connection, self.path):
            for one in pictures:
                name = one.name
                row = (name.sha256, name.log, name.boot, name.seq, one.worth.value, one.is_gone)
                added = self.connection.execute(ADD, row).rowcount
                self.count(SHED_UNSENT, added if one.is_gone else 0)
            query = "INSERT OR REPLACE INTO looked_through VALUES (?, ?, ?, ?)"
            self.connection.execute(query, (log, stream.value, *until))

    def best(self, most: int) -> list[PictureName]:
        """What shall go first: notable before samples, newest before old."""
        return self.named(BEST, (most,))

    def oldest(self, most: int) -> list[PictureName]:
        """What is removed for the disk first."""
        return self.named(OLDEST, (0, most))

    def gone(self, most: int) -> list[PictureName]:
        """What the centre has not heard of yet."""
        return self.named(OLDEST, (1, most))

    def named(self, query: str, given: tuple[int, ...]) -> list[PictureName]:
        with told(self.path):
            return [PictureName(*row) for row in self.connection.execute(query, given)]

    def mark_gone(self, names: Iterable[PictureName]) -> None:
        query = "UPDATE pictures SET is_gone = 1 WHERE sha256 = ? AND is_gone = 0"
        with transaction(self.connection, self.path):
            for name in names:
                marked = self.connection.execute(query, (name.sha256,)).rowcount
                self.count(SHED_UNSENT, marked)

    def told_of(self, whole: Iterable[str], gone: Iterable[str]) -> None:
        """The centre has the first ones, and knows that the others never come."""
        query = "DELETE FROM pictures WHERE sha256 = ? AND is_gone = ?"
        with transaction(self.connection, self.path):
            for sha256 in whole:
                self.count(ARRIVED, self.connection.execute(query, (sha256, 0)).rowcount)
            for sha256 in gone:
                self.connection.execute(query, (sha256, 1))

    def count(self, name: str, more: int) -> None:
        if more:
            query = (
                "INSERT INTO counts VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET count = count + excluded.count"
            )
            self.connection.execute(query, (name, more))

    def counts(self) -> PictureCounts:
        with told(self.path):
            waiting = self.connection.execute("SELECT count(*) FROM pictures WHERE is_gone = 0")
            rows = dict(self.connection.execute("SELECT name, count FROM counts"))
            return PictureCounts(
                waiting.fetchone()[0], rows.get(ARRIVED, 0), rows.get(SHED_UNSENT, 0)
            )
