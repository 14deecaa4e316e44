"""Turns settings into devices. What a kind needs is loaded only when it is asked for."""

from collections.abc import Callable
from typing import Protocol

from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.gates.mqtt_settings import MqttGateSettings
from hardware.interfaces import Clock, FailState, FrameSource, Gate
from hardware.settings import (
    BeltGate,
    CameraSettings,
    FileCameraSettings,
    OpenCvCameraSettings,
)


class OpenedGate(Gate, Protocol):
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
    from hardware.cameras.grabber import Grabber

    match settings:
        case FileCameraSettings():
            from hardware.cameras.files import FileCamera

            camera = FileCamera(settings.view, settings.path, settings.fps, clock, tell)
            return camera if settings.fps is None else Grabber(camera)
        case OpenCvCameraSettings():
            from hardware.cameras.opencv import OpenCvCamera

            return Grabber(OpenCvCamera(settings, clock))


def build_camera_at_gate(
    settings: CameraSettings, gate: Gate, clock: Clock, tell: Callable[[str], None]
) -> FrameSource:
    """Not started yet; its frames know where the belt was when they were taken."""
    return build_camera(settings, clock, tell)


def build_gate(settings: BeltGate, fail_state: FailState, clock: Clock) -> OpenedGate:
    """Tries to reach its controller from now on; `trouble` says whether it does."""
    match settings:
        case ModbusGateSettings():
            from hardware.gates.modbus import open_modbus_gate

            return open_modbus_gate(settings, fail_state, clock)
        case MqttGateSettings():
            from hardware.gates.mqtt import open_mqtt_gate

            return open_mqtt_gate(settings, fail_state, clock)
