"""Sends pictures to the centre behind its records: few at a time, within a bandwidth.

One thread calls it, some ten times a second; nothing in it waits for anybody but the disk. A
picture that the station removes meanwhile is told by name, and never waited for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from edge_agent.core.errors import NotFound
from edge_agent.core.keeping import PictureFormat
from edge_agent.core.telemetry.bandwidth import Bandwidth
from edge_agent.core.telemetry.moving import Moving, Piece, piece_bytes
from edge_agent.core.telemetry.sending import USUAL, Manner, patience_ns
from edge_agent.store.pictures import (
    SUFFIX_OF_BEGINNING,
    picture_file,
    place_of,
    read_picture,
    suffix_of,
)
from edge_agent.uplink.pictures.letters import (
    LARGEST_PICTURE_BYTES,
    MOST_GONE,
    GonePictures,
    PictureName,
    PicturePiece,
    written_gone,
    written_piece,
)
from edge_agent.uplink.pictures.picture_acks import PictureAck
from edge_agent.uplink.pictures.waiting import WaitingPictures

AT_ONCE: Final = 4
"""Pictures on their way together: the way there and back is not waited for by one alone."""
AT_ONCE_UNANSWERED: Final = 1_000
"""Where nobody waits for answers: a day's, on a stick."""
BEGUN_TOGETHER: Final = 4
SWEEP_NS: Final = 1_000_000_000
SWEPT: Final = 50
"""Of the oldest that wait, looked after in every sweep: those are removed first."""
FORMAT_OF_SUFFIX: Final = dict(
    zip(SUFFIX_OF_BEGINNING.values(), (PictureFormat.PNG, PictureFormat.JPEG), strict=True)
)
Handed = Callable[[bytes], bool]
"""Takes a letter for the way; False: not now, and nothing was taken."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    name: PictureName
    file: Path
    format: PictureFormat
    moving: Moving

    def content(self, piece: Piece) -> bytes:
        """FileNotFoundError where it was removed meanwhile."""
        with self.file.open("rb") as opened:
            opened.seek(piece.begin)
            return opened.read(piece.end - piece.begin)


class PicturePosting:
    """Of one station."""

    def __init__(
        self,
        station: str,
        folder: Path,
        waiting: WaitingPictures,
        bytes_per_s: float,
        random: Random,
        manner: Manner = USUAL,
        waits: bool = True,
    ) -> None:
        """folder: where the station keeps its pictures. waits: for the answer to each piece."""
        self.station, self.folder, self.waiting = station, folder, waiting
        self.random, self.manner, self.waits = random, manner, waits
        self.at_once = AT_ONCE if waits else AT_ONCE_UNANSWERED
        self.bandwidth = Bandwidth(bytes_per_s)
        self.piece_bytes = piece_bytes(bytes_per_s)
        self.under_way: dict[str, UnderWay] = {}
        self.put_aside: set[str] = set()
        """The centre had to begin anew with them too often; tried again after a new start."""
        self.sweep_ns = self.tell_gone_ns = 0
        self.silences = 0
        self.sent_bytes = 0

    def again(self) -> None:
        """After a new connection: nobody knows what became of what was under way."""
        self.under_way.clear()
        self.tell_gone_ns = 0

    def post(self, hand: Handed, now_ns: int) -> bool:
        """What may be under way now; whether more could go as soon as there is room for it."""
        self.sweep(now_ns)
        self.tell_gone(hand, now_ns)
        is_more = self.begin_more()
        for one in tuple(self.under_way.values()):
            if not self.send(one, hand, now_ns):
                return True
        return is_more

    def send(self, one: UnderWay, hand: Handed, now_ns: int) -> bool:
        """All of it that may go now; False: nothing more may go at all."""
        while (piece := one.moving.next_piece(now_ns)) is not None:
            if not self.bandwidth.is_open(now_ns):
                return False
            try:
                letter = self.written(one, piece)
            except FileNotFoundError:
                self.drop((one.name.sha256,))
                self.waiting.mark_gone((one.name,))
                return True
            if not hand(letter):
                return False
            one.moving.sent(piece, now_ns)
            self.bandwidth.spend(len(letter))
            self.sent_bytes += len(letter)
        return True

    def written(self, one: UnderWay, piece: Piece) -> bytes:
        size, content = one.moving.size_bytes, one.content(piece)
        return written_piece(
            PicturePiece(self.station, one.name, one.format, size, piece.begin, content)
        )

    def begin_more(self) -> bool:
        """Reads a few at a time, each of which is hashed; whether there are more."""
        most = min(self.at_once - len(self.under_way), BEGUN_TOGETHER)
        if most <= 0:
            return False
        taken = self.under_way.keys() | self.put_aside
        best = self.waiting.best(len(taken) + most + 1)
        free = [name for name in best if name.sha256 not in taken]
        gone = [name for name in free[:most] if not self.begin(name)]
        if gone:
            self.waiting.mark_gone(gone)
        return len(free) > most

    def begin(self, name: PictureName) -> bool:
        """False where it is not there any more, or is no evidence."""
        try:
            encoded = read_picture(self.folder, name.sha256)
        except NotFound:
            return False
        suffix, size = suffix_of(encoded), len(encoded)
        if size > LARGEST_PICTURE_BYTES:
            self.put_aside.add(name.sha256)
            return True
        moving = Moving(size, self.piece_bytes, self.random, self.manner, self.waits)
        file = place_of(self.folder, name.sha256, suffix)
        self.under_way[name.sha256] = UnderWay(name, file, FORMAT_OF_SUFFIX[suffix], moving)
        return True

    def sweep(self, now_ns: int) -> None:
        """Notices what the station removes while it waits."""
        if now_ns < self.sweep_ns:
            return
        self.sweep_ns = now_ns + SWEEP_NS
        oldest = self.waiting.oldest(SWEPT)
        gone = [name for name in oldest if self.is_shed(name)]
        if gone:
            self.waiting.mark_gone(gone)
            self.sweep_ns = now_ns

    def is_shed(self, name: PictureName) -> bool:
        return name.sha256 not in self.under_way and picture_file(self.folder, name.sha256) is None

    def tell_gone(self, hand: Handed, now_ns: int) -> None:
        if now_ns < self.tell_gone_ns:
            return
        gone = self.waiting.gone(MOST_GONE)
        if gone and hand(written_gone(GonePictures(self.station, tuple(gone)))):
            self.tell_gone_ns = now_ns + patience_ns(self.manner, self.silences, self.random)
            self.silences += 1

    def heard(self, ack: PictureAck) -> None:
        self.waiting.told_of(ack.whole, ack.gone)
        self.drop(ack.whole)
        for sha256, held_bytes in ack.held.items():
            one = self.under_way.get(sha256)
            if one is None:
                continue
            one.moving.heard(held_bytes)
            if one.moving.is_hopeless:
                self.put_aside.add(sha256)
                self.drop((sha256,))
        if ack.gone:
            self.tell_gone_ns = self.silences = 0

    def drop(self, names: Iterable[str]) -> None:
        for sha256 in names:
            self.under_way.pop(sha256, None)
