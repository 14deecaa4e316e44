"""MQTT packets as they lie on the wire, as far as a checker looks into them.

Sources: MQTT 3.1.1 (OASIS, 2014) and MQTT 5.0 (OASIS, 2019), chapters 2 and 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass

CONNECT, PUBLISH, SUBSCRIBE, DISCONNECT = 1, 3, 8, 14
SESSION_EXPIRY, RECEIVE_MAXIMUM, MAXIMUM_PACKET, ALIAS_MAXIMUM = 0x11, 0x21, 0x27, 0x22
FIXED_LENGTHS = {
    **dict.fromkeys((0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A), 1),
    **dict.fromkeys((0x13, RECEIVE_MAXIMUM, ALIAS_MAXIMUM, 0x23), 2),
    **dict.fromkeys((0x02, SESSION_EXPIRY, 0x18, MAXIMUM_PACKET), 4),
}
"""Of MQTT 5's properties; all others have a length before them, two of them for 0x26."""


@dataclass(frozen=True, slots=True)
class Will:
    topic: str
    payload: bytes
    quality: int
    retain: bool


@dataclass(frozen=True, slots=True)
class Connect:
    level: int
    """4: MQTT 3.1.1; 5: MQTT 5."""
    client_id: str
    clean: bool
    session_expiry_s: int | None
    """None where it is not told, which means 0."""
    will: Will | None


@dataclass(frozen=True, slots=True)
class Publish:
    topic: str
    payload: bytes
    quality: int
    retain: bool


@dataclass(frozen=True, slots=True)
class Subscribe:
    filters: tuple[tuple[str, int], ...]
    """With their quality."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    reason: int


Packet = Connect | Publish | Subscribe | Disconnect


class Cursor:
    """Takes one field after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, count: int) -> bytes:
        self.place += count
        assert self.place <= len(self.data), "the packet ends before its fields do"
        return self.data[self.place - count : self.place]

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def binary(self) -> bytes:
        return self.take(self.number(2))

    def text(self) -> str:
        return self.binary().decode("utf-8")

    def length(self) -> int:
        value = shift = 0
        while True:
            byte = self.number(1)
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def rest(self) -> bytes:
        return self.take(len(self.data) - self.place)

    def properties(self) -> dict[int, int]:
        """Of MQTT 5; those that are numbers."""
        inner, numbers = Cursor(self.take(self.length())), {}
        while inner.place < len(inner.data):
            name = inner.number(1)
            if name in FIXED_LENGTHS:
                numbers[name] = inner.number(FIXED_LENGTHS[name])
            elif name == 0x0B:
                numbers[name] = inner.length()
            else:
                for _ in range(2 if name == 0x26 else 1):
                    inner.binary()
        return numbers


class PacketReader:
    """Of one direction of one connection: bytes go in, packets come out."""

    def __init__(self, level: int | None = None) -> None:
        """level: of the connection; None where CONNECT is still to come."""
        self.level, self.data = level, b""

    def fed(self, data: bytes) -> Iterator[Packet]:
        self.data += data
        while (whole := whole_packet(self.data)) is not None:
            first, body, self.data = whole
            packet = self.packet(first, Cursor(body))
            if packet is not None:
                yield packet

    def packet(self, first: int, cursor: Cursor) -> Packet | None:
        match first >> 4:
            case 1:
                connect = read_connect(cursor)
                self.level = connect.level
                return connect
            case 3:
                return self.publish(first, cursor)
            case 8:
                return self.subscribe(cursor)
            case 14:
                return Disconnect(cursor.number(1) if cursor.data else 0)
        return None

    def publish(self, first: int, cursor: Cursor) -> Publish:
        quality, topic = first >> 1 & 3, cursor.text()
        if quality:
            cursor.number(2)
        if self.level == 5:
            cursor.properties()
        return Publish(topic, cursor.rest(), quality, bool(first & 1))

    def subscribe(self, cursor: Cursor) -> Subscribe:
        cursor.number(2)
        if self.level == 5:
            cursor.properties()
        filters = []
        while cursor.place < len(cursor.data):
            topic = cursor.text()
            filters.append((topic, cursor.number(1) & 3))
        return Subscribe(tuple(filters))


def whole_packet(data: bytes) -> tuple[int, bytes, bytes] | None:
    """First byte, body, and what follows; None where it has not all come yet."""
    for end in range(2, min(len(data), 5) + 1):
        if data[end - 1] < 0x80:
            length = Cursor(data[1:end]).length()
            if len(data) < end + length:
                return None
            return data[0], data[end : end + length], data[end + length :]
    return None


def read_connect(cursor: Cursor) -> Connect:
    assert cursor.text() == "MQTT"
    level, flags = cursor.number(1), cursor.number(1)
    cursor.number(2)
    expiry_s = cursor.properties().get(SESSION_EXPIRY) if level == 5 else None
    client_id = cursor.text()
    will = read_will(cursor, level, flags) if flags & 4 else None
    return Connect(level, client_id, bool(flags & 2), expiry_s, will)


def read_will(cursor: Cursor, level: int, flags: int) -> Will:
    if level == 5:
        cursor.properties()
    topic = cursor.text()
    return Will(topic, cursor.binary(), flags >> 3 & 3, bool(flags & 0x20))
