"""Settings of a Basler camera, driven by Basler's own library (extra `basler`)."""

from typing import Literal

from pydantic import Field

from hardware.cameras.genicam_settings import GenicamCameraSettings


class BaslerCameraSettings(GenicamCameraSettings):
    type: Literal["basler"]
    serial: str | None = Field(default=None, pattern=r"^[0-9A-Za-z-]{1,32}$")
    """As printed on the camera; may be left out where only one Basler camera is connected."""
