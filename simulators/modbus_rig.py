"""A PLC at the plant, reached over Modbus: the simulated PLC, a real connection, a real adapter.

    rig = modbus_rig(settings, fail_state, views)
    plant = Plant(settings, packs, views, random, rig.controller_of)
    gate = rig.gate_of(plant, clock)       # a hardware.gates.modbus.ModbusGate, reached
    while ...:
        plant.advance(now_ns)
        rig.exchange(now_ns)
        line.step(now_ns)
    rig.close()

Faults on request: `rig.plc.unplug()` and `plug_in()`, `rig.plc.restart()`, `rig.plc.server.faults`,
`rig.plc.program.confirm_eye_is_stuck`.
"""

from collections.abc import Sequence

from hardware.clock import RealClock
from hardware.gates.modbus import ANSWER_S, BUSY_TURN_S, TURN_S, ModbusGate
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.interfaces import Clock, FailState
from hardware.wire.modbus_wire import ModbusWire
from simulators.camera_outputs import CameraOutputs
from simulators.devices import PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.modbus_plc import Handshake, ModbusPlc
from simulators.modbus_ways import HOST, RtuWay, TcpWay
from simulators.plant import Plant, queue_controller
from simulators.plant_controller import PlantController, Surroundings
from simulators.settings import PlantSettings


class ModbusRig:
    """A plant's controller on one side of a connection, its Gate on the other."""

    def __init__(
        self, fail_state: FailState, views: Sequence[str], way: TcpWay | RtuWay, hand: Handshake
    ) -> None:
        self.fail_state, self.views, self.way, self.hand = fail_state, tuple(views), way, hand
        self.outputs: CameraOutputs
        self.plc: ModbusPlc
        self.gate: ModbusGate
        self.turns_by_itself = True
        self.turned_ns = 0

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        """For Plant: the head of its controller."""
        self.outputs = CameraOutputs(plant)
        return queue_controller(settings, self.outputs)

    def gate_of(self, plant: Plant, clock: Clock, turns_by_itself: bool = True) -> ModbusGate:
        """turns_by_itself: with a thread, in real time; else `exchange` does its turns."""
        near = PlantGate(plant, clock)
        self.plc = ModbusPlc(near, self.way, self.hand, self.views, self.outputs)
        self.plc.exchange(clock.now_ns())
        settings = self.settings(plant.settings)
        wire = ModbusWire(settings, ANSWER_S, RealClock())
        self.gate = ModbusGate(settings, self.fail_state, wire, clock)
        self.turns_by_itself = turns_by_itself
        if turns_by_itself:
            self.gate.start()
        else:
            self.gate.turn()
        return self.gate

    def settings(self, plant: PlantSettings) -> ModbusGateSettings:
        """A pseudo-terminal knows no parity."""
        belt = belt_settings(plant)
        views, hand = self.views, self.hand
        if isinstance(self.way, TcpWay):
            return ModbusGateSettings(
                type="modbus-tcp",
                host=HOST,
                tcp_port=self.way.port,
                belt=belt,
                handshake=hand,
                triggered_views=views,
            )
        return ModbusGateSettings(
            type="modbus-rtu",
            device=self.way.device,
            parity="none",
            belt=belt,
            handshake=hand,
            triggered_views=views,
        )

    def exchange(self, now_ns: int) -> None:
        """One scan of the PLC; call it in every step, after the plant moved."""
        self.plc.exchange(now_ns)
        pause_s = BUSY_TURN_S if self.gate.is_busy else TURN_S
        if not self.turns_by_itself and now_ns - self.turned_ns >= pause_s * 1e9:
            self.turned_ns = now_ns
            self.gate.turn()

    def close(self) -> None:
        self.gate.close()
        self.plc.close()


def modbus_rig(
    fail_state: FailState,
    views: Sequence[str],
    way: TcpWay | RtuWay | None = None,
    hand: Handshake = "counters",
) -> ModbusRig:
    """Over TCP, if no other way is given."""
    return ModbusRig(fail_state, views, way or TcpWay(), hand)
