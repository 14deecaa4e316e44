"""The devices of a station, opened: its gate, its cameras, and where these stand at the belt."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from edge_agent.station_tables import StationSettings
from hardware.build import build_camera, build_camera_at_gate, build_gate
from hardware.gates.gate_signals import GateSignals
from hardware.gates.none import FrameTrigger, NoGate
from hardware.interfaces import Clock, FailState, FrameSource, Gate
from hardware.settings import BeltGate, CameraSettings, NoGateSettings

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PictureDevices:
    """Of a station without a gate: its pictures are its packs."""

    gate: NoGate
    cameras: Sequence[FrameTrigger]

    @property
    def places_mm(self) -> Mapping[str, float]:
        return dict.fromkeys((camera.view for camera in self.cameras), 0.0)


@dataclass(frozen=True, slots=True)
class BeltDevices:
    """Of a station with a gate: its controller sees the packs."""

    gate: Gate
    cameras: Sequence[FrameSource]
    places_mm: Mapping[str, float]
    """View to the distance of its camera from the photo-eye."""
    signals: GateSignals


def open_devices(
    settings: StationSettings, clock: Clock, tell: Tell, opened: ExitStack
) -> PictureDevices | BeltDevices:
    """All started; `opened` closes them. tell: one line for each picture that cannot be read."""
    if isinstance(settings.gate, NoGateSettings):
        return picture_devices(settings.gate, settings.cameras, clock, tell, opened)
    fail_state = settings.station.fail_state
    return belt_devices(settings.gate, fail_state, settings.cameras, clock, tell, opened)


def picture_devices(
    gate_settings: NoGateSettings,
    cameras: Sequence[CameraSettings],
    clock: Clock,
    tell: Tell,
    opened: ExitStack,
) -> PictureDevices:
    gate = NoGate(gate_settings.patience_s, clock)
    triggers = [FrameTrigger(build_camera(camera, clock, tell), gate) for camera in cameras]
    for trigger in triggers:
        started(trigger, opened)
    return PictureDevices(gate, triggers)


def belt_devices(
    gate_settings: BeltGate,
    fail_state: FailState,
    cameras: Sequence[CameraSettings],
    clock: Clock,
    tell: Tell,
    opened: ExitStack,
) -> BeltDevices:
    """The gate first: what it triggered before its cameras look is nobody's."""
    places_mm = {camera.view: camera.at_mm or 0.0 for camera in cameras}
    gate, signals = build_gate(gate_settings, fail_state, clock, places_mm)
    opened.callback(gate.close)
    belt = gate_settings.belt
    sources = [build_camera_at_gate(camera, gate, belt, clock, tell) for camera in cameras]
    for source in sources:
        started(source, opened)
    return BeltDevices(gate, sources, places_mm, signals)


def started(source: FrameSource, opened: ExitStack) -> None:
    source.start()
    opened.callback(source.stop)
