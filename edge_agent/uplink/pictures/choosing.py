"""Looks through the records that the centre has, and notes whose pictures shall follow."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from edge_agent.core.autonomy.auditing import rate_of
from edge_agent.core.errors import StoreDamaged
from edge_agent.core.monitoring.audit import AuditRates, is_drawn
from edge_agent.core.packs import Record
from edge_agent.core.telemetry.picture_policy import PictureWishes, worth_of
from edge_agent.core.telemetry.sending import Reading
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.pictures import picture_file
from edge_agent.store.record_json import record_from_json
from edge_agent.uplink.pictures.letters import PictureName
from edge_agent.uplink.pictures.waiting import Chosen, WaitingPictures

MOST_TOGETHER: Final = 100
"""Records of one look: a few milliseconds."""
MOST_UNKEPT: Final = 1_000
NO_PICTURES: Final = b'"pictures":{}'
IsAudited = Callable[[Record, int], bool]
"""Of a record and its boot."""


def none_audited(_record: Record, _boot: int) -> bool:
    """Where the station draws none."""
    return False


@dataclass(frozen=True, slots=True)
class Draws:
    """By the station's own key: nobody else can tell which packs it draws."""

    rates: AuditRates
    key_file: Path

    def __call__(self, record: Record, boot: int) -> bool:
        rate = rate_of(record, self.rates)
        if rate is None or not self.key_file.is_file():
            return False
        return is_drawn(self.key_file.read_bytes(), boot, record.pack_no, rate)


@dataclass(slots=True)
class Choosing:
    """Of one station. How far it looked is kept with the pictures that it found, else only now
    and then: the station's disk is spared, and looking again at some records does no harm."""

    log: LogStretches
    waiting: WaitingPictures
    folder: Path
    """Of its pictures."""
    wishes: PictureWishes
    is_audited: IsAudited
    looked: dict[str, Position] = field(default_factory=dict)
    """By the name of a log."""
    unkept: int = 0
    """Records since it was kept how far it looked."""

    def look(self, name: str, acked: Position) -> bool:
        """At the next records of the log of this name; whether there were any.

        A centre that has lost records has lost their pictures: it is looked through from there.
        """
        after = self.looked.get(name) or self.waiting.looked_until(name, Stream.RECORDS)
        if acked < after:
            self.keep(name, acked, ())
        if acked <= after:
            return False
        entries = self.log.read(Stream.RECORDS, Reading(after, acked, MOST_TOGETHER))
        if entries is None:
            return False
        chosen: list[Chosen] = []
        place = entries.first
        for number, body in enumerate(entries.bodies):
            place = Position(entries.first.boot, entries.first.seq + number)
            chosen.extend(self.chosen_of(name, place, body))
        self.looked[name] = place
        self.unkept += len(entries.bodies)
        if chosen or self.unkept >= MOST_UNKEPT:
            self.keep(name, place, chosen)
        return True

    def keep(self, name: str, place: Position, chosen: Sequence[Chosen]) -> None:
        self.waiting.add(name, Stream.RECORDS, place, chosen)
        self.looked[name], self.unkept = place, 0

    def chosen_of(self, name: str, place: Position, body: bytes) -> Iterator[Chosen]:
        if NO_PICTURES in body:
            return
        try:
            record = record_from_json(body.decode())
        except StoreDamaged:  # of a version to come; the centre has it as it is
            return
        worth = worth_of(record, self.is_audited(record, place.boot), self.wishes)
        if worth is None:
            return
        for sha256 in record.pictures.values():
            is_gone = picture_file(self.folder, sha256) is None
            yield Chosen(PictureName(name, *place, sha256), worth, is_gone)
