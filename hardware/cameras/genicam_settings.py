"""What every GenICam camera can be told: Basler, GigE Vision, USB3 Vision, behind GenTL.

A key that is left out leaves the camera as it is. `trigger`: "free" runs at its own rate,
"software" waits for the host, "line0" and so on wait for an electric pulse at that input.
"""

from typing import Literal

from pydantic import Field

from hardware.cameras.camera_model import CameraModel

PixelFormat = Literal["Mono8", "BayerRG8", "BayerGR8", "BayerGB8", "BayerBG8", "BGR8", "RGB8"]
Trigger = Literal["free", "software", "line0", "line1", "line2", "line3", "line4"]


class GenicamCameraSettings(CameraModel):
    """The part that all kinds share; each kind adds its `type` and how its camera is found."""

    pixel_format: PixelFormat | None = None
    width_px: int | None = Field(default=None, ge=16, le=20_000)
    height_px: int | None = Field(default=None, ge=16, le=20_000)
    offset_x_px: int | None = Field(default=None, ge=0, le=20_000)
    offset_y_px: int | None = Field(default=None, ge=0, le=20_000)
    exposure_ms: float | None = Field(default=None, gt=0, le=1000)
    gain_db: float | None = Field(default=None, ge=0, le=48)
    fps: float | None = Field(default=None, gt=0, le=1000)
    """Pictures per second where `trigger` is "free"."""
    trigger: Trigger = "free"
    features: dict[str, str] = Field(default_factory=dict, max_length=64)
    """Whatever else the camera knows, by its GenICam name, for instance TriggerDelay = "100"; set
    in this order before all others."""
