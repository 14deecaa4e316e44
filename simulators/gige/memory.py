"""The registers of the camera: the bootstrap registers of GigE Vision, its features, its XML."""

import socket
import struct

from simulators.gige.features import BASE, Feature, addresses, description

VERSION, DEVICE_MODE, MAC_LOW, CURRENT_IP = 0x0000, 0x0004, 0x000C, 0x0024
MANUFACTURER, MODEL, DEVICE_VERSION, SERIAL, XML_URL = 0x0048, 0x0068, 0x0088, 0x00D8, 0x0200
STREAM_CHANNELS, CAPABILITY, HEARTBEAT_MS = 0x0904, 0x0934, 0x0938
TICKS_PER_S = 0x0940
CONTROL = 0x0A00
STREAM_PORT, PACKET_SIZE, STREAM_ADDRESS = 0x0D00, 0x0D04, 0x0D18
DISCOVERY_BYTES = 0xF8
BOOTSTRAP_BYTES = 0x1000
XML_AT = 0x100000
BIG_ENDIAN_UTF8 = 0x80000001
RESENDS, WRITES_MEMORY, CONCATENATES = 1 << 2, 1 << 1, 1 << 0
LONGEST_READ_BYTES = 536
"""What one READMEM may ask for (GigE Vision: 576 bytes for the whole datagram)."""


class Memory:
    """Bytes by address. Writing here has no effect but the bytes; the camera knows what follows."""

    def __init__(self, address: str, serial: str, described: tuple[Feature, ...]) -> None:
        self.where = addresses(described)
        self.features = {feature.name: feature for feature in described}
        xml = description(described)
        self._areas = {
            0: bootstrap(address, serial, len(xml)),
            BASE: bytearray(4 * len(described)),
            XML_AT: bytearray(xml + bytes(-len(xml) % 4)),
        }
        for feature in described:
            self.put(feature.name, feature.start)

    def read(self, address: int, count: int) -> bytes | None:
        """None where nothing lies."""
        for start, area in self._areas.items():
            if start <= address and address + count <= start + len(area):
                return bytes(area[address - start : address - start + count])
        return None

    def write(self, address: int, data: bytes) -> bool:
        """False where nothing lies that may be written."""
        for start, area in self._areas.items():
            fits = start <= address and address + len(data) <= start + len(area)
            if fits and start != XML_AT:
                area[address - start : address - start + len(data)] = data
                return True
        return False

    def word(self, address: int) -> int:
        return int.from_bytes(self.read(address, 4) or b"", "big")

    def write_word(self, address: int, value: int) -> None:
        self.write(address, struct.pack(">I", value))

    def value(self, name: str) -> float:
        kind = ">f" if self.features[name].kind == "float" else ">I"
        (value,) = struct.unpack(kind, self.read(self.where[name], 4) or bytes(4))
        return float(value)

    def whole(self, name: str) -> int:
        return int(self.value(name))

    def put(self, name: str, value: float) -> None:
        is_float = self.features[name].kind == "float"
        packed = struct.pack(">f", value) if is_float else struct.pack(">I", int(value))
        self.write(self.where[name], packed)


def bootstrap(address: str, serial: str, xml_bytes: int) -> bytearray:
    area = bytearray(BOOTSTRAP_BYTES)
    own_ip = struct.unpack(">I", socket.inet_aton(address))[0]
    words = {
        VERSION: 0x00010002,
        DEVICE_MODE: BIG_ENDIAN_UTF8,
        MAC_LOW: own_ip,
        CURRENT_IP: own_ip,
        STREAM_CHANNELS: 1,
        CAPABILITY: RESENDS | WRITES_MEMORY | CONCATENATES,
        HEARTBEAT_MS: 3_000,
        TICKS_PER_S: 1_000_000_000,
        PACKET_SIZE: 1_500,
    }
    for place, word in words.items():
        area[place : place + 4] = struct.pack(">I", word)
    url = f"Local:camera.xml;{XML_AT:x};{xml_bytes:x}"
    texts = {
        MANUFACTURER: "Packwarden",
        MODEL: "PlantCamera",
        DEVICE_VERSION: "1.0",
        SERIAL: serial,
        XML_URL: url,
    }
    for place, text in texts.items():
        area[place : place + len(text)] = text.encode()
    return area
