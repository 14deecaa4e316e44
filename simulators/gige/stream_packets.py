"""GVSP, the stream protocol of GigE Vision: one picture as its packets. Pure bytes."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.interfaces import Pixels

LEADER, TRAILER, PAYLOAD = 1, 2, 3
IMAGE = 0x0001
HEADER = struct.Struct(">HHI")
OVERHEAD_BYTES = 20 + 8 + HEADER.size
"""IP, UDP and GVSP headers: the packet size of the register counts them."""
SMALLEST_BYTES = 576
"""What every network must let through (RFC 791)."""
FULL_BLOCK_NO = 0xFFFF
"""Block numbers have 16 bits, and 0 is never used."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One exposure as it lies in the camera: rows of the wanted pixel format."""

    block_no: int
    taken_ns: int
    pixel_format: int
    width_px: int
    height_px: int
    data: memoryview


def next_block_no(block_no: int) -> int:
    return 1 if block_no >= FULL_BLOCK_NO else block_no + 1


def packets_of(picture: Picture, packet_bytes: int) -> Sequence[tuple[bytes, memoryview]]:
    """Header and content of every packet; packet n of the list bears the number n."""
    room = max(packet_bytes, SMALLEST_BYTES) - OVERHEAD_BYTES
    contents = [memoryview(leader(picture))]
    contents += [picture.data[start : start + room] for start in range(0, len(picture.data), room)]
    contents.append(memoryview(struct.pack(">HHI", 0, IMAGE, picture.height_px)))
    kinds = [LEADER, *[PAYLOAD] * (len(contents) - 2), TRAILER]
    return [
        (HEADER.pack(0, picture.block_no, kind << 24 | number), content)
        for number, (kind, content) in enumerate(zip(kinds, contents, strict=True))
    ]


def leader(picture: Picture) -> bytes:
    return struct.pack(
        ">HHQIIIIIHH",
        *(0, IMAGE, picture.taken_ns, picture.pixel_format),
        *(picture.width_px, picture.height_px),
        *(0, 0, 0, 0),
    )


def bytes_of(pixels: Pixels) -> memoryview:
    return pixels.data.cast("B")
