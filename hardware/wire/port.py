"""One serial port, opened exclusively and read without waiting.

The address is whatever pyserial's serial_for_url takes; a name under /dev/serial/by-id or by-path
stays the same when the adapter is plugged in again, /dev/ttyUSB0 does not.
"""

import os
from typing import Protocol

from serial import serial_for_url

from hardware.errors import DeviceLost, DeviceMissing

BAUD = 250_000
"""What a 16 MHz AVR divides without error (ATmega328P data sheet, table 19-12)."""
FULL_S = 0.4
"""Frames are short: a port that takes none for so long is not sending them any more. pyserial
counts the time that a busy machine took from us while we wrote (50 ms happen): no shorter."""


class Port(Protocol):
    """Bytes to a device and from it; DeviceLost once it is gone."""

    def read(self) -> bytes:
        """What has come; never waits."""
        ...

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


class SerialPort:
    """A Port of this machine. DeviceMissing where it cannot be opened."""

    def __init__(self, address: str) -> None:
        self.address = address
        try:
            self.port = serial_for_url(
                address, baudrate=BAUD, timeout=0, write_timeout=FULL_S, exclusive=True
            )
        except ValueError as error:
            raise DeviceMissing(f"cannot open {address}: {error}") from error
        except OSError as error:  # pyserial's own repeats the address in its words
            why = error if error.errno is None else os.strerror(error.errno)
            raise DeviceMissing(f"cannot open {address}: {why}") from error

    def read(self) -> bytes:
        try:
            return bytes(self.port.read(self.port.in_waiting))
        except (OSError, TypeError) as error:  # TypeError: closed while it was read
            raise DeviceLost(f"{self.address} is gone: {error}") from error

    def write(self, data: bytes) -> None:
        try:
            self.port.write(data)
        except OSError as error:
            raise DeviceLost(f"{self.address} is gone: {error}") from error

    def close(self) -> None:
        self.port.close()
