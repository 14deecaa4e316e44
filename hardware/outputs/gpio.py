"""A pin of the station's own computer that switches something, through gpiozero.

When the process ends, however it ends, the kernel takes the pin back; what that does to it is the
driver's affair, so wire a resistor that pulls it to where it switches nothing.
"""

from typing import Any

from hardware.errors import DeviceLost, DeviceMissing
from hardware.gpio_library import refused_by_gpio, zero
from hardware.gpio_settings import GpioSettings


class GpioOutput:
    """An Output; off from the beginning."""

    def __init__(self, settings: GpioSettings) -> None:
        """DeviceMissing without the library, or where the pin cannot be had."""
        library = zero()
        self.name = f"pin {settings.pin}"
        try:
            self._device: Any = library.DigitalOutputDevice(
                settings.pin, active_high=settings.active_high, initial_value=False
            )
        except refused_by_gpio() as error:
            raise DeviceMissing(f"{self.name} cannot be switched: {error}") from error

    def switch(self, on: bool) -> None:
        try:
            self._device.value = on
        except refused_by_gpio() as error:
            raise DeviceLost(f"{self.name}: {error}") from error

    def close(self) -> None:
        self.switch(False)
        self._device.close()
