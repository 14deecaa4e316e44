"""The plant's cameras as GigE Vision cameras; its gate is reached directly."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from hardware.interfaces import Clock, FrameSource, Gate
from simulators.devices import PlantCamera, PlantGate
from simulators.gige.rig import GigeRig, gige_rig
from simulators.links.kinds import HardwareKind
from simulators.links.link_times import LinkTimes
from simulators.links.paired_cameras import paired
from simulators.links.reaching import hold_belt
from simulators.links.watched_gate import FarGate
from simulators.plant import Plant, queue_controller
from simulators.plant_controller import PlantController, Surroundings
from simulators.settings import PlantSettings


class GigeLink:
    """A Link. What the plant exposes is put before the lens of a camera process."""

    def __init__(self) -> None:
        self.opened, self.times = ExitStack(), LinkTimes()
        self.cameras: Sequence[PlantCamera] = ()
        self.pictures = 0
        self.rig: GigeRig
        self.gate: PlantGate

    def controller_of(self, settings: PlantSettings, plant: Surroundings) -> PlantController:
        return queue_controller(settings, plant)

    def gate_of(self, plant: Plant, clock: Clock) -> Gate:
        hold_belt(plant)
        self.gate = PlantGate(plant, clock)
        return FarGate(self.gate, self.times, clock)

    def sources_of(
        self, cameras: Sequence[PlantCamera], plant: Plant, clock: Clock
    ) -> Sequence[FrameSource]:
        self.cameras = cameras
        views = [camera.view for camera in cameras]
        height_px, width_px = plant.packs[0].pictures[views[0]].shape[:2]
        self.rig = self.opened.enter_context(gige_rig(views, clock, width_px, height_px))
        sources = paired(list(self.rig.sources.values()), self.gate, plant.settings, clock)
        for source in sources:
            self.opened.callback(source.stop)
        return sources

    def exchange(self, now_ns: int) -> None:
        for camera in self.cameras:
            peer = self.rig.peers[camera.view]
            if camera.is_unplugged and not peer.faults.unplugged:
                peer.unplug()
            frames = camera.plant.frames[camera.view]
            while frames:
                self.pictures += 1
                self.rig.expose(camera.view, frames.pop(0).pixels)

    def document(self) -> dict[str, Any]:
        times = self.times.document()
        missed = sum(peer.missed_count for peer in self.rig.peers.values())
        return {
            "kind": HardwareKind.GIGE.value,
            "pictures": self.pictures,
            "pictures_missed": missed,
            "pack_seen_ms": times["pack_seen_ms"],
            "troubles": times["troubles"],
        }

    def close(self) -> None:
        self.opened.close()
