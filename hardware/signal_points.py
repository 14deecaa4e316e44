"""Lamps, line stop and switches as they are wired, over any Output and Input.

Rules
- Switching may wait up to 100 ms an output: whoever calls this is no line's hot path.
- A lamp that is lost darkens nothing else; it is told, and tried again.
- A switch that cannot be read is neither on nor off: unknown, and told.
- Nothing here is a safety function. The emergency stop is wired to the drives by itself; its input
  only lets the station know why the belt stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hardware.errors import DeviceLost
from hardware.interfaces import Input, Output
from hardware.signals import Lamp, Pattern, burns

TRY_AGAIN_NS = 1_000_000_000


class StackLight:
    """The lamps that are fitted, and the beeper; each one its own Output."""

    def __init__(self, lamps: Mapping[Lamp, Output]) -> None:
        self._lamps = dict(lamps)
        self._is_on: dict[Lamp, bool] = {}
        """What each was switched to last; none before the first time and after a loss."""
        self._lost: dict[Lamp, str] = {}
        self._try_again_ns: dict[Lamp, int] = {}

    @property
    def trouble(self) -> str | None:
        """Which lamps do not obey, and why, in words for a person."""
        if not self._lost:
            return None
        return "; ".join(f"lamp {lamp.value}: {why}" for lamp, why in self._lost.items())

    def show(self, patterns: Mapping[Lamp, Pattern], now_ns: int) -> None:
        """Switches what is not yet as it should be now; a lamp that is not named goes off."""
        for lamp, output in self._lamps.items():
            on = burns(patterns.get(lamp, Pattern.OFF), now_ns)
            is_due = now_ns >= self._try_again_ns.get(lamp, now_ns)
            if on is not self._is_on.get(lamp) and is_due:
                self._switch(lamp, output, on, now_ns)

    def _switch(self, lamp: Lamp, output: Output, on: bool, now_ns: int) -> None:
        try:
            output.switch(on)
        except DeviceLost as error:
            self._is_on.pop(lamp, None)
            self._lost[lamp] = str(error)
            self._try_again_ns[lamp] = now_ns + TRY_AGAIN_NS
        else:
            self._is_on[lamp] = on
            self._lost.pop(lamp, None)
            self._try_again_ns.pop(lamp, None)

    def close(self) -> None:
        """Leaves all off, as far as they can be reached."""
        for output in self._lamps.values():
            try:
                output.close()
            except DeviceLost:
                continue


class LineStop:
    """A relay in series with the drive's enable: energised, the belt may run.

    Where the station, its computer or a wire dies, the relay falls and the belt stands.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        self.trouble: str | None = None

    def stop(self, stop: bool) -> None:
        """Also to be called again while it is in trouble, until the relay obeys."""
        try:
            self._output.switch(not stop)
        except DeviceLost as error:
            self.trouble = f"line stop: {error}"
        else:
            self.trouble = None

    def close(self) -> None:
        """The belt stands."""
        self._output.close()


@dataclass(frozen=True, slots=True)
class Panel:
    """What the switches say; None: not fitted, or not to be read now."""

    key_is_on: bool | None
    """The key switch lets the station act."""
    emergency_stop: bool | None
    """It was pulled, or its wire is broken."""
    trouble: str | None


class PanelSwitches:
    """Key switch and emergency stop, of which either may be absent."""

    def __init__(self, key: Input | None, emergency_stop: Input | None) -> None:
        """emergency_stop: a free, normally closed contact of the button; on while not pulled."""
        self._key, self._emergency_stop = key, emergency_stop

    def read(self) -> Panel:
        key, key_trouble = looked_at("key switch", self._key)
        closed, stop_trouble = looked_at("emergency stop", self._emergency_stop)
        troubles = [trouble for trouble in (key_trouble, stop_trouble) if trouble is not None]
        pulled = None if closed is None else not closed
        return Panel(key, pulled, "; ".join(troubles) or None)

    def close(self) -> None:
        for one in (self._key, self._emergency_stop):
            if one is not None:
                one.close()


def looked_at(name: str, one: Input | None) -> tuple[bool | None, str | None]:
    """Whether it is on, and why that is not known."""
    if one is None:
        return None, None
    try:
        return one.is_on(), None
    except DeviceLost as error:
        return None, f"{name}: {error}"
