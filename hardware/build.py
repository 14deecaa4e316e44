"""Turns settings into devices. What a kind needs is loaded only when it is asked for."""

from collections.abc import Callable, Mapping
from typing import Protocol

from hardware.cameras.aravis_settings import AravisCameraSettings
from hardware.cameras.asked import Asking, PictureByPicture
from hardware.cameras.basler_settings import BaslerCameraSettings
from hardware.cameras.belt_limits import pairing_limits
from hardware.cameras.gentl_settings import GentlCameraSettings
from hardware.cameras.live import AskedCamera, live
from hardware.cameras.nearest import NearestFrame
from hardware.cameras.triggered import TriggeredCamera
from hardware.gates.belt_gate import BeltGateSettings
from hardware.gates.gate_signals import GateSignals
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.gates.mqtt_settings import MqttGateSettings
from hardware.gates.serial_settings import SerialGateSettings
from hardware.gates.timed_settings import TimedGateSettings
from hardware.interfaces import CameraTriggers, Clock, FailState, FrameSource, Gate
from hardware.settings import (
    BeltGate,
    CameraSettings,
    FileCameraSettings,
    GenicamSettings,
    OpenCvCameraSettings,
    TriggeredBy,
    triggered_by,
)


class OpenedGate(Gate, CameraTriggers, Protocol):
    """A gate with a link to its controller."""

    def close(self) -> None:
        """Leaves the controller to its fail state."""
        ...


def build_camera(
    settings: CameraSettings, clock: Clock, tell: Callable[[str], None]
) -> FrameSource:
    """Not started yet. A camera that does not wait for the line is read by a thread of its own.

    tell: gets one line for every picture that a file camera cannot read.
    """
    match settings:
        case FileCameraSettings():
            from hardware.cameras.files import FileCamera
            from hardware.cameras.grabber import Grabber

            camera = FileCamera(settings.view, settings.path, settings.fps, clock, tell)
            return camera if settings.fps is None else Grabber(camera)
        case OpenCvCameraSettings():
            from hardware.cameras.opencv import OpenCvCamera

            return live(lambda: OpenCvCamera(settings, clock), clock, settings.fps)
        case _:
            return live(lambda: genicam_camera(settings, clock), clock)


def genicam_camera(settings: GenicamSettings, clock: Clock) -> AskedCamera:
    match settings:
        case AravisCameraSettings():
            from hardware.cameras.aravis import AravisCamera

            return AravisCamera(settings, clock)
        case BaslerCameraSettings():
            from hardware.cameras.basler import BaslerCamera

            return BaslerCamera(settings, clock)
        case GentlCameraSettings():
            from hardware.cameras.gentl import GentlCamera

            return GentlCamera(settings, clock)


def build_camera_at_gate(
    settings: CameraSettings,
    triggers: CameraTriggers,
    belt: BeltGateSettings,
    clock: Clock,
    tell: Callable[[str], None],
) -> FrameSource:
    """Not started yet; its frames know where the belt was when the controller triggered them."""
    limits = pairing_limits(belt)
    match triggered_by(settings):
        case TriggeredBy.CONTROLLER:
            return TriggeredCamera(build_camera(settings, clock, tell), triggers, limits, clock)
        case TriggeredBy.HOST:
            camera, ask = asked_camera(settings, clock, tell)
            return TriggeredCamera(camera, Asking(triggers, ask), limits, clock)
        case TriggeredBy.NOBODY:
            camera = build_camera(settings, clock, tell)
            return NearestFrame(camera, triggers, limits.longest_ns)


def asked_camera(
    settings: CameraSettings, clock: Clock, tell: Callable[[str], None]
) -> tuple[FrameSource, Callable[[], None]]:
    """A camera, and how it is told to take its picture now."""
    if isinstance(settings, FileCameraSettings | OpenCvCameraSettings):
        pictures = PictureByPicture(build_camera(settings, clock, tell), clock)
        return pictures, pictures.ask
    watched = live(lambda: genicam_camera(settings, clock), clock)
    return watched, lambda: watched.camera.software_trigger()


def build_gate(
    settings: BeltGate, fail_state: FailState, clock: Clock, places_mm: Mapping[str, float]
) -> tuple[OpenedGate, GateSignals]:
    """Tries to reach its controller from now on; `trouble` says whether it does.

    places_mm: view to distance of its camera from the photo-eye. With the gate come lamps and
    switches that hang on its controller.
    """
    match settings:
        case ModbusGateSettings():
            from hardware.gates.modbus import open_modbus_gate
            from hardware.gates.plc_panel import plc_signals

            plc = open_modbus_gate(settings, fail_state, clock)
            return plc, plc_signals(plc)
        case MqttGateSettings():
            from hardware.gates.mqtt import open_mqtt_gate

            return open_mqtt_gate(settings, fail_state, clock), GateSignals()
        case SerialGateSettings():
            from hardware.gates.serial import open_serial_gate
            from hardware.gates.serial_panel import serial_signals

            controller = open_serial_gate(settings, fail_state, clock, places_mm)
            return controller, serial_signals(controller)
        case TimedGateSettings():
            from hardware.gates.timed import open_timed_gate

            return open_timed_gate(settings, fail_state, clock, places_mm), GateSignals()
