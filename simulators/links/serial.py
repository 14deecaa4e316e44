"""The plant behind our own reject controller: its firmware core, on a serial port."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hardware.interfaces import Clock, FailState, FrameSource, Gate
from simulators.controller import PlantSerialGate, SerialRig, serial_rig
from simulators.devices import PlantCamera
from simulators.links.kinds import HardwareKind
from simulators.links.link_times import LinkTimes
from simulators.links.paired_cameras import paired
from simulators.links.reaching import hold_belt
from simulators.links.watched_gate import FarGate
from simulators.plant import Plant
from simulators.plant_controller import PlantController, Surroundings
from simulators.settings import PlantSettings


class SerialLink:
    """A Link over a pseudo-terminal."""

    def __init__(self, fail_state: FailState, views: Sequence[str]) -> None:
        self.fail_state, self.views, self.times = fail_state, views, LinkTimes()
        self.rig: SerialRig
        self.gate: PlantSerialGate

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        self.rig = serial_rig(settings, self.fail_state, self.views, np.random.default_rng(1))
        return self.rig.controller_of(settings, plant)

    def gate_of(self, plant: Plant, clock: Clock) -> Gate:
        hold_belt(plant)
        self.gate = self.rig.gate_of(plant, clock)
        return FarGate(self.gate, self.times, clock)

    def sources_of(
        self, cameras: Sequence[PlantCamera], plant: Plant, clock: Clock
    ) -> Sequence[FrameSource]:
        return paired(cameras, self.gate, plant.settings, clock)

    def exchange(self, now_ns: int) -> None:
        self.rig.exchange(now_ns)
        ordered_ns = self.rig.controller.ordered_ns
        for pack_no in [one for one in self.times.sent_ns if one in ordered_ns]:
            self.times.arrived(pack_no, ordered_ns[pack_no])

    def document(self) -> dict[str, Any]:
        return {"kind": HardwareKind.SERIAL.value, **self.times.document()}

    def close(self) -> None:
        self.rig.close()
