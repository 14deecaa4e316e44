"""A PLC that owns the gate, as a Modbus peer over TCP or RTU: the product cannot tell it from one.

The plant's loop calls `exchange` in every step; the server's thread never touches the plant.
"""

from typing import Literal

from hardware.gates.register_map import COMMAND, STATUS
from hardware.interfaces import CameraTriggers, Gate
from simulators.modbus_server import ModbusServer, Way
from simulators.plc_handshake import PlcBits, PlcCounters
from simulators.plc_program import PlcProgram

Handshake = Literal["counters", "bits"]


class ModbusPlc:
    """A near-side gate with the register map in front of it."""

    def __init__(
        self,
        gate: Gate,
        way: Way,
        handshake: Handshake = "counters",
        views: tuple[str, ...] = (),
        triggers: CameraTriggers | None = None,
        unit: int = 1,
    ) -> None:
        """views: what the camera outputs take, in their order; `triggers` tells when."""
        self.gate, self.handshake, self.views, self.triggers = gate, handshake, views, triggers
        self.server = ModbusServer(way, unit)
        self.boots = 0
        self.program = self.started()
        self.server.plug_in()

    def started(self) -> PlcProgram:
        """The program from its first scan."""
        self.boots += 1
        hand = PlcBits() if self.handshake == "bits" else PlcCounters()
        return PlcProgram(self.gate, self.boots, hand, self.views, self.triggers)

    def restart(self) -> None:
        """Power off and on: what it knew is gone."""
        self.server.image.clear()
        self.program = self.started()

    def exchange(self, now_ns: int) -> None:
        """One scan."""
        image = self.server.image
        status = self.program.scan(image.written(COMMAND.first, COMMAND.size), now_ns)
        image.publish(STATUS.first, status)

    def unplug(self) -> None:
        self.server.unplug()

    def plug_in(self) -> None:
        self.server.plug_in()

    def close(self) -> None:
        self.server.stop()
