"""What the settings of every kind of camera have in common."""

from pydantic import Field

from hardware.device_model import VIEW_NAME, DeviceModel


class CameraModel(DeviceModel):
    """One camera of a station."""

    view: str = Field(pattern=VIEW_NAME)
    at_mm: float | None = Field(default=None, gt=0, le=100_000)
    """From the photo-eye along the belt to the middle of its picture; None without a gate."""
