"""Modbus messages in the frames of either way, for a peer that says what no library would."""

import struct

from pymodbus.framer.rtu import FramerRTU


def over_tcp(unit: int, message: bytes) -> bytes:
    """Under number 0: whoever sends it puts in the one that was asked with (Modbus Messaging on
    TCP/IP Implementation Guide V1.0b, 3.1.3)."""
    return struct.pack(">HHHB", 0, 0, len(message) + 1, unit) + message


def over_serial(unit: int, message: bytes) -> bytes:
    """With its CRC-16 (Modbus over Serial Line V1.02, 2.5.1)."""
    frame = bytes((unit,)) + message
    return frame + FramerRTU.compute_CRC(frame).to_bytes(2, "big")
