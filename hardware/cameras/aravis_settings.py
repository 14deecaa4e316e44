"""Settings of a GigE Vision or USB3 Vision camera of any maker, driven by Aravis."""

from typing import Literal

from pydantic import Field

from hardware.cameras.genicam_settings import GenicamCameraSettings


class AravisCameraSettings(GenicamCameraSettings):
    type: Literal["aravis"]
    device: str = Field(min_length=1, max_length=128)
    """The address of a GigE Vision camera or the name that `arv-tool-0.8` shows."""
    packet_bytes: int | None = Field(default=None, ge=576, le=16_000)
    """Largest packet of a GigE Vision stream, headers included; None: the network is tried out."""
