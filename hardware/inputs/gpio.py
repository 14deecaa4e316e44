"""A pin of the station's own computer that is read, through gpiozero."""

from typing import Any

from hardware.errors import DeviceLost, DeviceMissing
from hardware.gpio_library import refused_by_gpio, zero
from hardware.gpio_settings import GpioSettings


class GpioInput:
    """An Input."""

    def __init__(self, settings: GpioSettings) -> None:
        """DeviceMissing without the library, or where the pin cannot be had."""
        library = zero()
        self.name = f"pin {settings.pin}"
        try:
            self._device: Any = library.DigitalInputDevice(
                settings.pin, pull_up=None, active_state=settings.active_high
            )
        except refused_by_gpio() as error:
            raise DeviceMissing(f"{self.name} cannot be read: {error}") from error

    def is_on(self) -> bool:
        try:
            return bool(self._device.value)
        except refused_by_gpio() as error:
            raise DeviceLost(f"{self.name}: {error}") from error

    def close(self) -> None:
        self._device.close()
