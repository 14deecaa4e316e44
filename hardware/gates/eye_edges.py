"""The edges of an eye that is looked at again and again."""

from hardware.interfaces import Input


class Eye:
    """On while something is before it."""

    def __init__(self, source: Input) -> None:
        self.source = source
        self.is_dark = False
        self.middle_tick = 0
        """Of the last thing that went by."""
        self._front_tick = 0

    def change(self, tick: int) -> bool | None:
        """True when it went dark since the last look, False when light again; else None."""
        dark = self.source.is_on()
        if dark is self.is_dark:
            return None
        self.is_dark = dark
        if dark:
            self._front_tick = tick
        else:
            self.middle_tick = (self._front_tick + tick) // 2
        return dark
