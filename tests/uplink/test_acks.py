"""An acknowledgement is believed as the centre signed it, for this station, or not at all."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.telemetry.streams import Stream
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.acks import ACK, Ack, read_ack, signed
from edge_agent.uplink.pictures.picture_acks import (
    PictureAck,
    read_picture_ack,
    signed_picture_ack,
)
from tests.samples import NOON

STATION: Final = "plant-1/line-1/box"
KEY: Final = SigningKey.fresh()
TRUST: Final = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))
OF_LOGS: Final = Ack(
    station=STATION,
    log="0123456789abcdef",
    database="ab12",
    number=7,
    at=NOON,
    until={Stream.RECORDS: (3, 17)},
    islands={},
)
OF_PICTURES: Final = PictureAck(
    station=STATION, at=NOON, held={"9f" * 32: 1_000}, whole=("5f" * 32,), gone=("0c" * 32,)
)
Read = Callable[[bytes, str, Trust], object]
BOTH: Final[list[tuple[Read, bytes, object]]] = [
    (read_ack, signed(OF_LOGS, KEY), OF_LOGS),
    (read_picture_ack, signed_picture_ack(OF_PICTURES, KEY), OF_PICTURES),
]


@pytest.mark.parametrize(("read", "payload", "ack"), BOTH)
def test_it_comes_back(read: Read, payload: bytes, ack: object) -> None:
    assert read(payload, STATION, TRUST) == ack


@pytest.mark.parametrize(("read", "payload", "ack"), BOTH)
@given(data=some.data())
def test_any_changed_byte_is_refused(
    read: Read, payload: bytes, ack: object, data: some.DataObject
) -> None:
    place = data.draw(some.integers(0, len(payload) - 1))
    change = data.draw(some.integers(1, 255))
    changed = payload[:place] + bytes([payload[place] ^ change]) + payload[place + 1 :]
    with pytest.raises(NotGenuine):
        read(changed, STATION, TRUST)


@pytest.mark.parametrize(("read", "payload", "ack"), BOTH)
def test_for_another_station_and_by_another_key_it_is_not_believed(
    read: Read, payload: bytes, ack: object
) -> None:
    with pytest.raises(NotGenuine):
        read(payload, "a/b/c", TRUST)
    with pytest.raises(NotGenuine):
        read(payload, STATION, Trust())


def test_one_is_not_taken_for_the_other() -> None:
    (_, of_logs, _), (_, of_pictures, _) = BOTH
    with pytest.raises(NotGenuine, match=f"expected a {ACK.kind}"):
        read_ack(of_pictures, STATION, TRUST)
    with pytest.raises(NotGenuine, match=r"packwarden\.picture_ack\.1"):
        read_picture_ack(of_logs, STATION, TRUST)
