"""Takes letters about pictures: pieces to the disk, rows to the database, then the answers.

A picture is acknowledged as whole only once its file is durable and its row is committed. Pictures
come behind the records that name them; one of a log that nobody knows here is not answered, and
comes again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from deploy.fleet.database import reading, writing
from deploy.fleet.dead_letters import DeadLetter, bury
from deploy.fleet.pictures.files import CentrePictures
from deploy.fleet.pictures.tables import pictures
from deploy.fleet.tables import logs, stations
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.pictures.letters import (
    GonePictures,
    PictureLetterRefused,
    PictureName,
    PicturePiece,
    read_picture_letter,
)
from edge_agent.uplink.pictures.picture_acks import PictureAck, signed_picture_ack
from edge_agent.uplink.topics import StationTopics, station_of
from hardware.letters import Heard, Letter

MOST_TOLD: Final = 200
"""Pictures of one answer: a signed document has at most 64 KiB."""
LogIds = dict[tuple[str, str], tuple[int, int]]
"""(station, log) to (station_id, log_id)."""


@dataclass
class PictureSums:
    """Since the start."""

    whole: int = 0
    gone: int = 0
    dead: int = 0
    unknown: int = 0
    """Of a log that is not known here."""


@dataclass
class Answers:
    """To one station."""

    held: dict[str, int] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def acks(self, station: str, now: datetime) -> Iterator[PictureAck]:
        for held in in_stretches(list(self.held.items())):
            yield PictureAck(station=station, at=now, held=dict(held))
        for whole in in_stretches(self.whole):
            yield PictureAck(station=station, at=now, whole=tuple(whole))
        for gone in in_stretches(self.gone):
            yield PictureAck(station=station, at=now, gone=tuple(gone))


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be known of a picture."""

    ids: tuple[int, int]
    """Of its station and its log."""
    name: PictureName
    columns: dict[str, Any]


@dataclass
class Round:
    """What becomes of letters that came together."""

    files: CentrePictures
    known: LogIds
    now: datetime
    rows: list[Row] = field(default_factory=list)
    answers: dict[str, Answers] = field(default_factory=lambda: defaultdict(Answers))
    unknown: int = 0

    def take(self, one: PicturePiece | GonePictures) -> None:
        if isinstance(one, PicturePiece):
            self.take_piece(one)
        else:
            self.take_gone(one)

    def take_piece(self, piece: PicturePiece) -> None:
        ids, sha256 = self.known.get((piece.station, piece.name.log)), piece.name.sha256
        if ids is None:
            self.unknown += 1
            return
        answers, held = self.answers[piece.station], self.files.take(piece)
        if held < piece.size_bytes:
            answers.held[sha256] = held
            return
        came = {"format": piece.format.value, "size_bytes": held, "came_at": self.now}
        self.rows.append(Row(ids, piece.name, came))
        answers.held.pop(sha256, None)
        answers.whole.append(sha256)

    def take_gone(self, told: GonePictures) -> None:
        for name in told.names:
            ids = self.known.get((told.station, name.log))
            if ids is None:
                self.unknown += 1
                continue
            self.files.drop(told.station, name.sha256)
            self.rows.append(Row(ids, name, {"gone_at": self.now}))
            self.answers[told.station].gone.append(name.sha256)


class PictureTaker:
    """Of one centre."""

    def __init__(self, engine: Engine, files: CentrePictures, key: SigningKey) -> None:
        self.engine, self.files, self.key = engine, files, key
        self.sums = PictureSums()

    def take(self, letters: Sequence[Heard], now: datetime) -> list[Letter]:
        """DatabaseAway or StoreFailed, and nothing acknowledged, where it cannot now."""
        read, dead = sorted_out(letters)
        self.files.tidy(now)
        with reading(self.engine) as connection:
            known = known_logs(connection, read)
        coming = Round(self.files, known, now)
        for one in read:
            coming.take(one)
        with writing(self.engine) as connection:
            for row in coming.rows:
                note(connection, row)
            bury(connection, dead, now)
        self.count(coming, len(dead))
        return list(self.letters(coming))

    def count(self, coming: Round, dead: int) -> None:
        self.sums.whole += sum(len(one.whole) for one in coming.answers.values())
        self.sums.gone += sum(len(one.gone) for one in coming.answers.values())
        self.sums.unknown += coming.unknown
        self.sums.dead += dead

    def letters(self, coming: Round) -> Iterator[Letter]:
        for station, answers in coming.answers.items():
            topic = StationTopics(station).picture_ack
            for ack in answers.acks(station, coming.now):
                yield Letter(topic, signed_picture_ack(ack, self.key), 1)


def sorted_out(
    letters: Iterable[Heard],
) -> tuple[list[PicturePiece | GonePictures], list[DeadLetter]]:
    """What can be read, and the rest with the reason."""
    read, dead = [], []
    for letter in letters:
        try:
            one = read_picture_letter(letter.payload)
            refuse_stranger(one, letter.topic)
        except PictureLetterRefused as error:
            dead.append(DeadLetter(letter.topic, str(error), letter.payload))
        else:
            read.append(one)
    return read, dead


def refuse_stranger(one: PicturePiece | GonePictures, topic: str) -> None:
    if station_of(topic) != one.station:
        raise PictureLetterRefused(f"speaks for {one.station}, and came by {topic}")


def known_logs(connection: Connection, letters: Iterable[PicturePiece | GonePictures]) -> LogIds:
    names = {one.station for one in letters}
    query = (
        select(stations.c.name, logs.c.log, stations.c.id, logs.c.id)
        .join(logs, logs.c.station_id == stations.c.id)
        .where(stations.c.name.in_(names))
    )
    return {
        (name, log): (station_id, log_id)
        for name, log, station_id, log_id in connection.execute(query)
    }


def note(connection: Connection, row: Row) -> None:
    """What is known of a picture grows; by which record it was first named stays."""
    station_id, log_id = row.ids
    key = {"station_id": station_id, "sha256": row.name.sha256}
    named = {"log_id": log_id, "boot": row.name.boot, "seq": row.name.seq}
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    wanted = dialect.insert(pictures).values({**key, **named, **row.columns})
    connection.execute(wanted.on_conflict_do_update(index_elements=list(key), set_=row.columns))


def in_stretches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for begin in range(0, len(items), MOST_TOLD):
        yield items[begin : begin + MOST_TOLD]
