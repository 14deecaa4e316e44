"""What the settings of every kind of camera have in common: its view, and how it meets a pack."""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Self

from pydantic import Field

from hardware.device_model import VIEW_NAME, DeviceModel


class Trigger(StrEnum):
    """Who says when a picture is taken."""

    CONTROLLER = "controller"
    """The gate's controller, by a wire to the camera, at the encoder tick of the pack."""
    SOFTWARE = "software"
    """The host, as soon as the controller has told it that the pack is there."""
    FREE = "free"
    """Nobody: the camera runs, and a picture belongs to the pack that was before it then."""


class CameraModel(DeviceModel):
    """One camera of a station."""

    TRIGGERS: ClassVar[frozenset[Trigger]] = frozenset(Trigger)
    """What this kind of camera can obey."""

    view: str = Field(pattern=VIEW_NAME)
    at_mm: float | None = Field(default=None, gt=0, le=100_000)
    """From the photo-eye along the belt to the middle of its picture; None without a gate."""
    trigger: Trigger | None = None
    """None without a gate."""

    def placed(self, folder: Path) -> Self:
        """With its paths made whole."""
        return self
