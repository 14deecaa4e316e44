"""Trouble that counts only when it comes again and again: late verdicts, lost pictures. Pure.

One late verdict is a late verdict; three in a row say that something is broken.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """When it is trouble, and when it is over again; all in packs."""

    in_a_row: int
    in_window: int
    window: int
    well_in_a_row: int
    """So many without a fault end the trouble."""


LATE_VERDICTS: Final = Limits(in_a_row=3, in_window=10, window=100, well_in_a_row=20)
"""Three in a row is what PLC practice treats as a fault of the vision system."""
BAD_PICTURES: Final = Limits(in_a_row=3, in_window=10, window=100, well_in_a_row=20)
"""Frozen, badly lit, blurred, moved, or without the pack."""
LOST_PICTURES: Final = Limits(in_a_row=3, in_window=10, window=100, well_in_a_row=20)
UNCONFIRMED_REJECTS: Final = Limits(in_a_row=2, in_window=3, window=50, well_in_a_row=2)
"""Of rejects and holds alone. A jammed gate lets the defective packs go, so few are enough."""
LOST_PACKS: Final = Limits(in_a_row=3, in_window=10, window=100, well_in_a_row=20)
"""Vanished between the eyes, or seen behind the gate where none was expected."""


class Repeated:
    """Remembers which of the last packs had this fault."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.window: deque[bool] = deque(maxlen=limits.window)
        self.well = 0
        self.is_trouble = False

    def happened(self, fault: bool) -> None:
        """One more pack."""
        self.window.append(fault)
        self.well = 0 if fault else self.well + 1
        if self.is_trouble:
            self.recover()
        else:
            self.is_trouble = fault and self.is_too_often

    @property
    def is_too_often(self) -> bool:
        recent = list(self.window)[-self.limits.in_a_row :]
        in_a_row = len(recent) == self.limits.in_a_row and all(recent)
        return in_a_row or sum(self.window) >= self.limits.in_window

    def recover(self) -> None:
        if self.well >= self.limits.well_in_a_row:
            self.is_trouble = False
            self.window.clear()
