"""Settings of every kind of device, chosen by `type`; what cannot be in force is refused.

A relative path is relative to the file that names it; `placed` makes it whole.
"""

from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hardware.cameras.camera_model import CameraModel, Trigger
from hardware.device_model import DeviceModel


class FileCameraSettings(CameraModel):
    """A folder of pictures or a film as a camera."""

    type: Literal["files"]
    path: Path
    fps: float | None = Field(default=None, gt=0, le=1000)
    """Pictures per second, as a live camera that does not wait; None: as fast as they are taken."""

    def placed(self, folder: Path) -> "FileCameraSettings":
        return self.model_copy(update={"path": folder / self.path})


class OpenCvCameraSettings(CameraModel):
    """A USB camera by its number or a stream by its address."""

    TRIGGERS: ClassVar[frozenset[Trigger]] = frozenset({Trigger.FREE})

    type: Literal["opencv"]
    device: Annotated[int, Field(ge=0, le=255)] | Annotated[str, Field(pattern=r"^[a-z0-9+]+://")]
    width_px: int | None = Field(default=None, ge=16, le=20_000)
    height_px: int | None = Field(default=None, ge=16, le=20_000)
    fps: float | None = Field(default=None, gt=0, le=1000)
    exposure_ms: float | None = Field(default=None, gt=0, le=1000)


CameraSettings = Annotated[FileCameraSettings | OpenCvCameraSettings, Field(discriminator="type")]


class NoGateSettings(DeviceModel):
    """No gate: every picture is one pack, and nothing is driven."""

    type: Literal["none"] = "none"
    patience_s: float = Field(default=60.0, ge=0.1, le=3600)
    """How long a pack waits for its verdict before it counts as late."""


GateSettings = NoGateSettings
