"""What is said again until somebody has heard it, more and more seldom. Pure, in monotonic time."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Last, and how long the next time is off."""

    at_ns: int
    pause_ns: int


class SaidAgain:
    """Of anything with a number: when it was said last."""

    def __init__(self, first_pause_ns: int, longest_pause_ns: int) -> None:
        self.first_pause_ns, self.longest_pause_ns = first_pause_ns, longest_pause_ns
        self._last: dict[int, Said] = {}

    def is_due(self, number: int, now_ns: int) -> bool:
        last = self._last.get(number)
        return last is None or now_ns - last.at_ns >= last.pause_ns

    def note(self, number: int, now_ns: int) -> None:
        """It was said now."""
        last = self._last.get(number)
        pause_ns = self.first_pause_ns if last is None else 2 * last.pause_ns
        self._last[number] = Said(now_ns, min(pause_ns, self.longest_pause_ns))

    def keep(self, numbers: Collection[int]) -> None:
        """The others are over."""
        self._last = {number: said for number, said in self._last.items() if number in numbers}
