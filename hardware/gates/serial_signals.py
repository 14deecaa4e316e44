"""Lamps, beeper and switches at the reject controller, as an Output or Input each.

Stack light and key switch hang on the controller, not on the host: they go dark or silent with it.
"""

from typing import Protocol

from hardware.wire.codes import Input, Lamp


class Signals(Protocol):
    """The controller's lamps and switches; DeviceLost while it does not answer."""

    @property
    def inputs(self) -> Input: ...

    def light(self, lamp: Lamp, on: bool) -> None: ...


class ControllerLamp:
    """One lamp of the stack light, or the beeper."""

    def __init__(self, signals: Signals, lamp: Lamp) -> None:
        self.signals, self.lamp = signals, lamp

    def switch(self, on: bool) -> None:
        self.signals.light(self.lamp, on)

    def close(self) -> None:
        self.signals.light(self.lamp, False)


class ControllerInput:
    """A switch at the controller. Information only, never a safety function."""

    def __init__(self, signals: Signals, which: Input) -> None:
        self.signals, self.which = signals, which

    def is_on(self) -> bool:
        return self.which in self.signals.inputs

    def close(self) -> None:
        """It goes on being reported."""
