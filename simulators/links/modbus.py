"""A PLC on Modbus TCP before the plant, as a real station reaches one."""

from contextlib import ExitStack
from typing import Any

from hardware.gates.modbus import ModbusGate, open_modbus_gate
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.interfaces import FailState
from simulators.links.belt_settings import belt_settings
from simulators.links.peered import Served
from simulators.modbus_plc import ModbusPlc
from simulators.modbus_ways import HOST, TcpWay


class ModbusPeer:
    """A Peer. The plant's pack register stands for that of the PLC's program."""

    def __init__(self, served: Served, opened: ExitStack) -> None:
        self.served, self.way = served, TcpWay()
        self.plc = ModbusPlc(served.gate, self.way, views=served.views, triggers=served.triggers)
        opened.callback(self.plc.close)

    def open_gate(self, fail_state: FailState) -> ModbusGate:
        settings = ModbusGateSettings(
            type="modbus-tcp",
            host=HOST,
            tcp_port=self.way.port,
            belt=belt_settings(self.served.plant),
            triggered_views=self.served.views,
        )
        return open_modbus_gate(settings, fail_state, self.served.clock)

    def exchange(self, now_ns: int) -> None:
        self.plc.exchange(now_ns)

    def document(self) -> dict[str, Any]:
        return {"modbus_requests": self.plc.server.requests}
