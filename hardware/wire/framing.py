"""Bytes of the line to frames and back: COBS with a zero byte behind every frame, and a CRC-32.

A frame is `seq | type | payload | crc` before stuffing, the CRC (zlib.crc32, little endian) over
everything before it. Consistent overhead byte stuffing (Cheshire and Baker, IEEE/ACM Transactions
on Networking 7, 1999) leaves no zero inside, so a zero always ends a frame: after any disturbance
the next whole frame is understood.
"""

import zlib
from dataclasses import dataclass

from cobs import cobs

from hardware.wire.packing import LONGEST_PAYLOAD

END = b"\x00"
CRC_BYTES = 4
SHORTEST_BODY = 2 + CRC_BYTES
LONGEST_BODY = SHORTEST_BODY + LONGEST_PAYLOAD
LONGEST_FRAME = LONGEST_BODY + 1
"""Stuffed, without its end; bodies this short (under 254 bytes) grow by exactly one byte."""


@dataclass(frozen=True, slots=True)
class WireFrame:
    seq: int
    number: int
    """Of the message, as in the message table."""
    payload: bytes


def encode(frame: WireFrame) -> bytes:
    """The bytes on the line, with the end."""
    covered = bytes((frame.seq, frame.number)) + frame.payload
    stuffed: bytes = cobs.encode(covered + crc_of(covered))
    return stuffed + END


def crc_of(covered: bytes) -> bytes:
    return zlib.crc32(covered).to_bytes(CRC_BYTES, "little")


def decode(stuffed: bytes) -> WireFrame | None:
    """One frame without its end; None where it is garbled."""
    try:
        body = cobs.decode(stuffed)
    except cobs.DecodeError:
        return None
    covered, crc = body[:-CRC_BYTES], body[-CRC_BYTES:]
    if not SHORTEST_BODY <= len(body) <= LONGEST_BODY or crc != crc_of(covered):
        return None
    return WireFrame(covered[0], covered[1], covered[2:])


class FrameReader:
    """Cuts what comes over the line into frames, in whatever pieces it comes."""

    def __init__(self) -> None:
        self.begun = bytearray()
        self.is_overlong = False
        self.refused = 0
        """Garbled, cut or overlong frames so far."""

    def feed(self, arrived: bytes) -> list[WireFrame]:
        """The frames that ended in `arrived`, oldest first."""
        frames = []
        *ended, rest = arrived.split(END)
        for piece in ended:
            self.add(piece)
            frame = self.taken()
            if frame is not None:
                frames.append(frame)
        self.add(rest)
        return frames

    def add(self, piece: bytes) -> None:
        self.begun += piece
        if len(self.begun) > LONGEST_FRAME:
            self.begun.clear()
            self.is_overlong = True

    def taken(self) -> WireFrame | None:
        """The frame that has just ended; empty ones between two ends are no frames."""
        stuffed, was_overlong = bytes(self.begun), self.is_overlong
        self.begun.clear()
        self.is_overlong = False
        if not stuffed and not was_overlong:
            return None
        frame = None if was_overlong else decode(stuffed)
        self.refused += frame is None
        return frame
