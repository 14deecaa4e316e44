"""What a centre says that it has, signed: up to where it holds a station's logs without a gap.

Acks of one database are numbered; of two, the one with the higher number is right, in whichever
order they arrive. A database that was restored from a copy takes a new name, and counts anew.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position, Stretch
from edge_agent.people.documents import DocumentKind
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Sealed, seal
from edge_agent.people.trust import Owner, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    station: str
    log: str
    database: str
    """Of the centre; another one after a restore."""
    number: int
    at: datetime
    """UTC."""
    until: dict[Stream, tuple[int, int]]
    """(boot, seq) of the last entry before the first gap; streams of which nothing came lack."""

    islands: dict[Stream, tuple[tuple[int, int, int, int], ...]]
    """What is there beyond the first gap: boot and seq of the entry before, then of the last. New
    entries that went beside a backlog are there long before the gap is closed."""

    def position(self, stream: Stream) -> Position | None:
        found = self.until.get(stream)
        return None if found is None else Position(*found)

    def beyond(self, stream: Stream) -> tuple[Stretch, ...]:
        return tuple(
            Stretch(Position(*island[:2]), Position(*island[2:]))
            for island in self.islands.get(stream, ())
        )


ACK: Final = DocumentKind("packwarden.ack.1", Ack)


def signed(ack: Ack, key: SigningKey) -> bytes:
    return seal(ACK.document(ack), key).to_bytes()


def read_ack(payload: bytes, station: str, trust: Trust) -> Ack:
    """NotGenuine unless a trusted key of the centre signed it, for this station."""
    sealed = Sealed.from_bytes(payload)
    trust.check(sealed, Owner.CENTRE)
    ack = ACK.value(sealed.document)
    if ack.station != station:
        raise NotGenuine(f"an acknowledgement for {ack.station} came to {station}")
    return ack
