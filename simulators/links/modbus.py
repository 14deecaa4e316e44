"""The plant behind a PLC on Modbus TCP, as a real station reaches one."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from hardware.gates.modbus import ModbusGate, open_modbus_gate
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.interfaces import Clock, FailState, FrameSource, Gate
from simulators.devices import PlantCamera, PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.links.kinds import HardwareKind
from simulators.links.link_times import LinkTimes
from simulators.links.paired_cameras import paired
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
        self.opened = ExitStack()
        self.plc: ModbusPlc
        self.gate: ModbusGate

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        return queue_controller(settings, plant)

    def gate_of(self, plant: Plant, clock: Clock) -> Gate:
        hold_belt(plant)
        way, own, views = TcpWay(), PlantGate(plant, clock), tuple(plant.camera_mm)
        self.plc = ModbusPlc(NearGate(own, self.times, clock), way, views=views, triggers=own)
        self.opened.callback(self.plc.close)
        settings = ModbusGateSettings(
            type="modbus-tcp",
            host=HOST,
            tcp_port=way.port,
            belt=belt_settings(plant.settings),
            triggered_views=views,
        )
        self.gate = reached(
            lambda: open_modbus_gate(settings, self.fail_state, clock), self.exchange, clock
        )
        self.opened.callback(self.gate.close)
        return FarGate(self.gate, self.times, clock)

    def sources_of(
        self, cameras: Sequence[PlantCamera], plant: Plant, clock: Clock
    ) -> Sequence[FrameSource]:
        return paired(cameras, self.gate, plant.settings, clock)

    def exchange(self, now_ns: int) -> None:
        self.plc.exchange(now_ns)

    def document(self) -> dict[str, Any]:
        requests = self.plc.server.requests
        return {
            "kind": HardwareKind.MODBUS.value,
            **self.times.document(),
            "modbus_requests": requests,
        }

    def close(self) -> None:
        self.opened.close()
