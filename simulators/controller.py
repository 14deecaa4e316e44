"""Our reject controller at the plant, reached over a serial line: the real C core, a real adapter.

    rig = serial_rig(settings, fail_state, views, random)
    plant = Plant(settings, packs, views, random, rig.controller_of)
    gate = rig.gate_of(plant, clock)       # a hardware.gates.serial.SerialGate, reached and ready
    while ...:                             # one thread; any clock
        plant.advance(now_ns)
        rig.exchange(now_ns)
        line.step(now_ns)
    rig.close()

By default the cable is a pseudo-terminal that pyserial opens; a MemoryCable keeps virtual time
exact. Faults on request: `rig.wires` (simulators/wire_faults.py), `rig.cable.unplug()` and
`plug()`, `rig.controller.brown_out(...)`, `rig.controller.confirm_eye_is_stuck`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.gates.serial import SerialGate
from hardware.gates.serial_settings import SerialGateSettings
from hardware.interfaces import Clock, FailState, GateEvent, PackSeen
from hardware.wire.port import BAUD
from simulators.cable import Cable, PtyCable
from simulators.firmware_controller import FirmwareController
from simulators.links.belt_settings import belt_settings
from simulators.plant import Plant
from simulators.plant_controller import PlantController, Surroundings
from simulators.settings import PlantSettings
from simulators.wire_faults import FaultyWire, WireFaults

READY_WITHIN_NS = 3_000_000_000
LOOK_NS = 1_000_000


class PlantSerialGate(SerialGate):
    """Tells the plant which number each of its packs got, for judging what became of it."""

    plant: Plant
    controller: FirmwareController

    def poll(self) -> Sequence[GateEvent]:
        events = super().poll()
        for event in events:
            if isinstance(event, PackSeen):
                since_start = event.centre_tick - self.terms.tick_offset
                tick = since_start + self.controller.start_tick
                self.plant.numbered(event.pack_no, tick)
        return events


@dataclass(slots=True)
class Wires:
    """Both directions of the cable."""

    to_host: FaultyWire
    to_controller: FaultyWire

    def set(self, faults: WireFaults) -> None:
        self.to_host.faults = self.to_controller.faults = faults


class SerialRig:
    """A plant's controller on one side of a cable, its Gate on the other."""

    def __init__(
        self,
        settings: SerialGateSettings,
        fail_state: FailState,
        views: Sequence[str],
        cable: Cable,
        random: np.random.Generator,
    ) -> None:
        self.settings, self.fail_state, self.views = settings, fail_state, tuple(views)
        self.cable = cable
        good = WireFaults()
        self.wires = Wires(FaultyWire(BAUD, good, random), FaultyWire(BAUD, good, random))
        self.exchanged_ns = 0
        self.controller: FirmwareController
        self.gates: list[SerialGate] = []

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        """For Plant: the head of its controller."""
        self.controller = FirmwareController(settings, plant)
        return self.controller

    def gate_of(self, plant: Plant, clock: Clock) -> PlantSerialGate:
        """Reached and told its distances; a second one is the host after a restart."""
        places_mm = plant.settings.camera_mm(self.views)
        configure = self.settings.configure(self.fail_state, places_mm)
        gate = PlantSerialGate(self.settings, configure, self.views, self.cable.open_port, clock)
        gate.plant, gate.controller = plant, self.controller
        self.gates.append(gate)
        until_ns = clock.now_ns() + READY_WITHIN_NS
        while not gate.is_ready and clock.now_ns() < until_ns:
            plant.advance(clock.now_ns())
            self.exchange(clock.now_ns())
            gate.poll()
            clock.sleep_until_ns(clock.now_ns() + LOOK_NS)
        return gate

    def exchange(self, now_ns: int) -> None:
        """Carries bytes to and from the core; call it in every step, after the plant moved."""
        self.controller.hear(self.wires.to_controller.carry(self.cable.receive(), now_ns), now_ns)
        core = self.controller.core
        room = (now_ns - self.exchanged_ns) // self.wires.to_host.byte_ns
        self.exchanged_ns = now_ns
        said = b"" if core is None else core.say(room)
        self.cable.send(self.wires.to_host.carry(said, now_ns))

    def close(self) -> None:
        for gate in self.gates:
            gate.close()
        self.cable.close()


def serial_rig(
    settings: PlantSettings,
    fail_state: FailState,
    views: Sequence[str],
    random: np.random.Generator,
    cable: Cable | None = None,
) -> SerialRig:
    """On a pseudo-terminal, if no other cable is given.

    DeviceMissing without a C compiler or without pyserial.
    """
    cable = cable or PtyCable()
    gate = SerialGateSettings(type="serial", port=cable.name, belt=belt_settings(settings))
    return SerialRig(gate, fail_state, views, cable, random)
