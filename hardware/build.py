"""Turns settings into devices. What a kind needs is loaded only when it is asked for."""

from collections.abc import Callable

from hardware.gates.none import NoGate
from hardware.interfaces import Clock, FrameSource
from hardware.settings import (
    CameraSettings,
    FileCameraSettings,
    GateSettings,
    OpenCvCameraSettings,
)


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


def build_gate(settings: GateSettings, clock: Clock) -> NoGate:
    return NoGate(settings.patience_s, clock)
