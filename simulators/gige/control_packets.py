"""GVCP, the control protocol of GigE Vision, as a camera reads and writes it. Pure bytes."""

import struct
from dataclasses import dataclass
from enum import IntEnum

PORT = 3956
"""Registered with IANA for GVCP."""
KEY = 0x42
ANSWER_WANTED = 0x01
HEADER = struct.Struct(">BBHHH")
ANSWER_HEADER = struct.Struct(">HHHH")


class Command(IntEnum):
    """Each is answered by the number one above it; a resend request by its packets alone."""

    DISCOVERY = 0x0002
    PACKET_RESEND = 0x0040
    READ_REGISTER = 0x0080
    WRITE_REGISTER = 0x0082
    READ_MEMORY = 0x0084
    WRITE_MEMORY = 0x0086


class Status(IntEnum):
    SUCCESS = 0x0000
    NOT_IMPLEMENTED = 0x8001
    INVALID_PARAMETER = 0x8002
    INVALID_ADDRESS = 0x8003
    ACCESS_DENIED = 0x8006


@dataclass(frozen=True, slots=True)
class Request:
    command: int
    request_no: int
    wants_answer: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class ResendRequest:
    """First and last packet, both of them wanted."""

    block_no: int
    first: int
    last: int


def request_of(packet: bytes) -> Request | None:
    """None where it is no GVCP request, or cut off."""
    if len(packet) < HEADER.size:
        return None
    key, flags, command, length, request_no = HEADER.unpack_from(packet)
    body = packet[HEADER.size :]
    if key != KEY or len(body) != length:
        return None
    return Request(command, request_no, bool(flags & ANSWER_WANTED), body)


def answer(request: Request, status: Status, body: bytes = b"") -> bytes:
    header = ANSWER_HEADER.pack(status, request.command + 1, len(body), request.request_no)
    return header + body


def words_of(body: bytes) -> tuple[int, ...]:
    """The 32-bit words of a body; a rest that fills none is left out."""
    return struct.unpack(f">{len(body) // 4}I", body[: len(body) // 4 * 4])


def resend_of(body: bytes) -> ResendRequest | None:
    if len(body) < 12:
        return None
    _channel, block_no, first, last = struct.unpack_from(">HHII", body)
    return ResendRequest(block_no, first & 0xFFFFFF, last & 0xFFFFFF)
