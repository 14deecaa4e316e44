"""Everything that a station can switch by itself, chosen by `type`."""

from typing import Annotated

from pydantic import Field

from hardware.gpio_settings import GpioSettings
from hardware.interfaces import Clock, Output
from hardware.outputs.lcus_relay_settings import LcusRelaySettings
from hardware.outputs.modbus_relay_settings import ModbusRelaySettings

OutputSettings = Annotated[
    GpioSettings | LcusRelaySettings | ModbusRelaySettings, Field(discriminator="type")
]


def holds_when_dead(output: OutputSettings) -> bool:
    """A relay board keeps what it was told last when the station dies; a pin goes back."""
    return not isinstance(output, GpioSettings)


def open_output(settings: OutputSettings, clock: Clock) -> Output:
    """DeviceMissing or DeviceLost where it is not there."""
    match settings:
        case GpioSettings():
            from hardware.outputs.gpio import GpioOutput

            return GpioOutput(settings)
        case LcusRelaySettings():
            from hardware.outputs.lcus_relay import LcusRelay

            return LcusRelay(settings)
        case ModbusRelaySettings():
            from hardware.outputs.modbus_relay import open_modbus_relays

            (relay,) = open_modbus_relays([settings], clock)
            return relay
