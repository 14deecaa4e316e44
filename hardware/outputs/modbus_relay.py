"""Relays on a Modbus board, over a serial bus or a network (functions 1, 5 and 15).

Rules
- What was switched is read back; a relay that says otherwise is a lost device.
- After every new contact the whole board is set to what is wanted of it: it may have lost its
  supply meanwhile, or kept what another start of the station had left on.
- Such a board has no watchdog: it holds what it was told last when the station dies. Wire it so
  that the relay is energised for what is harmless to keep.
"""

import threading
from collections.abc import Sequence

from hardware.errors import DeviceLost
from hardware.interfaces import Clock, Output
from hardware.modbus_settings import ModbusBus
from hardware.outputs.modbus_relay_settings import ModbusRelaySettings
from hardware.wire.modbus_wire import ModbusWire

TCP_ANSWER_S = 0.030
"""Connection, request and read-back each wait so long at most: together less than the 100 ms that
an Output may take."""
RTU_ANSWER_S = 0.045
"""Request and read-back; a serial port is open at once. At 9600 baud either takes about 25 ms."""


class RelayBoard:
    """All relays of one board."""

    def __init__(self, bus: ModbusBus, relays: int, clock: Clock) -> None:
        answer_s = TCP_ANSWER_S if bus.is_tcp else RTU_ANSWER_S
        self.name = f"relay board {bus.name}"
        self._wire = ModbusWire(bus, answer_s, clock)
        self._lock = threading.Lock()
        self._wanted = [False] * relays
        self._in_use: set[int] = set()
        self._in_step = False
        """The board is as wanted, as far as we know."""

    def switch(self, relay: int, on: bool) -> None:
        """relay: from 1. DeviceLost where the board does not answer, or the relay not follow."""
        with self._lock:
            self._wanted[relay - 1] = on
            try:
                self._tell(relay - 1, on)
                self._look()
            except DeviceLost as error:
                self._in_step = False
                raise DeviceLost(f"{self.name}: {error}") from error

    def _tell(self, coil: int, on: bool) -> None:
        if self._in_step:
            self._wire.write_coil(coil, on)
        else:
            self._wire.write_coils(0, self._wanted)

    def _look(self) -> None:
        found = self._wire.read_coils(0, len(self._wanted))
        for relay, (is_on, wanted) in enumerate(zip(found, self._wanted, strict=True), start=1):
            if is_on is not wanted:
                raise DeviceLost(f"relay {relay} reads back {'on' if is_on else 'off'}")
        self._in_step = True

    def output(self, relay: int) -> "ModbusRelay":
        """relay: from 1; off."""
        self._in_use.add(relay)
        self.switch(relay, False)
        return ModbusRelay(self, relay)

    def release(self, relay: int) -> None:
        """Off; after the last one the connection is closed."""
        try:
            self.switch(relay, False)
        finally:
            self._in_use.discard(relay)
            if not self._in_use:
                self._wire.close()


class ModbusRelay:
    """An Output: one relay of a board."""

    def __init__(self, board: RelayBoard, relay: int) -> None:
        self.board, self.relay = board, relay

    def switch(self, on: bool) -> None:
        self.board.switch(self.relay, on)

    def close(self) -> None:
        self.board.release(self.relay)


def open_modbus_relays(settings: Sequence[ModbusRelaySettings], clock: Clock) -> list[Output]:
    """One output for each, in their order; all off. DeviceLost where a board does not answer."""
    boards: dict[ModbusRelaySettings, RelayBoard] = {}
    outputs: list[Output] = []
    for one in settings:
        if one.board not in boards:
            boards[one.board] = RelayBoard(one, one.relays, clock)
        outputs.append(boards[one.board].output(one.relay))
    return outputs
