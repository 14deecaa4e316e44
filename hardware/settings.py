"""Settings of every kind of device, chosen by `type`; what cannot be in force is refused.

A relative path is relative to the file that names it; `placed` makes it whole.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field

from hardware.cameras.aravis_settings import AravisCameraSettings
from hardware.cameras.basler_settings import BaslerCameraSettings
from hardware.cameras.camera_model import CameraModel
from hardware.cameras.genicam_settings import GenicamCameraSettings
from hardware.cameras.gentl_settings import GentlCameraSettings
from hardware.device_model import DeviceModel, with_whole_paths
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.gates.mqtt_settings import MqttGateSettings
from hardware.gates.serial_settings import SerialGateSettings
from hardware.gates.timed_settings import TimedGateSettings
from hardware.interfaces import GateCapability


class FileCameraSettings(CameraModel):
    """A folder of pictures or a film as a camera."""

    type: Literal["files"]
    path: Path
    fps: float | None = Field(default=None, gt=0, le=1000)
    """Pictures per second, as a live camera that does not wait; None: as fast as they are taken."""

    def placed(self, folder: Path) -> Self:
        return with_whole_paths(self, folder, "path")


class OpenCvCameraSettings(CameraModel):
    """A USB camera by its number or a stream by its address."""

    type: Literal["opencv"]
    device: Annotated[int, Field(ge=0, le=255)] | Annotated[str, Field(pattern=r"^[a-z0-9+]+://")]
    width_px: int | None = Field(default=None, ge=16, le=20_000)
    height_px: int | None = Field(default=None, ge=16, le=20_000)
    fps: float | None = Field(default=None, gt=0, le=1000)
    exposure_ms: float | None = Field(default=None, gt=0, le=1000)


GenicamSettings = BaslerCameraSettings | AravisCameraSettings | GentlCameraSettings

CameraSettings = Annotated[
    FileCameraSettings | OpenCvCameraSettings | GenicamSettings,
    Field(discriminator="type"),
]


def is_live(camera: CameraSettings) -> bool:
    """Takes pictures whether or not anybody waits for them."""
    return not isinstance(camera, FileCameraSettings) or camera.fps is not None


def untriggered(camera: CameraSettings) -> CameraSettings:
    """The same camera, running by itself."""
    if isinstance(camera, GenicamCameraSettings):
        return camera.model_copy(update={"trigger": "free"})
    return camera


class TriggeredBy(StrEnum):
    """Who says when a camera at a gate takes its picture."""

    CONTROLLER = "controller"
    """By a wire to the camera, at the encoder tick of the pack."""
    HOST = "host"
    """As soon as the controller has told it that the pack is there."""
    NOBODY = "nobody"
    """It runs, and a picture belongs to the pack that was before it when it was taken."""


GENICAM_TRIGGERS = {"free": TriggeredBy.NOBODY, "software": TriggeredBy.HOST}
"""Any other is an input of the camera, to which the controller has a wire."""


def triggered_by(camera: CameraSettings) -> TriggeredBy:
    match camera:
        case FileCameraSettings():
            return TriggeredBy.HOST if camera.fps is None else TriggeredBy.NOBODY
        case OpenCvCameraSettings():
            return TriggeredBy.NOBODY
        case GenicamCameraSettings():
            return GENICAM_TRIGGERS.get(camera.trigger, TriggeredBy.CONTROLLER)


class NoGateSettings(DeviceModel):
    """No gate: every picture is one pack, and nothing is driven."""

    type: Literal["none"] = "none"
    patience_s: float = Field(default=60.0, ge=0.1, le=3600)
    """How long a pack waits for its verdict before it counts as late."""


BeltGate = ModbusGateSettings | MqttGateSettings | SerialGateSettings | TimedGateSettings
"""A gate that stands at a belt; its table has one more, `belt`."""

GateSettings = Annotated[NoGateSettings | BeltGate, Field(discriminator="type")]


def capability_of(gate: BeltGate) -> GateCapability:
    """What this gate promises, before it is opened."""
    match gate:
        case ModbusGateSettings() | MqttGateSettings():
            return gate.belt.capability(keeps_own_time=True, jitter_ms=gate.jitter_ms)
        case SerialGateSettings():
            return gate.capability()
        case TimedGateSettings():
            return gate.belt.capability(keeps_own_time=False, jitter_ms=gate.jitter_ms)


def gives_triggers(gate: BeltGate, view: str) -> bool:
    """Its controller tells when a pack is before this camera, and triggers one that has a wire."""
    match gate:
        case ModbusGateSettings():
            return view in gate.triggered_views
        case MqttGateSettings() | SerialGateSettings() | TimedGateSettings():
            return True
