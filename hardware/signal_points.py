"""The stack light and the beeper as they are wired: each lamp is an Output, wherever it hangs.

Rules
- A lamp that is lost darkens nothing else; it is told, and tried again.
- Where the outputs may wait (up to 100 ms each), `show` is not for a line's hot path.
- No lamp is a safety function, and a lost one stops nothing.
"""

from collections.abc import Mapping

from hardware.errors import DeviceLost
from hardware.interfaces import Output
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
