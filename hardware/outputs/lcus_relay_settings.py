"""What a station is told of a relay on an LCUS board."""

from typing import Literal

from pydantic import Field

from hardware.device_model import DeviceModel


class LcusRelaySettings(DeviceModel):
    type: Literal["lcus-relay"]
    port: str = Field(min_length=1)
    """/dev/serial/by-path/…: the CH340 of these boards has no serial number; or socket://…"""
    relay: int = Field(default=1, ge=1, le=8)
