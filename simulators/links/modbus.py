"""The plant behind a PLC on Modbus TCP, as a real station reaches one."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from hardware.gates.modbus import open_modbus_gate
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.interfaces import Clock, FailState, Gate
from simulators.devices import PlantCamera, PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.links.kinds import HardwareKind
from simulators.links.link import PluggedCamera
from simulators.links.link_times import LinkTimes
from simulators.links.reaching import hold_belt, reached
from simulators.links.watched_gate import FarGate, NearGate
from simulators.modbus_plc import ModbusPlc
from simulators.modbus_ways import HOST, TcpWay
from simulators.plant import Plant, queue_controller
from simulators.plant_controller import PlantController, Surroundings
from simulators.settings import PlantSettings


class ModbusLink:
    """A Link. The plant's pack register stands for that of the PLC's program."""

    def __init__(self, fail_state: FailState) -> None:
        self.fail_state, self.times = fail_state, LinkTimes()
        self.plc: ModbusPlc | None = None
        self.opened = ExitStack()

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        return queue_controller(settings, plant)

    def gate_of(self, plant: Plant, clock: Clock) -> Gate:
        hold_belt(plant)
        way = TcpWay()
        near = NearGate(PlantGate(plant, clock), self.times, clock)
        self.plc = ModbusPlc(near, way)
        self.opened.callback(self.plc.close)
        settings = ModbusGateSettings(
            type="modbus-tcp", host=HOST, tcp_port=way.port, belt=belt_settings(plant.settings)
        )
        gate = reached(
            lambda: open_modbus_gate(settings, self.fail_state, clock), self.exchange, clock
        )
        self.opened.callback(gate.close)
        return FarGate(gate, self.times, clock)

    def cameras_of(self, plant: Plant, views: Sequence[str]) -> Sequence[PluggedCamera]:
        return [PlantCamera(plant, view) for view in views]

    def exchange(self, now_ns: int) -> None:
        if self.plc is not None:
            self.plc.exchange(now_ns)

    def document(self) -> dict[str, Any]:
        requests = 0 if self.plc is None else self.plc.server.requests
        return {
            "kind": HardwareKind.MODBUS.value,
            **self.times.document(),
            "modbus_requests": requests,
        }

    def close(self) -> None:
        self.opened.close()
