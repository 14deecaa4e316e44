"""Pins, on the simulated pins that gpiozero brings with it; no real pin was tried."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

gpiozero = pytest.importorskip("gpiozero")
from gpiozero.pins.mock import MockFactory, MockPin  # noqa: E402

from hardware.errors import DeviceLost, DeviceMissing  # noqa: E402
from hardware.gpio_settings import GpioSettings  # noqa: E402
from hardware.inputs.gpio import GpioInput  # noqa: E402
from hardware.outputs.gpio import GpioOutput  # noqa: E402

PIN = 17


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    before = gpiozero.Device.pin_factory
    gpiozero.Device.pin_factory = factory = MockFactory()
    yield factory
    factory.reset()
    gpiozero.Device.pin_factory = before


def pin_of(active_high: bool = True) -> GpioSettings:
    return GpioSettings(type="gpio", pin=PIN, active_high=active_high)


@pytest.mark.parametrize("active_high", [True, False])
def test_an_output_is_off_until_it_is_switched_and_after_it_is_closed(
    pins: MockFactory, active_high: bool
) -> None:
    output, wire = GpioOutput(pin_of(active_high)), pins.pin(PIN)
    states = [bool(wire.state)]
    for on in (True, False, True):
        output.switch(on)
        states.append(bool(wire.state))
    assert states == [on is active_high for on in (False, True, False, True)]
    output.close()


@pytest.mark.parametrize("active_high", [True, False])
def test_an_input_is_on_as_its_settings_say(pins: MockFactory, active_high: bool) -> None:
    pin, wire = GpioInput(pin_of(active_high)), pins.pin(PIN)
    wire.drive_high()
    assert pin.is_on() is active_high
    wire.drive_low()
    assert pin.is_on() is not active_high
    pin.close()


def test_a_pin_that_is_in_use_is_refused(pins: MockFactory) -> None:
    first = GpioOutput(pin_of())
    with pytest.raises(DeviceMissing, match="pin 17 cannot be switched"):
        GpioOutput(pin_of())
    first.close()


class DeadPin(MockPin):  # type: ignore[misc]
    """A pin whose driver is asked and refuses, with the error that lgpio has for it."""

    is_dead = False

    def _get_state(self) -> bool:
        self._refuse()
        return bool(super()._get_state())

    def _set_state(self, value: bool) -> None:
        self._refuse()
        super()._set_state(value)

    def _refuse(self) -> None:
        if self.is_dead:
            import lgpio

            raise lgpio.error("unknown handle")


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one name of lgpio that is needed here; it is installed with real pins alone."""
    (tmp_path / "lgpio.py").write_text("class error(Exception):\n    pass\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "lgpio", raising=False)


@pytest.mark.usefixtures("driver")
def test_what_the_driver_of_the_pins_raises_is_a_lost_device(pins: MockFactory) -> None:
    pins.pin_class = DeadPin
    pin, output = GpioInput(pin_of()), GpioOutput(GpioSettings(type="gpio", pin=PIN + 1))
    pins.pin(PIN).is_dead = pins.pin(PIN + 1).is_dead = True
    with pytest.raises(DeviceLost, match="pin 17: unknown handle"):
        pin.is_on()
    with pytest.raises(DeviceLost, match="pin 18: unknown handle"):
        output.switch(True)
    pins.pin(PIN).is_dead = pins.pin(PIN + 1).is_dead = False
    pin.close()
    output.close()
