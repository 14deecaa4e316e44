"""A relay on a common USB board (LCUS-1 and its larger sisters, CH340, 9600 baud 8N1).

Four bytes switch a relay: A0, its number, 1 or 0, and the sum of the three. The board answers
nothing, so nothing confirms that a relay has moved; and it holds its last state when the station
dies. Only a port that is gone is noticed.
"""

from typing import Any

from serial import serial_for_url

from hardware.errors import DeviceLost, DeviceMissing
from hardware.outputs.lcus_relay_settings import LcusRelaySettings

START = 0xA0
BAUD = 9_600
LONGEST_WRITE_S = 0.1


def command(relay: int, on: bool) -> bytes:
    """relay: from 1."""
    words = (START, relay, int(on))
    return bytes((*words, sum(words) & 0xFF))


class LcusRelay:
    """An Output; off from the beginning. A port that was gone is opened again when it is used."""

    def __init__(self, settings: LcusRelaySettings) -> None:
        """DeviceMissing where the port cannot be opened."""
        self.settings = settings
        self.name = f"relay {settings.relay} at {settings.port}"
        self._port: Any = None
        try:
            self.switch(False)
        except DeviceLost as error:
            raise DeviceMissing(str(error)) from error

    def switch(self, on: bool) -> None:
        try:
            if self._port is None:
                self._port = serial_for_url(
                    self.settings.port, baudrate=BAUD, write_timeout=LONGEST_WRITE_S
                )
            self._port.write(command(self.settings.relay, on))
            self._port.flush()
        except (OSError, ValueError) as error:  # ValueError: no address that pyserial understands
            self._let_go()
            raise DeviceLost(f"{self.name} does not answer; check its plug: {error}") from error

    def close(self) -> None:
        try:
            self.switch(False)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            port.close()
