"""What a centre says that it has of a station's pictures, signed.

Nothing in it grows old: how many bytes are there of a picture is asked again by every piece, and
an answer that comes late makes the station ask once more.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from edge_agent.people.documents import DocumentKind
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Sealed, seal
from edge_agent.people.trust import Owner, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAck:
    station: str
    at: datetime
    """UTC."""
    held: dict[str, int] = field(default_factory=dict)
    """sha256 of a picture to the bytes of it that are there, from the first on."""
    whole: tuple[str, ...] = ()
    """Complete, checked and durable."""
    gone: tuple[str, ...] = ()
    """Noted as never to come."""


PICTURE_ACK: Final = DocumentKind("packwarden.picture_ack.1", PictureAck)


def signed_picture_ack(ack: PictureAck, key: SigningKey) -> bytes:
    return seal(PICTURE_ACK.document(ack), key).to_bytes()


def read_picture_ack(payload: bytes, station: str, trust: Trust) -> PictureAck:
    """NotGenuine unless a trusted key of the centre signed it, for this station."""
    sealed = Sealed.from_bytes(payload)
    trust.check(sealed, Owner.CENTRE)
    ack = PICTURE_ACK.value(sealed.document)
    if ack.station != station:
        raise NotGenuine(f"a picture acknowledgement for {ack.station} came to {station}")
    return ack
