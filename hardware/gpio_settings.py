"""What a station is told of one of its own pins."""

from typing import Literal

from pydantic import Field

from hardware.device_model import DeviceModel


class GpioSettings(DeviceModel):
    """A pin of the station's own computer, through gpiozero."""

    type: Literal["gpio"]
    pin: int = Field(ge=0, le=1023)
    """By the number of its chip (BCM on a Raspberry Pi), not by its place on the connector."""
    active_high: bool = True
    """Whether the pin is high when the thing behind it is on."""
